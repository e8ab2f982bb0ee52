// A host in a process of its own, on a shared database: for what must hold across several server processes.
import { createTestHost } from './host.ts'

const { DATABASE_URL = '', ENDPOINT = '', CRASH = '' } = process.env
const app = await createTestHost({
  databaseUrl: DATABASE_URL,
  endpoint: ENDPOINT,
  settings: {
    verification: { limits: { ipPerHour: 100_000, prefixPerHour: 100_000, countryPerHour: 100_000 } },
    // As a power cut would: in the middle of a start, where the test says.
    hooks: CRASH === 'queued' ? { onVerification: () => process.kill(process.pid, 'SIGKILL') } : {},
  },
})
app.post('/redeem', async (request) => {
  const { verificationId, phone } = request.body as { verificationId: string; phone: string }
  return app.sms.verifications.redeem({ tenantId: 'acme', appId: 'shop', verificationId, phone, purpose: 'log_in' })
})
console.log(`ready ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
