import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Outbox } from '../outbox/outbox.ts'

/** Often enough that no proxy takes the stream for dead. */
const HEARTBEAT = 15_000

/** Sends what happens to the outbox as server-sent events, each a JSON object, until the reader leaves. */
export function streamOutbox(outbox: Outbox, { raw: request }: FastifyRequest, reply: FastifyReply): void {
  const { raw } = reply
  reply.hijack()
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  raw.write('retry: 1000\n\n')
  const unsubscribe = outbox.subscribe((event) => raw.write(`data: ${JSON.stringify(event)}\n\n`))
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT)
  heartbeat.unref()
  request.once('close', () => {
    unsubscribe()
    clearInterval(heartbeat)
  })
}
