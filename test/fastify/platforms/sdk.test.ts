import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { classIn } from '../../../packages/fastify/src/platforms/alibaba-cloud/sdk.ts'

const run = promisify(execFile)
/** Runs a module under plain node, without the test runner's loaders, and gives what it prints. */
const plainNode = async (source: string): Promise<unknown> => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source], { env })
  return JSON.parse(stdout)
}
const LOADED = `
  import { createRequire } from 'node:module'
  const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((it) => it.includes('@alicloud')).length`

t.test('the SDK is loaded by the first call, not by importing or connecting; plain node finds its class', async (t) => {
  const found = (await plainNode(`${LOADED}
    import * as plugin from '@sms-settings/fastify'
    import { alibabaCloud } from '@sms-settings/fastify/platforms'
    const counts = [loaded()]
    const account = alibabaCloud({ endpoint: '127.0.0.1:9', protocol: 'http' }).connect({
      accessKeyId: 'LTAI5tTestKeyId0000000', accessKeySecret: 'TestSecret00000000000000000000', settings: {} })
    counts.push(loaded())
    const outcome = await account.send({
      messageId: 'M1', phone: '+8613900001234', signatureName: 'x', templateCode: 'SMS_1', variables: {} })
    counts.push(loaded())
    console.log(JSON.stringify({ plugin: typeof plugin.smsSettings, counts, outcome }))`)) as {
    counts: number[]
    outcome: unknown
  }
  t.match(found, {
    plugin: 'function',
    outcome: { outcome: 'refused', problem: { kind: 'unreachable', code: 'ECONNREFUSED' } },
  })
  t.equal(found.counts[0], 0)
  t.equal(found.counts[1], 0)
  t.ok(Number(found.counts[2]) > 100, `${found.counts[2]} modules`)
})

t.test('the class is found in every shape that an import of the SDK may have', async (t) => {
  class Client {}
  t.equal(classIn({ default: { default: Client, SendSmsRequest: class {} } }), Client, 'plain node')
  t.equal(classIn({ default: Client, SendSmsRequest: class {} }), Client, 'translated by a runner or bundler')
  t.equal(classIn(Client), Client, 'the class itself')
  for (const nothing of [{}, { default: {} }, { default: { default: {} } }])
    t.throws(() => classIn(nothing), /does not export a client/)
})
