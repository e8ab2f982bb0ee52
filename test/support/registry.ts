import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { type Packed, readManifest } from './packed.ts'

/**
 * A registry of npm's on this machine that has our packages and no others, so that `npm install @sms-settings/…` may be
 * run as the documents have it.
 * @returns the line for an `.npmrc`
 */
export const startRegistry = async (t: Test, packed: readonly Packed[]): Promise<string> => {
  const manifests = await Promise.all(packed.map(readManifest))
  const server = createServer(async ({ url = '' }, response) => {
    const path = decodeURIComponent(url).slice(1)
    const tarball = packed.find((it) => `${it.name}.tgz` === path)
    if (tarball) return response.end(await readFile(tarball.path))
    const at = packed.findIndex(({ name }) => name === path)
    const one = packed[at]
    if (!one) return response.writeHead(404).end('{}')
    const dist = { tarball: `${address}/${one.name}.tgz`, integrity: one.integrity }
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        name: one.name,
        'dist-tags': { latest: one.version },
        versions: { [one.version]: { ...manifests[at], dist } },
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `@sms-settings:registry=${address}/\n`
}
