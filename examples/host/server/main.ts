import { mkdir } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { type Environment, readEnvironment } from './environment.ts'
import { developmentKeys, parseKeys } from './key-ring.ts'

/** How long requests in flight are waited for. */
const PATIENCE = 5000

const readKeys = async ({ smsKeys, production, dataFolder }: Environment) => {
  if (smsKeys) return { secrets: parseKeys(smsKeys), file: undefined }
  if (production)
    throw new Error(
      'SMS_KEYS is not set. In production the key ring is yours to keep: {"current":"k1","keys":{"k1":"32 bytes in base64"}}',
    )
  return developmentKeys(dataFolder)
}

const listen = async (host: FastifyInstance, { port, listenHost }: Environment): Promise<string> => {
  try {
    await host.listen({ port, host: listenHost })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm start`)
  }
  const address = host.server.address()
  return `http://localhost:${typeof address === 'object' && address ? address.port : port}`
}

const start = async (environment: Environment): Promise<void> => {
  const { databaseUrl, dataFolder, emulatorPort, logLevel, production } = environment
  const { secrets, file } = await readKeys(environment)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  // Only now: what is wrong with the environment is said before all that a host needs has been read.
  const { createHost } = await import('./host.ts')
  const { databaseConfig } = await import('./database.ts')
  const { demoAccessKeys, demoGeneral, startDemoEmulator } = await import('./emulator.ts')
  const { greeting } = await import('./greeting.ts')
  const emulator = await startDemoEmulator(emulatorPort)
  let host: FastifyInstance | undefined

  const stop = async () => {
    await host?.close()
    await emulator.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      setTimeout(() => process.exit(1), PATIENCE).unref()
      stop().then(() => process.exit(0))
    })

  // npm starts us by a shell that dies of a SIGTERM without passing it on, and we would keep the port.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
  if (process.env.npm_lifecycle_event !== 'start') clearInterval(watch)

  try {
    host = await createHost({
      database: databaseConfig(databaseUrl, dataFolder),
      secrets,
      smsEndpoint: emulator.endpoint,
      general: demoGeneral,
      demo: !production,
      phonePage: emulator.url,
      logger: { level: logLevel },
    })
    const url = await listen(host, environment)
    // What an operator enters by hand in the console of the platform.
    const reports = host.sms.reports.generalPath()
    if (reports) emulator.state.setReportUrl(new URL(reports, url).href)
    const database = databaseUrl ? 'MySQL, as DATABASE_URL says' : `SQLite in ${dataFolder}`
    const said = {
      url,
      phonePage: emulator.url,
      database,
      keyFile: file,
      demo: !production,
      accessKeys: demoAccessKeys,
    }
    process.stdout.write(`${greeting(said)}\n`)
  } catch (error) {
    await stop()
    throw error
  }
}

try {
  await start(readEnvironment(process.env))
} catch (error) {
  process.stderr.write(`\n  ${(error as Error).message}\n\n`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exit(1)
}
