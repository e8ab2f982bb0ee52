// The three walks of somebody who has never seen the project, in empty folders, from the packages as they are published
// and with the documents' own commands and code. What a reader has or does by themselves is said here, each time.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO } from '@sms-settings/emulator'
import t from 'tap'
import ts from 'typescript'
import { blocksOf } from '../docs/documents.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { asHere, emptyFolder, install, offline, pack, run } from '../support/packed.ts'
import { startProcess } from '../support/processes.ts'
import { startRegistry } from '../support/registry.ts'

/** The one block of a document that has a text in it. */
const block = (document: string, ...holds: string[]): string => {
  const found = blocksOf(document).filter(({ text }) => holds.every((it) => text.includes(it)))
  assert.equal(found.length, 1, `${document} has ${found.length} blocks with ${holds.join(' and ')}`)
  return found[0]?.text ?? ''
}

/** What a reader changes in what they copied. */
const edit = (text: string, ...changes: [from: string, to: string][]): string =>
  changes.reduce((edited, [from, to]) => {
    assert.ok(edited.includes(from), `“${from}” is there to be changed`)
    return edited.replaceAll(from, to)
  }, text)

/** What a host's build makes of its TypeScript. */
const javascript = (text: string): string =>
  ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } })
    .outputText

const lineWith = (text: string, holds: string): string => text.split('\n').find((it) => it.includes(holds)) ?? ''

t.setTimeout(300_000)
const skip = await offline()
const registry = skip ? '' : await startRegistry(t, await pack(t))

/** A folder with what somebody has already: an app of their own and what it needs. */
const startFrom = async (name: 'mount' | 'embed' | 'client', dependencies: string[] = []) => {
  const folder = await emptyFolder(t, name)
  await cp(fileURLToPath(new URL(`apps/${name}`, import.meta.url)), folder, { recursive: true })
  await writeFile(join(folder, '.npmrc'), registry)
  const versions = (await Promise.all(dependencies.map(asHere))).map((it) => {
    const at = it.lastIndexOf('@')
    return [it.slice(0, at), it.slice(at + 1)]
  })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: Object.fromEntries(versions) }),
  )
  return {
    folder,
    write: async (path: string, text: string) => {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    },
    /** Runs `npm install` lines as one, for time; what is of others in the versions that this project has. */
    install: async (...lines: string[]) => {
      const words = lines.flatMap((line) => {
        assert.match(line, /^npm install /)
        return line.split(' ').slice(2)
      })
      const named = words
        .filter((it) => !it.startsWith('-'))
        .map((it) => (it.startsWith('@sms-settings/') ? it : asHere(it)))
      await install(folder, ...(await Promise.all(named)))
    },
  }
}

const mounting = 'docs/mounting.md'
const json = { 'content-type': 'application/json' }

await t.test('the plugin is mounted in an app of somebody’s own', { skip }, async (t) => {
  // Made ready while the first walk is walked.
  const embedding = startFrom('embed', ['react', 'react-dom', 'vite', '@vitejs/plugin-react']).then(async (host) => {
    await host.install(block('docs/embedding.md', 'npm install').trim())
    return host
  })
  embedding.catch(() => {})

  const host = await startFrom('mount', ['fastify', 'knex'])
  const sqlite = edit(block(mounting, 'npm install @sms-settings/fastify').trim(), ['mysql2', 'libsql'])
  await host.install(`${sqlite} @fastify/swagger`, block(mounting, 'install --save-dev @sms-settings/emulator').trim())

  // A key for the key ring, as the command prints it.
  const [npx = '', ...make] = block(mounting, 'keys make').trim().split(' ')
  const key = /[A-Za-z0-9+/]{43}=/.exec(await run(npx, make, { cwd: host.folder }))?.[0]
  const SMS_KEYS = JSON.stringify({ current: 'k1', keys: { k1: key } })

  await host.write('platforms.js', javascript(block(mounting, 'export const platforms')))
  await host.write(
    'documented.js',
    javascript(block(mounting, 'describeRoutes')) + javascript(block(mounting, 'serveDocument')),
  )
  const mount = block('README.md', 'await app.register(smsSettings')
  const use = block('README.md', 'verifications.redeem')
  const listen = lineWith(use, 'app.listen')
  await host.write(
    'app.js',
    `import './your-app.js'\n${edit(
      mount,
      ['platforms: [alibabaCloud()]', 'platforms'],
      [
        lineWith(mount, 'your-knex.js'),
        "import { knex } from './your-knex.js'\nimport { codeOf, platforms } from './platforms.js'\nimport { describeRoutes, serveDocument } from './documented.js'",
      ],
      ['const app = Fastify()', 'const app = Fastify()\nawait describeRoutes(app)\nserveDocument(app)'],
    )}${edit(use, [
      listen,
      "app.get('/phone/:phone', ({ params }) => codeOf(params.phone))\nconsole.log(await app.listen({ port: 0 }))",
    ])}`,
  )
  const app = await startProcess(t, join(host.folder, 'app.js'), { env: { SMS_KEYS }, cwd: host.folder })
  const { url } = app

  const ask = async (
    method: string,
    path: string,
    body?: object,
    headers: object = { authorization: 'Bearer ada' },
  ) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body ? json : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      text,
      body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, string>,
    }
  }
  t.match(await ask('GET', '/sms/accounts', undefined, {}), { status: 401 })
  const account = {
    platform: 'alibaba_cloud',
    name: 'Main',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  }
  const { id } = (await ask('POST', '/sms/accounts', account)).body
  const { ssid } = (await ask('POST', `/sms/accounts/${id}/signatures`, { name: 'Quectel' })).body
  const used = [`signatures/${ssid}`]
  for (const template of [
    { code: 'SMS_100000003', purpose: 'sign_up' },
    { code: 'SMS_100000001', purpose: 'reset_password' },
  ])
    used.push(`templates/${(await ask('POST', `/sms/accounts/${id}/templates`, template)).body.stid}`)
  for (const path of used) t.match(await ask('PUT', `/sms/${path}/apps`, { appIds: ['shop'] }), { status: 200 })

  const phone = `+86139${randomInt(10_000_000, 99_999_999)}`
  const shop = { 'x-app-key': 'shop-key' }
  const { id: verificationId } = (await ask('POST', '/sms/verifications', { phone, purpose: 'sign_up' }, shop)).body
  const { text: code } = await ask('GET', `/phone/${encodeURIComponent(phone)}`)
  t.match(await ask('POST', `/sms/verifications/${verificationId}/check`, { code }, shop), { status: 200 })
  const user = { phone, verificationId, password: 'short' }
  t.match(await ask('POST', '/sign-up', user), { status: 422 }, 'a weak password burns no code')
  t.match(await ask('POST', '/sign-up', { ...user, password: 'long enough' }), { status: 200, body: { phone } })
  t.match(await ask('POST', '/sign-up', { ...user, password: 'long enough' }), { body: { code: /^SMS_/ } }, 'once')
  t.match(await ask('POST', '/reset', { phone: '+8613900009999' }), { status: 200, body: { status: 'pending' } })

  await t.test('a client is generated from its document', async (t) => {
    const host = await startFrom('client')
    const commands = block(mounting, 'npx openapi-typescript').trim().split('\n')
    const [generate = '', ...installs] = commands.reverse()
    await host.install(...installs)
    const here: [string, string] = ['http://localhost:3000', url]
    const [npx = '', ...words] = edit(generate, here).split(' ')
    await run(npx, words, { cwd: host.folder })
    await host.write('names.ts', edit(block(mounting, 'openapi-fetch', 'accountNames'), here))
    const tsc = ['tsc', 'main.ts', '--strict', '--module', 'nodenext', '--target', 'es2023']
    t.equal(await run('npx', tsc, { cwd: host.folder }).catch(String), '', 'the compiler agrees')
    t.equal(
      await run(process.execPath, ['main.js'], { cwd: host.folder }),
      'accounts: Main\nrefused: SMS_UNAUTHENTICATED: Sign in first\n',
    )
  })

  await t.test('a panel is embedded in a React app of somebody’s own', async (t) => {
    const host = await embedding
    await host.write('vite.config.ts', edit(block('docs/embedding.md', 'defineConfig'), ['http://localhost:3000', url]))
    await host.write('src/sms-page.tsx', block('docs/embedding.md', 'SmsPage'))
    const vite = await startProcess(t, join(host.folder, 'node_modules/vite/bin/vite.js'), {
      args: ['--host', '127.0.0.1', '--port', String(randomInt(20_000, 30_000))],
      env: { NO_COLOR: '1', FORCE_COLOR: undefined },
      cwd: host.folder,
    })
    const browser = await launchBrowser(t)
    const { page, complaints } = await openPage(browser, vite.url)
    await page.getByText('Main', { exact: true }).first().waitFor({ timeout: 60_000 })
    await page
      .getByRole('button', { name: /Details|View/ })
      .first()
      .click()
    await page.getByRole('tab', { name: 'Signature Management' }).click()
    await page
      .getByRole('row', { name: /Quectel/ })
      .first()
      .waitFor()
    t.same(complaints, [])
  })
})
