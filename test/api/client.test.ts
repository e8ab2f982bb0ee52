import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sms-settings/api/client'
import t, { type Test } from 'tap'

/** A client of a server that answers so. */
const clientOf = async (t: Test, answer: RequestListener) => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms/` })
}
const answering =
  (status: number, type: string, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body)
const check = { params: { id: 'V1' }, body: { code: '123456' } }
const network = (statusCode: number) => ({
  name: 'SmsClientError',
  code: 'SMS_NETWORK',
  statusCode,
  body: undefined,
  message: 'The server cannot be reached',
})

t.test('a page of somebody else’s is no answer, whatever its status', async (t) => {
  const page = '<!doctype html><title>Log in to the network</title>'
  for (const status of [200, 403, 502]) {
    const client = await clientOf(t, answering(status, 'text/html; charset=utf-8', page))
    await t.rejects(client.checkVerification(check), network(status), `${status}`)
    await t.rejects(client.exportMessages(), network(status), `${status}, where text is wanted`)
  }
})

t.test('an answer that is cut short is none', async (t) => {
  const broken = await clientOf(t, answering(200, 'application/json', '{"id":"V1","sta'))
  await t.rejects(broken.checkVerification(check), network(200))
  const gone = await clientOf(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id":')
    setTimeout(() => response.destroy(), 20)
  })
  await t.rejects(gone.checkVerification(check), network(200))
})

t.test('answers and errors of ours come as they are', async (t) => {
  const good = await clientOf(t, answering(200, 'application/json; charset=utf-8', '{"id":"V1","phone":"+86139"}'))
  t.same(await good.checkVerification(check), { id: 'V1', phone: '+86139' })
  const csv = await clientOf(t, answering(200, 'text/csv; charset=utf-8', 'id,status\r\n'))
  t.equal(await csv.exportMessages(), 'id,status\r\n')
  const none = await clientOf(t, (_request, response) => response.writeHead(204).end())
  t.equal(await none.deleteAccount({ params: { accountId: 'A1' } }), undefined)
  const error = {
    statusCode: 422,
    code: 'SMS_CODE_WRONG',
    error: 'Unprocessable Entity',
    message: 'No',
    attemptsLeft: 4,
  }
  const refusing = await clientOf(t, answering(422, 'application/json', JSON.stringify(error)))
  await t.rejects(refusing.checkVerification(check), { code: 'SMS_CODE_WRONG', statusCode: 422, body: error })
})

t.test('who gives up is told of that, not of the network', async (t) => {
  let begin = () => {}
  const started = new Promise<void>((resolve) => {
    begin = resolve
  })
  const client = await clientOf(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    begin()
  })
  const giving = new AbortController()
  const call = client.checkVerification(check, { signal: giving.signal })
  await started
  giving.abort()
  await t.rejects(call, { name: 'AbortError' })
})

t.end()
