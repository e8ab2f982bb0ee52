import type { FastifyInstance, FastifyReply } from 'fastify'
import { html, icon } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** Nothing may be loaded or run but the page's own files; it may be shown in a frame of another page. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

const serve = (reply: FastifyReply, type: string, content: string) =>
  reply
    .headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    .type(type)
    .send(content)

/** Sends the page itself. */
export const sendPage = (reply: FastifyReply): FastifyReply => serve(reply, 'text/html; charset=utf-8', html)

/** The files that the page consists of. */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  app.get('/style.css', (_request, reply) => serve(reply, 'text/css; charset=utf-8', style))
  app.get('/script.js', (_request, reply) => serve(reply, 'text/javascript; charset=utf-8', script))
  app.get('/icon.svg', (_request, reply) => serve(reply, 'image/svg+xml', icon))
}
