import { parseArgs } from 'node:util'
import type { Flags, Surroundings } from './surroundings.ts'
import { Failed, Usage } from './usage.ts'

type Command = {
  /** Fetched when it is wanted: a word of help does not wait for databases and platforms. */
  load(): Promise<(around: Surroundings) => unknown>
  /** One line of the list. */
  says: string
  /** What it takes behind its name. */
  takes?: string
  help: string
}

const COMMANDS: Record<string, Command> = {
  migrate: {
    load: async () => (await import('./migrate.ts')).migrateDatabase,
    says: 'bring the database up to this version',
    help: 'Safe beside running servers and when several do it at once. Needs --database.',
  },
  check: {
    load: async () => (await import('./check.ts')).check,
    says: 'look at key ring, database and every account; say what is wrong and how to mend it',
    help: `Writes and sends nothing. Each account's key is tried on its platform, unless --offline is given. Needs SMS_KEYS
and --database; --tenant looks at the accounts of one tenant only. Exit code 1 when something is wrong.`,
  },
  'keys make': {
    load: async () => (await import('./keys.ts')).makeKey,
    says: 'make a key for the key ring and print it',
    help: 'Nothing is stored: keep it where you keep your secrets.',
  },
  'keys rotate': {
    load: async () => (await import('./keys.ts')).rotateKeys,
    says: 'print the key ring of SMS_KEYS with a new current key',
    help: 'Needs SMS_KEYS. Nothing is stored. Give the printed ring to all server processes, then run keys re-encrypt with it.',
  },
  'keys re-encrypt': {
    load: async () => (await import('./keys.ts')).reencryptAll,
    says: 'seal everything anew with the current key; beside a running server, as often as you like',
    help: `Needs SMS_KEYS and --database. When nothing is left to seal, older keys may be taken out of the ring. Exit code 1
when something could not be opened with any key of the ring.`,
  },
  'statistics rebuild': {
    load: async () => (await import('./statistics.ts')).rebuildStatistics,
    says: 'count all messages and verifications anew; beside a running server, figures are too low meanwhile',
    help: 'Needs --database. May be stopped; the servers then go on with it.',
  },
  export: {
    load: async () => (await import('./settings.ts')).exportSettings,
    says: "print a tenant's settings as JSON, without secrets",
    help: `Accounts, signatures, templates, the Apps that may use them, defaults and policies, with the whole numbers of their safe
and block lists. Needs SMS_KEYS, --database, --tenant.`,
  },
  import: {
    load: async () => (await import('./settings.ts')).importSettings,
    takes: 'FILE',
    says: 'bring in such a document: what it names is added or changed, the rest stays',
    help: `FILE, or - for standard input. Accounts have to be there already, with their AccessSecrets; signatures and templates
are looked up on the platform. --dry-run says what would be done. What cannot be done is left out and told with its
reason, and running it again goes on. An App's policy is replaced as a whole. Nothing of your server's options is known here:
with bounds, purposes, countries or platforms of your own use POST /settings/import. Needs SMS_KEYS, --database, --tenant. Exit code 1 when something was left out.`,
  },
}

const OPTIONS = `  --database <url>   mysql://user:password@host/database, or the path of an SQLite file  (or DATABASE_URL)
  --tenant <id>      whose settings or accounts
  --json             answer in JSON, on stdout; progress and remarks are on stderr in any case
  --offline          do not ask platforms
  --endpoint <host>  of Alibaba Cloud SMS, host:port, if not its own;  --protocol http|https
  --dry-run          say what would be done
  SMS_KEYS           the key ring, as JSON: {"current":"k2","keys":{"k1":"…","k2":"…"}}

Exit codes: 0 done, 1 not all is well, 2 asked wrongly.`

const titleOf = (name: string, { takes }: Command) => (takes ? `${name} ${takes}` : name)

const HELP = `sms-settings <command> [options]

${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${titleOf(name, command).padEnd(19)} ${command.says}`)
  .join('\n')}

${OPTIONS}

sms-settings <command> --help says more of each.`

const helpOf = (name: string, command: Command) =>
  `sms-settings ${titleOf(name, command)}: ${command.says}\n\n${command.help}\n\n${OPTIONS}`

const read = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        database: { type: 'string' },
        tenant: { type: 'string' },
        endpoint: { type: 'string' },
        protocol: { type: 'string' },
        json: { type: 'boolean', default: false },
        offline: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Usage(`${(error as Error).message}; see --help`)
  }
}

const main = async (): Promise<number> => {
  const { values, positionals } = read()
  const name = [positionals.slice(0, 2).join(' '), positionals[0] ?? ''].find((it) => Object.hasOwn(COMMANDS, it))
  if (name === undefined) {
    if (positionals.length > 0 && !values.help)
      throw new Usage(`There is no command "${positionals.join(' ')}"; see --help`)
    console.log(HELP)
    return values.help ? 0 : 2
  }
  const command = COMMANDS[name] as Command
  if (values.help) {
    console.log(helpOf(name, command))
    return 0
  }
  const rest = positionals.slice(name.split(' ').length)
  if (rest.length > (command.takes ? 1 : 0)) throw new Usage(`"${rest.at(-1)}" is one word too many; see --help`)
  const [run, { createSurroundings }] = await Promise.all([command.load(), import('./surroundings.ts')])
  const around = createSurroundings(values as Flags, rest, process.env)
  try {
    return ((await run(around)) as number | undefined) ?? 0
  } finally {
    await around.close()
  }
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const { code, name, message } = error as { code?: string; name?: string; message: string }
    // A driver's message can hold the password of the URL; what is said by us is told in words.
    const isOurs = error instanceof Usage || error instanceof Failed || name === 'DatabaseNewer'
    console.error(isOurs ? message : `Failed: ${code ?? name}`)
    process.exitCode = error instanceof Usage ? 2 : 1
  },
)
