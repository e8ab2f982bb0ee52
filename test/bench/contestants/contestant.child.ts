// One contestant as a server process: CONTESTANT, DATABASE_URL, ENDPOINT.
import { mkdirSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { CONTESTANTS } from './index.ts'

const { CONTESTANT, DATABASE_URL = '', ENDPOINT = '' } = process.env
const contestant = CONTESTANTS.find(({ name }) => name === CONTESTANT)
if (!contestant) throw new Error(`there is no contestant ${CONTESTANT}`)
const app = await contestant.serve({ databaseUrl: DATABASE_URL, endpoint: ENDPOINT })
console.log(`ready ${await app.listen({ port: 0, host: '127.0.0.1' })}`)

// BENCH_PROFILE=<folder>: where the time goes, from SIGUSR2 to SIGINT, to be opened as a flame graph in Chromium's DevTools.
const folder = process.env.BENCH_PROFILE
if (folder) {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 250 })
  process.once('SIGUSR2', () => session.post('Profiler.start'))
  process.once('SIGINT', async () => {
    const { profile } = await session.post('Profiler.stop')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${contestant.name}-${process.pid}.cpuprofile`), JSON.stringify(profile))
    process.exit()
  })
}
