import { secretPlace } from '../accounts/connections.ts'
import type { Account } from '../accounts/store.ts'
import { createDatabase } from '../database/database.ts'
import { DatabaseNewer, outstanding } from '../database/migrate.ts'
import { nameOfServer } from '../database/server.ts'
import { alibabaCloud } from '../platforms/alibaba-cloud/index.ts'
import type { Platform } from '../platforms/platform.ts'
import { INDEX_KEY_PLACE } from '../secrets/index-key.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { createSealedStore } from '../secrets/store.ts'
import { createInspection } from './store.ts'
import { platformOptions, type Surroundings } from './surroundings.ts'
import { Usage } from './usage.ts'

/** One thing that was looked at. `mend` is what to do about it; null when nothing is to be done. */
type Finding = { what: string; state: 'ok' | 'note' | 'wrong'; says: string; mend: string | null }

const ok = (what: string, says: string): Finding => ({ what, state: 'ok', says, mend: null })
const note = (what: string, says: string, mend: string): Finding => ({ what, state: 'note', says, mend })
const wrong = (what: string, says: string, mend: string): Finding => ({ what, state: 'wrong', says, mend })

const MARKS = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' }

const codeOf = (error: unknown) => (error as { code?: string }).code ?? (error as Error).name

/**
 * Looks at all that a server needs before it can send: key ring, database, migrations, and each account with its key.
 * Nothing is written and nothing is sent; platforms are asked whether they know the keys, unless `--offline` is given.
 * @returns the exit code: 1 when something is wrong
 */
export const check = async (around: Surroundings): Promise<number> => {
  const findings: Finding[] = []
  const ring = readRing(around, findings)
  if (await lookAtDatabase(around, findings)) {
    if (ring) await lookAtIndexKey(around, ring, findings)
    await lookAtAccounts(around, ring, findings)
  }
  const bad = findings.filter(({ state }) => state === 'wrong').length
  const lines = findings.map(
    ({ what, state, says, mend }) => `${MARKS[state]}  ${what}: ${says}${mend ? `\n       → ${mend}` : ''}`,
  )
  lines.push('', bad === 0 ? 'Nothing is wrong' : bad === 1 ? '1 thing is wrong' : `${bad} things are wrong`)
  around.answer(lines.join('\n'), { ok: bad === 0, findings })
  return bad === 0 ? 0 : 1
}

const readRing = ({ keyRing }: Surroundings, findings: Finding[]): KeyRing | null => {
  try {
    const ring = keyRing()
    findings.push(ok('key ring', `new secrets are sealed with ${ring.current}`))
    return ring
  } catch (error) {
    if (!(error instanceof Usage)) throw error
    findings.push(wrong('key ring', error.message, 'give SMS_KEYS as the server has it'))
    return null
  }
}

/** @returns whether there is something in it to look at */
const lookAtDatabase = async ({ knex }: Surroundings, findings: Finding[]): Promise<boolean> => {
  const connection = knex()
  try {
    findings.push(ok('database', await nameOfServer(connection)))
  } catch (error) {
    const says = `cannot be reached (${codeOf(error)})`
    findings.push(wrong('database', says, 'look at the URL, the user and whether the server runs'))
    return false
  }
  try {
    const names = await outstanding(connection)
    if (names.length > 0) {
      const says = `${names.join(', ')} are yet to run`
      findings.push(wrong('migrations', says, 'run "sms-settings migrate", or start the server with migrate: true'))
      return false
    }
    findings.push(ok('migrations', 'up to date'))
    return true
  } catch (error) {
    const isNewer = error instanceof DatabaseNewer
    const mend = isNewer ? 'use the newer version here as well' : 'look at the rights of the database user'
    findings.push(wrong('migrations', isNewer ? error.message : codeOf(error), mend))
    return false
  }
}

const lookAtIndexKey = async ({ knex }: Surroundings, ring: KeyRing, findings: Finding[]): Promise<void> => {
  const sealed = await createSealedStore(createDatabase(knex(), false)).indexKey()
  if (sealed === undefined) {
    findings.push(note('index key', 'not made yet', 'the server makes it at its first start'))
    return
  }
  try {
    ring.open(sealed, INDEX_KEY_PLACE)
    const old = 'sealed with an older key'
    findings.push(
      ring.isCurrent(sealed) ? ok('index key', 'opens') : note('index key', old, 'run "sms-settings keys re-encrypt"'),
    )
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const mend = `the server cannot start: put key ${error.keyId} into the key ring`
    findings.push(wrong('index key', error.message, mend))
  }
}

const lookAtAccounts = async (around: Surroundings, ring: KeyRing | null, findings: Finding[]): Promise<void> => {
  const { knex, flags, progress } = around
  const platforms: Platform[] = [alibabaCloud(platformOptions(flags))]
  const inspection = createInspection(knex())
  let seen = 0
  for (let last = ''; ; ) {
    const accounts = await inspection.accounts(last, flags.tenant)
    const ids = accounts.map(({ id }) => id)
    const below = [
      { noun: 'signature', panel: 'Signature Management', counts: await inspection.counts('sms_signatures', ids) },
      { noun: 'template', panel: 'Template Management', counts: await inspection.counts('sms_templates', ids) },
    ]
    for (const account of accounts) {
      progress(`account ${++seen}`)
      const what = `account ${account.id} "${account.name}" of ${account.tenantId}`
      const found: Finding[] = ring ? await lookAtKey(account, what, ring, platforms, flags.offline) : []
      for (const { noun, panel, counts } of below) {
        const { all, approved } = counts.get(account.id) ?? { all: 0, approved: 0 }
        if (all === 0) found.push(note(what, `has no ${noun}`, `add one in Details → ${panel}`))
        else if (approved === 0)
          found.push(wrong(what, `none of its ${all} ${noun}s is approved`, 'see why on the platform, then refresh it'))
      }
      if (account.status === 'paused') found.push(note(what, 'is paused', 'resume it to send with it'))
      findings.push(...(found.length > 0 ? found : [ok(what, 'its key was not looked at')]))
    }
    const end = accounts.at(-1)
    if (!end) break
    last = end.id
  }
  if (seen === 0) findings.push(note('accounts', 'there are none', 'add one in the console'))
}

const lookAtKey = async (
  account: Account,
  what: string,
  ring: KeyRing,
  platforms: Platform[],
  isOffline: boolean,
): Promise<Finding[]> => {
  let accessKeySecret: string
  try {
    accessKeySecret = ring.open(account.sealedSecret, secretPlace(account.id))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const mend = `put key ${error.keyId} back into the key ring, or enter the AccessSecret again`
    return [wrong(what, `its AccessSecret cannot be opened: ${error.message}`, mend)]
  }
  const old = ring.isCurrent(account.sealedSecret)
    ? []
    : [note(what, 'its AccessSecret is sealed with an older key', 'run "sms-settings keys re-encrypt"')]
  const platform = platforms.find(({ id }) => id === account.platform)
  if (isOffline || !platform) {
    const why = platform ? 'the platform was not asked' : `its platform, ${account.platform}, is the host's own`
    return [...old, ok(what, `its AccessSecret opens; ${why}`)]
  }
  const { accessKeyId, settings } = account
  const { status, missingPermissions, policy, code } = await platform
    .connect({ accessKeyId, accessKeySecret, settings })
    .check()
  const said = code ? ` (${code})` : ''
  if (status === 'rejected')
    return [
      ...old,
      wrong(
        what,
        `the platform rejects its AccessKey${said}`,
        `make a new one at ${platform.links.keys}, and replace it`,
      ),
    ]
  if (status === 'unreachable')
    return [
      ...old,
      wrong(what, `the platform cannot be reached${said}`, 'look at the network of this machine, then check again'),
    ]
  if (status === 'forbidden' || missingPermissions.length > 0) {
    const lacks = missingPermissions.length > 0 ? missingPermissions.join(', ') : 'rights'
    return [
      ...old,
      wrong(what, `its AccessKey lacks ${lacks}${said}`, `give its user this policy: ${policy ?? 'see the documents'}`),
    ]
  }
  return [...old, ok(what, 'its AccessKey works')]
}
