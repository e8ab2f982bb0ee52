import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where programs are looked for: the PATH, and the folders of system programs that an ordinary user's PATH may lack. */
const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].filter(Boolean)

/**
 * The path of the first of these programs that is installed.
 * @param {...string} names
 * @returns {string | undefined}
 */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of folders()) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // not in this folder
      }
    }
  }
  return undefined
}

/**
 * A Chromium. The shell without windows is the same engine, and opens a page in a third of the time.
 * @returns {string | undefined}
 */
export const findBrowser = () =>
  process.env.CHROMIUM || findProgram('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')

/** Whether we may install Debian packages here: root, on Debian or one of its children. */
export const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined

const aptGet = (...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })

/**
 * Installs Debian packages, without what they merely recommend. The package lists of a fresh machine are empty or old,
 * so they are renewed once when the first attempt fails.
 * @param {...string} packages
 * @returns {string | undefined} what went wrong, in apt-get's words
 */
export function install(...packages) {
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages]
  let result = aptGet(...args)
  if (result.status !== 0) {
    aptGet('update', '-q')
    result = aptGet(...args)
  }
  return result.status === 0 ? undefined : result.stderr?.trim() || String(result.error ?? 'apt-get failed')
}
