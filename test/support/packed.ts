import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

/** In the order of who needs whom. */
export const PACKAGES = ['api', 'fastify', 'emulator', 'react'] as const

/** A tarball, as `npm publish` would send it off. */
export type Packed = {
  name: string
  version: string
  /** Path of the tarball. */
  path: string
  integrity: string
  /** Bytes: packed, and unpacked. */
  size: number
  unpackedSize: number
  files: { path: string; size: number }[]
}

/** An empty folder outside the project, so that nothing of ours is found by looking upwards. */
export const emptyFolder = async (t: Test, name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `sms-${name}-`))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Packs each package as it is built now. */
export const pack = async (t: Test): Promise<Packed[]> => {
  const folder = await emptyFolder(t, 'packed')
  const workspaces = PACKAGES.map((name) => `--workspace=packages/${name}`)
  // Without scripts, or it would build anew while other tests use what is built.
  const args = ['pack', '--json', '--ignore-scripts', `--pack-destination=${folder}`, ...workspaces]
  const { stdout } = await execute('npm', args, { cwd: ROOT, maxBuffer: 1 << 26 })
  const packed = JSON.parse(stdout) as (Omit<Packed, 'path'> & { filename: string })[]
  return packed.map(({ filename, ...rest }) => ({
    ...rest,
    // Names with a scope were once given as they are, not as the file is called.
    path: join(folder, filename.replace(/^@/, '').replace('/', '-')),
  }))
}

/** Where and how a command of a host runs. */
type Where = { cwd: string; env?: Record<string, string> }

/** Runs a command as a host does, not as a part of this project. */
export const run = async (command: string, args: string[], { cwd, env = {} }: Where): Promise<string> => {
  const foreign = Object.entries(process.env).filter(([name]) => !/^(npm_|TAP|NODE_OPTIONS|INIT_CWD)/i.test(name))
  // npm itself is configured by such variables too, and where it looks for packages must stay.
  const registry = Object.entries(process.env).filter(([name]) =>
    /^npm_config_.*(registry|cache|userconfig|cafile)/i.test(name),
  )
  try {
    const { stdout, stderr } = await execute(command, args, {
      cwd,
      env: { ...Object.fromEntries([...foreign, ...registry]), ...env },
      maxBuffer: 1 << 26,
    })
    return stdout + stderr
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr || error}`)
  }
}

/** What a package says of itself. It is packed as it stands in its folder. */
export const readManifest = async ({ name }: Pick<Packed, 'name'>): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(ROOT, 'packages', name.replace('@sms-settings/', ''), 'package.json'), 'utf8'))

/** A dependency of a host's in the version that this project has, so that a test is not another one each day. */
export const asHere = async (name: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'))
  return `${name}@${version}`
}

/** Settings of npm for a folder of a host's: quiet, and from the cache where it can. */
const NPM = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']

/** `npm install`, in a folder of a host's. */
export const install = (cwd: string, ...args: string[]): Promise<string> =>
  run('npm', ['install', ...NPM, ...args], { cwd })

/** Why packages of others cannot be had, or undefined. With `CI=true` that is no excuse. */
export const offline = async (): Promise<string | false> => {
  if (process.env.CI === 'true') return false
  const [name = ''] = (await asHere('fastify')).split('@')
  const answer = await run('npm', ['view', name, 'version', '--fetch-retries=0'], { cwd: tmpdir() }).catch(() => null)
  return answer === null && 'the registry of npm cannot be reached'
}
