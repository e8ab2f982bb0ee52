import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const dist = join(root, 'storybook/dist')
const stamp = join(dist, 'built-from')

/** What the Storybook is made of: the same, and it need not be built again. */
const SOURCES = [
  'storybook/.storybook',
  'storybook/server',
  'storybook/stories',
  'storybook/package.json',
  'packages/react/src',
  'packages/api/src',
  'package-lock.json',
]

const filesIn = (path: string): string[] => {
  try {
    return readdirSync(join(root, path), { withFileTypes: true }).flatMap((it) => filesIn(`${path}/${it.name}`))
  } catch {
    return [path]
  }
}

const fingerprint = () => {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesIn).sort()) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const wasBuiltFrom = () => {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}

/** Builds the Storybook, unless it is there already. @returns whether it had to be built */
export const buildStorybook = async (): Promise<boolean> => {
  const now = fingerprint()
  if (wasBuiltFrom() === now) return false
  const manifest = createRequire(join(root, 'storybook/package.json')).resolve('storybook/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | { storybook: string } }
  const program = join(dirname(manifest), typeof bin === 'string' ? bin : bin.storybook)
  await promisify(execFile)(
    process.execPath,
    [program, 'build', '--disable-telemetry', '--quiet', '--output-dir', 'dist'],
    {
      cwd: join(root, 'storybook'),
      // tap's own loaders are not for it.
      env: { ...process.env, NODE_OPTIONS: '', STORYBOOK_DISABLE_TELEMETRY: '1', CI: 'true' },
      maxBuffer: 2 ** 26,
    },
  ).catch(({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }) => {
    throw new Error(`The Storybook cannot be built:\n${stripVTControlCharacters(stdout + stderr)}`)
  })
  writeFileSync(stamp, now)
  return true
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves what was built, as any server of files would. */
export const serveStorybook = async () => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://storybook')
    // Browsers ask for it of their own accord.
    if (pathname === '/favicon.ico') return response.writeHead(204).end()
    const path = join(dist, normalize(pathname === '/' ? '/index.html' : pathname))
    try {
      if (!path.startsWith(dist)) throw new Error('outside')
      const body = readFileSync(path)
      response
        .writeHead(200, {
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
          'cache-control': 'max-age=600',
        })
        .end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type Entry = { id: string; title: string; name: string; type: 'story' | 'docs' }

/** All stories and pages of the built Storybook. */
export const entries = (): Entry[] =>
  Object.values(
    (JSON.parse(readFileSync(join(dist, 'index.json'), 'utf8')) as { entries: Record<string, Entry> }).entries,
  )
