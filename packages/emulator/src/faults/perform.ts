import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import type { Answer } from '../gateway.ts'

const html = (status: number) =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><center><h1>${status}</h1></center><hr><center>nginx</center></body></html>`

const dead = new WeakSet<Socket>()

/** Whether a connection is only seemingly alive: what comes over it has never arrived. */
export const isDead = (socket: Socket): boolean => dead.has(socket)

/** Sends an answer as its fault has it, or as it is when there is none. */
export async function perform(reply: FastifyReply, { status, headers, body, fault }: Answer): Promise<void> {
  const { raw } = reply
  const { socket } = raw
  const text = JSON.stringify(body)
  const write = (code: number, type: string, content: string) => {
    raw.writeHead(code, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(content) })
    raw.end(content)
  }
  const good = () => write(status, headers['content-type'] ?? 'application/json', text)
  reply.hijack()
  switch (fault?.kind) {
    case 'html502':
      return write(502, 'text/html', html(502))
    case 'empty500':
      return write(500, 'application/json', '')
    case 'html200':
      return write(200, 'text/html', html(200))
    case 'truncated':
      return write(200, 'application/json;charset=utf-8', '{"RequestId":"4D0C9A36-1C2B-5C6E-9F')
    case 'null':
      return write(200, 'application/json;charset=utf-8', 'null')
    case 'empty_object':
      return write(200, 'application/json;charset=utf-8', '{}')
    case 'fin':
      socket?.end()
      return
    case 'rst':
    case 'rst_after_accept':
      socket?.resetAndDestroy()
      return
    case 'rst_in_body':
      raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) })
      raw.write(text.slice(0, 10), () => setTimeout(() => socket?.resetAndDestroy(), 20))
      return
    case 'delay':
      setTimeout(() => !raw.destroyed && good(), fault.ms).unref()
      return
    case 'stall':
      return
    case 'drip':
      return drip(reply, { status, headers, text, ms: fault.ms })
    case 'stale':
      // With the other kept connections closed in time, the caller's next request can only come over this one.
      reply.server.server.closeIdleConnections()
      raw.once('finish', () => {
        if (!socket) return
        dead.add(socket)
        socket.prependOnceListener('data', () => socket.resetAndDestroy())
      })
      setTimeout(good, 20)
      return
    default:
      return good()
  }
}

/** Headers at once, then the body byte by byte. */
function drip(
  { raw }: FastifyReply,
  { status, headers, text, ms }: { status: number; headers: Record<string, string>; text: string; ms: number },
): void {
  const bytes = Buffer.from(text)
  raw.writeHead(status, { ...headers, 'content-length': bytes.length })
  const started = performance.now()
  let sent = 0
  const timer = setInterval(
    () => {
      if (raw.destroyed) return clearInterval(timer)
      const due = Math.min(bytes.length, Math.ceil(((performance.now() - started) / ms) * bytes.length))
      if (due > sent) raw.write(bytes.subarray(sent, due))
      sent = Math.max(sent, due)
      if (sent < bytes.length) return
      clearInterval(timer)
      raw.end()
    },
    Math.max(1, ms / bytes.length),
  )
  timer.unref()
}
