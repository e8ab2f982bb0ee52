import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AlibabaCloudOptions,
  alibabaCloud,
  type OutgoingMessage,
  type PlatformAccount,
} from '@sms-settings/fastify/platforms'
import type { Test } from 'tap'

/** A call as it came over the wire. */
export type Asked = { action: string; params: Record<string, string>; request: IncomingMessage }

/** An answer in words, or something done to the connection by hand. */
export type Scripted =
  | { status?: number; headers?: Record<string, string>; body: unknown }
  | ((response: ServerResponse, asked: Asked) => void)

/** A plain server that answers what a test says: for faults and shapes of answers that no real platform would give. */
export const scriptedServer = async (
  t: Test,
  script: (asked: Asked) => Scripted,
  options: AlibabaCloudOptions = {},
) => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const one = {
      action: String(request.headers['x-acs-action']),
      params: Object.fromEntries(url.searchParams),
      request,
    }
    asked.push(one)
    const answer = script(one)
    if (typeof answer === 'function') return answer(response, one)
    const { status = 200, headers = { 'content-type': 'application/json;charset=utf-8' }, body } = answer
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const platform = alibabaCloud({ endpoint, protocol: 'http', timeout: 400, deadline: 1000, ...options })
  const account: PlatformAccount = platform.connect(KEY)
  return { asked, account, platform, endpoint, server }
}

export const KEY = {
  accessKeyId: 'LTAI5tScriptedKey000001',
  accessKeySecret: 'ScriptedSecret0000000000000001',
  settings: {},
}

export const CODE = '482913'
export const MESSAGE: OutgoingMessage = {
  messageId: 'M01SCRIPTED',
  phone: '+8613900001234',
  signatureName: '阿里云',
  templateCode: 'SMS_154950909',
  variables: { code: CODE },
}

/** What must never be seen outside: the secret, the number in each of its spellings, and the code. */
export const SECRETS = [KEY.accessKeySecret, '13900001234', CODE]
