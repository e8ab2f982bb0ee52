// A host in a process of its own, on a shared database: for what must hold across several server processes.
import { createHook } from 'node:async_hooks'
import { readdirSync } from 'node:fs'
import { createTestHost } from './host.ts'

const GENEROUS = '{"limits":{"ipPerHour":100000,"prefixPerHour":100000,"countryPerHour":100000}}'
const { DATABASE_URL = '', ENDPOINT = '', CRASH = '', VERIFICATION = GENEROUS, POOL, HELD } = process.env
let stopped: number | undefined
let ahead = 0
const app = await createTestHost({
  databaseUrl: DATABASE_URL,
  endpoint: ENDPOINT,
  // As behind a proxy on the same machine: tests say in X-Forwarded-For what it would.
  server: { trustProxy: 'loopback' },
  settings: {
    ...(POOL ? { database: { client: 'mysql2', connection: DATABASE_URL, pool: { min: 0, max: Number(POOL) } } } : {}),
    now: () => stopped ?? Date.now() + ahead,
    verification: JSON.parse(VERIFICATION),
    // As a power cut would: in the middle of a start, where the test says.
    hooks: CRASH === 'queued' ? { onVerification: () => process.kill(process.pid, 'SIGKILL') } : {},
  },
})
app.post('/redeem', async ({ body, headers }) => {
  const { verificationId, phone } = body as { verificationId: string; phone: string }
  const { 'x-tenant': tenantId = 'acme', 'x-app': appId = 'shop' } = headers as Record<string, string>
  return app.sms.verifications.redeem({ tenantId, appId, verificationId, phone, purpose: 'log_in' })
})
// Where the platform is to push the reports of the operator's account to.
app.get('/reports', async () => ({ path: app.sms.reports.generalPath() }))
// Stops the clock at `now`: at the very edge of a limit it must not run on while requests are under way. Or lets it run
// `ahead` of the machine's by so many milliseconds, or behind it.
app.put('/clock', async (request) => {
  const set = request.body as { now?: number; ahead?: number }
  stopped = set.now
  ahead = set.ahead ?? 0
  return {}
})
if (HELD) {
  /** Node's own count leaves out timers that do not keep the process alive, which all of the plugin's are. */
  const timers = new Set<number>()
  createHook({
    init: (id, type) => {
      if (type === 'Timeout') timers.add(id)
    },
    destroy: (id) => timers.delete(id),
  }).enable()
  // What the process holds when nothing is under way but this.
  app.get('/held', async () => {
    for (let i = 0; i < 3; i++) (globalThis as { gc?: () => void }).gc?.()
    const { heapUsed: heap, rss } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const sockets = process.getActiveResourcesInfo().filter((it) => /TCP/.test(it)).length
    return {
      heap,
      rss,
      files: readdirSync('/proc/self/fd').length,
      timers: timers.size,
      sockets,
      cpu: (user + system) / 1000,
    }
  })
}
console.log(`ready ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
