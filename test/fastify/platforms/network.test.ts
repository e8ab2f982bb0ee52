import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { inspect } from 'node:util'
import { alibabaCloud, PlatformProblem, type SendOutcome } from '@sms-settings/fastify/platforms'
import t, { type Test } from 'tap'
import { selfSigned } from './certificate.ts'
import { KEY, MESSAGE, type Scripted, SECRETS, scriptedServer } from './scripted-server.ts'

const OK = {
  Code: 'OK',
  Message: 'OK',
  BizId: '900619746936498440^0',
  RequestId: 'F655A8D5-B967-440B-8683-DAD6FF8DE990',
}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const leaks = (value: unknown) =>
  SECRETS.filter((secret) => inspect(value, { depth: 9, showHidden: true }).includes(secret))

const timed = async <T>(call: Promise<T>) => {
  const began = performance.now()
  const result = await call
  return { result, took: performance.now() - began }
}

const listen = async (t: Test, server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
const sendTo = (endpoint: string, protocol: 'http' | 'https' = 'http'): Promise<SendOutcome> =>
  alibabaCloud({ endpoint, protocol, timeout: 400, deadline: 1000 }).connect(KEY).send(MESSAGE)

t.test('a connection lost after the platform has the request: nobody knows', async (t) => {
  let how: Scripted = { body: OK }
  const { account, asked } = await scriptedServer(t, () => how)
  const losses: Record<string, Scripted> = {
    'reset before the answer': (response) => response.socket?.resetAndDestroy(),
    'closed before the answer': (response) => response.socket?.end(),
    'reset in the body': (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '200' }).write('{"Code":"OK",')
      setTimeout(() => response.socket?.resetAndDestroy(), 50)
    },
    'closed in the body': (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '200' }).write('{"Code":"OK",')
      setTimeout(() => response.socket?.end(), 50)
    },
    'not HTTP at all': (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'),
  }
  for (const [name, loss] of Object.entries(losses)) {
    how = loss
    const before = asked.length
    const outcome = await account.send(MESSAGE)
    t.match(outcome, { outcome: 'unknown', problem: { kind: 'nonsense', code: String } }, name)
    t.same(leaks(outcome), [])
    t.equal(asked.length, before + 1, 'not sent again')
    await sleep(20)
  }
})

t.test('no connection: nothing was sent', async (t) => {
  const closed = createTcpServer()
  const endpoint = await listen(t, closed)
  await new Promise((resolve) => closed.close(resolve))
  t.match(await sendTo(endpoint), { outcome: 'refused', problem: { kind: 'unreachable', code: 'ECONNREFUSED' } })
  t.match(await sendTo('no-such-host.invalid'), {
    outcome: 'refused',
    problem: { kind: 'unreachable', code: /ENOTFOUND|EAI_AGAIN/ },
  })
})

t.test('no TLS: nothing was sent', async (t) => {
  const { endpoint } = await scriptedServer(t, () => ({ body: OK }))
  t.match(await sendTo(endpoint, 'https'), { outcome: 'refused', problem: { kind: 'unreachable' } }, 'a plain server')

  const hangsUp = createTcpServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.destroy())
  })
  t.match(
    await sendTo(await listen(t, hangsUp), 'https'),
    { outcome: 'refused', problem: { kind: 'unreachable', code: 'ECONNRESET' } },
    'hung up during the handshake',
  )

  let requests = 0
  const untrusted = createTlsServer(selfSigned(), (_, response) => {
    requests += 1
    response.end(JSON.stringify(OK))
  })
  untrusted.on('tlsClientError', () => {})
  const outcome = await sendTo(await listen(t, untrusted), 'https')
  t.match(outcome, { outcome: 'refused', problem: { kind: 'unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  await sleep(50)
  t.equal(requests, 0, 'a server whose certificate is not believed never sees the request')
  t.same(leaks(outcome), [])
})

t.test('no answer in time', async (t) => {
  const { account, asked } = await scriptedServer(t, () => () => {})
  const { result, took } = await timed(account.send(MESSAGE))
  t.match(result, { outcome: 'unknown', problem: { kind: 'timeout', code: 'RequestTimeoutError' } })
  t.ok(took > 350 && took < 900, `${took} ms`)
  t.equal(asked.length, 1, 'not sent again')
  t.same(leaks(result), [])
})

const drip =
  (text: string, every: number): Scripted =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const letters = [...text]
    const timer = setInterval(() => {
      const letter = letters.shift()
      if (letter !== undefined) response.write(letter)
      else {
        clearInterval(timer)
        response.end()
      }
    }, every)
    response.on('close', () => clearInterval(timer))
  }

t.test('an answer that drips passes every time-out of the SDK, but not the deadline; its end is told', async (t) => {
  const late: SendOutcome[] = []
  const { account } = await scriptedServer(t, () => drip(JSON.stringify(OK), 12), {
    timeout: 5000,
    deadline: 500,
  })
  const onLate = (it: SendOutcome) => {
    late.push(it)
    throw new Error('what a listener throws changes nothing')
  }
  const { result, took } = await timed(account.send(MESSAGE, onLate))
  t.match(result, { outcome: 'unknown', problem: { kind: 'timeout', code: 'DEADLINE' } })
  t.ok(took >= 480 && took < 800, `${took} ms`)
  for (let i = 0; i < 60 && late.length === 0; i++) await sleep(50)
  t.match(late, [{ outcome: 'accepted', bizId: OK.BizId }])
  t.same(leaks(late), [])
})

t.test(
  'the SDK loses its read time-out on sockets that are used again: equal time-outs and the deadline do not',
  async (t) => {
    let slow = false
    const { account } = await scriptedServer(
      t,
      () => (response) => {
        if (slow) setTimeout(() => response.end(JSON.stringify(OK)), 3000)
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(OK))
      },
      { timeout: 600, deadline: 1500 },
    )
    t.match(await account.send(MESSAGE), { outcome: 'accepted' })
    // The first call's timer fires while the second waits, and takes the second's timer with it.
    await sleep(400)
    slow = true
    const { result, took } = await timed(account.send(MESSAGE))
    t.match(result, { outcome: 'unknown', problem: { kind: 'timeout', code: 'RequestTimeoutError' } })
    t.ok(took < 1100, `${took} ms: by the time-out, not only by the deadline`)
  },
)

t.test('a socket that the platform closed meanwhile costs at most one unknown outcome, and reads go on', async (t) => {
  const { account, server } = await scriptedServer(t, ({ action }) => ({
    body: action === 'SendSms' ? OK : { Code: 'OK', SignName: '阿里云', SignStatus: 1 },
  }))
  t.match(await account.signature('阿里云'), { status: 'approved' })
  server.closeAllConnections()
  t.match(await account.signature('阿里云'), { status: 'approved' }, 'asked again by itself')
})

t.test('calls at a time are bounded, and those given up still count', async (t) => {
  const waiting: (() => void)[] = []
  const { account, asked } = await scriptedServer(
    t,
    () => (response) => {
      waiting.push(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(OK)))
    },
    { maxConcurrent: 3, timeout: 5000, deadline: 300 },
  )
  const first = await Promise.all([1, 2, 3, 4, 5].map(() => account.send(MESSAGE)))
  t.equal(first.filter((it) => it.outcome === 'unknown').length, 3)
  t.match(first[4], { outcome: 'refused', problem: { kind: 'throttled', code: 'TOO_MANY_CALLS' } })
  await sleep(50)
  t.match(
    await account.send(MESSAGE),
    { outcome: 'refused', problem: { kind: 'throttled' } },
    'three are still under way',
  )
  t.equal(asked.length, 3)
  for (const answer of waiting) answer()
  await sleep(100)
  const again = account.send(MESSAGE)
  await sleep(100)
  waiting.at(-1)?.()
  t.match(await again, { outcome: 'accepted' }, 'and then there is room again')
})

t.test('reads are tried again a few times, within one deadline', async (t) => {
  const script: Scripted[] = []
  const { account, asked } = await scriptedServer(
    t,
    () => script.shift() ?? { body: { Code: 'OK', SignName: '阿里云', SignStatus: 1 } },
  )
  const reset: Scripted = (response) => response.socket?.resetAndDestroy()
  const refused = (Code: string, status = 400): Scripted => ({ status, body: { Code, Message: 'x' } })

  for (const [name, trouble] of Object.entries({
    reset,
    '502': { status: 502, headers: {}, body: '<html>' },
    throttled: refused('Throttling.User'),
    'a nonce used already': refused('SignatureNonceUsed'),
    'system error': refused('isp.SYSTEM_ERROR', 200),
  } satisfies Record<string, Scripted>)) {
    const before = asked.length
    script.push(trouble, trouble)
    t.match(await account.signature('阿里云'), { status: 'approved' }, name)
    t.equal(asked.length, before + 3)
  }

  const before = asked.length
  script.push(reset, reset, reset, reset)
  await t.rejects(account.signature('阿里云'), { name: 'PlatformProblem', problem: { kind: 'nonsense' } })
  t.equal(asked.length, before + 3, 'three times at most')
  script.length = 0

  for (const code of ['InvalidAccessKeyId.NotFound', 'Forbidden.RAM']) {
    const before = asked.length
    script.push(refused(code))
    await t.rejects(account.signature('阿里云'), { name: 'PlatformProblem', problem: { code } })
    t.equal(asked.length, before + 1, `${code} stays as it is`)
  }
  const nonces = new Set(asked.map(({ request }) => request.headers['x-acs-signature-nonce']))
  t.equal(nonces.size, asked.length, 'every try is signed anew')
})

t.test('a stalled platform holds up a read no longer than the deadline', async (t) => {
  const { account } = await scriptedServer(t, () => () => {}, { timeout: 500, deadline: 1200 })
  const began = performance.now()
  const error = await account.template('SMS_1').catch((error: unknown) => error)
  const took = performance.now() - began
  t.ok(took < 1800, `${took} ms`)
  t.ok(error instanceof PlatformProblem)
  t.match(error, { problem: { kind: 'timeout' } })
  t.same(leaks(error), [])
})
