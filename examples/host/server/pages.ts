import { fileURLToPath } from 'node:url'
import serveStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'

const PAGES = fileURLToPath(new URL('../dist/pages/', import.meta.url))

/** What the demo's pages show to who tries them. */
export type DemoFacts = {
  people: readonly { email: string; password: string; role: string }[]
  apps: readonly { appId: string; tenantId: string; name: string; appKey: string }[]
  accessKeys: readonly { accessKeyId: string; accessKeySecret: string }[]
}

/** The console at `/`, the page of one of the Apps at `/shop/`, and what the demo tells them. */
export const pages: FastifyPluginAsync<{ demo: DemoFacts | undefined; phonePage: string | undefined }> = async (
  scope,
  { demo, phonePage },
) => {
  await scope.register(serveStatic, { root: PAGES, prefix: '/', index: false, wildcard: false, schemaHide: true })
  // Names of assets change with their contents; the pages that name them are asked for each time.
  const page = (path: string, folder: string) =>
    scope.get(path, { schema: { hide: true } }, (_, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(`${folder}/index.html`, { cacheControl: false }),
    )
  page('/', 'console')
  page('/shop/', 'shop')
  scope.get('/shop', { schema: { hide: true } }, (_, reply) => reply.redirect('/shop/'))
  scope.get('/demo', { schema: { hide: true } }, (_, reply) =>
    demo ? reply.send(demo) : reply.code(404).send({ statusCode: 404, error: 'Not Found', message: 'No demo here' }),
  )
  if (phonePage)
    scope.get('/phone', { schema: { hide: true } }, ({ url }, reply) =>
      reply.redirect(`${phonePage}/${new URL(url, 'http://host').search}`),
    )
}
