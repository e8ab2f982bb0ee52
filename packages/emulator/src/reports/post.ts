import http from 'node:http'
import https from 'node:https'

/** Largest answer that is read. */
const LIMIT = 64 * 1024

/** Posts JSON over a connection of its own. Rejects when there is no whole answer within the time-out. */
export const postJson = (
  url: string,
  json: unknown,
  { timeout, signal }: { timeout: number; signal: AbortSignal },
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(json)
    const target = new URL(url)
    const request = (target.protocol === 'https:' ? https : http).request(
      target,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        headers: { 'content-type': 'application/json;charset=utf-8', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
          if (body.length > LIMIT) response.destroy(new Error('the answer is too large'))
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    request.on('error', reject)
    request.end(text)
  })
