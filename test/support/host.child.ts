// A host in a process of its own, on a shared database: for what must hold across several server processes.
import { createTestHost } from './host.ts'

const GENEROUS = '{"limits":{"ipPerHour":100000,"prefixPerHour":100000,"countryPerHour":100000}}'
const { DATABASE_URL = '', ENDPOINT = '', CRASH = '', VERIFICATION = GENEROUS } = process.env
let stopped: number | undefined
const app = await createTestHost({
  databaseUrl: DATABASE_URL,
  endpoint: ENDPOINT,
  // As behind a proxy on the same machine: tests say in X-Forwarded-For what it would.
  server: { trustProxy: 'loopback' },
  settings: {
    now: () => stopped ?? Date.now(),
    verification: JSON.parse(VERIFICATION),
    // As a power cut would: in the middle of a start, where the test says.
    hooks: CRASH === 'queued' ? { onVerification: () => process.kill(process.pid, 'SIGKILL') } : {},
  },
})
app.post('/redeem', async (request) => {
  const { verificationId, phone } = request.body as { verificationId: string; phone: string }
  return app.sms.verifications.redeem({ tenantId: 'acme', appId: 'shop', verificationId, phone, purpose: 'log_in' })
})
// Stops the clock at a time: at the very edge of a limit it must not run on while requests are under way.
app.put('/clock', async (request) => {
  stopped = (request.body as { now: number }).now
  return {}
})
console.log(`ready ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
