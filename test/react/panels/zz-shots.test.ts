import { DEMO } from '@sms-settings/emulator'
import t from 'tap'
import { startConsole } from '../../support/console.ts'
const { visit } = await startConsole(t)
await t.test('shots', async (t) => {
  const { page } = await visit()
  const api = (method: string, path: string, body?: unknown) =>
    page.evaluate(async ([method, path, body]) => (await fetch(`/sms${path}`, { method: method as string, ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}) })).json().catch(() => ({})), [method, path, body] as const)
  const snap = async (name: string, path: string, o: object = {}, w = 1280) => {
    const { page } = await visit({ ...o, path, context: { viewport: { width: w, height: 900 } } })
    await page.waitForTimeout(900)
    for (const s of await page.locator('summary').all()) if (name.includes('open')) await s.click()
    await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true })
    await page.context().close()
  }
  await snap('audit-empty', '/#/audit-log')
  const a = await api('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', accessKeyId: DEMO.accessKeyId, accessKeySecret: DEMO.accessKeySecret })
  await api('PATCH', `/accounts/${a.id}`, { name: 'Alibaba Cloud, the main account of the whole company in Shanghai' })
  const s = await api('POST', `/accounts/${a.id}/signatures`, { name: 'Quectel' })
  const m = await api('POST', `/accounts/${a.id}/templates`, { code: 'SMS_100000002', purpose: 'log_in' })
  await api('PATCH', `/signatures/${s.ssid}/apps`, { add: ['acme-shop', 'acme-travel'] })
  await api('PATCH', `/templates/${m.stid}/apps`, { add: ['acme-shop'] })
  await api('PUT', '/apps/acme-shop/defaults', { defaults: [{ purpose: 'log_in', region: 'domestic', ssid: s.ssid, stid: m.stid }] })
  await api('PUT', '/apps/acme-shop/policy', { lifetime: 120, resendWait: [60, 90], limits: { ipPerHour: 30 }, countries: { others: 'monitor', named: [{ country: 'FR', mode: 'block' }] }, safeList: ['+8613900001234'] })
  await api('POST', `/accounts/${a.id}/pause`)
  for (const [n, o, w] of [['light', {}, 1280], ['dark', { colorScheme: 'dark' }, 1280], ['zh', { locale: 'zh-CN' }, 1280], ['360', {}, 360], ['320zh', { locale: 'zh-CN', colorScheme: 'dark' }, 320]] as const) {
    await snap(`audit-open-${n}`, '/#/audit-log', o, w)
    await snap(`app-${n}`, '/#/apps/acme-shop', o, w)
  }
  await snap('app-reader', '/#/apps/acme-shop', { email: 'bob@acme.example' })
})
t.end()
