import { fileURLToPath } from 'node:url'

/** What the host is told by its environment. */
export type Environment = {
  port: number
  /** The address to listen on. Only this machine unless told otherwise: everybody knows the demo's passwords. */
  listenHost: string
  /** `mysql://…`; undefined for SQLite in the data folder. */
  databaseUrl: string | undefined
  dataFolder: string
  /** Undefined: any free one near 4000. */
  emulatorPort: number | undefined
  /** The key ring as JSON. Undefined: a development key is made. */
  smsKeys: string | undefined
  logLevel: string
  production: boolean
}

const readPort = (name: string, value: string | undefined): number | undefined => {
  if (value === undefined || value === '') return undefined
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new Error(`${name} must be a port, 0 to 65535`)
  return Number(value)
}

/** @throws in words, naming the variable */
export const readEnvironment = (env: NodeJS.ProcessEnv): Environment => ({
  port: readPort('PORT', env.PORT) ?? 3000,
  listenHost: env.LISTEN_HOST || 'localhost',
  databaseUrl: env.DATABASE_URL || undefined,
  dataFolder: env.DATA_DIR || fileURLToPath(new URL('../.data', import.meta.url)),
  emulatorPort: readPort('EMULATOR_PORT', env.EMULATOR_PORT),
  smsKeys: env.SMS_KEYS || undefined,
  logLevel: env.LOG_LEVEL || 'warn',
  production: env.NODE_ENV === 'production',
})
