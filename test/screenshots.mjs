// Writes a picture of every page of the example, in both languages, light and dark, 360 and 1280 px wide:
//
//   npm run screenshots            into .cache/screenshots
//
// A few of them are in the README: .github/screenshots.

import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { findBrowser } from './support/debian.mjs'

const OUT = '.cache/screenshots'
const README = {
  '1280-en-light-templates': 'templates',
  '1280-en-light-shop': 'app',
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const data = await mkdtemp(join(tmpdir(), 'sms-screenshots-'))
const server = spawn(process.execPath, ['examples/host/dist/main.js'], {
  env: { ...process.env, PORT: '0', DATA_DIR: data },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = await new Promise((resolve, reject) => {
  server.once('exit', () => reject(new Error('the example host did not start')))
  server.stdout.setEncoding('utf8').on('data', (text) => {
    const found = /https?:\/\/localhost:\d+/.exec(text)
    if (found) resolve(found[0])
  })
})
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu'],
})

/** Something to see: an account with signatures and templates, authorised to an App. */
const fill = async () => {
  const json = { 'content-type': 'application/json' }
  const demo = await (await fetch(`${url}/demo`)).json()
  const { email, password } = demo.people[0]
  const session = await fetch(`${url}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email, password }),
  })
  const headers = { ...json, authorization: `Bearer ${(await session.json()).token}` }
  const call = async (method, path, body) =>
    (await fetch(`${url}/sms${path}`, { method, headers, body: JSON.stringify(body) })).json()
  const account = await call('POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'Alibaba Cloud, main',
    note: 'For our shops in China',
    accessKeyId: demo.accessKeys[0].accessKeyId,
    accessKeySecret: demo.accessKeys[0].accessKeySecret,
  })
  await call('POST', `/accounts/${account.id}/import`, {
    signatures: [{ name: 'Quectel' }],
    templates: ['SMS_100000001', 'SMS_100000002', 'SMS_100000003', 'SMS_100000004', 'SMS_100000005'].map((code) => ({
      code,
    })),
    appIds: ['acme-shop'],
  })
  // Used and not used, arrived and not: the statistics have something to draw.
  const app = async (path, body) =>
    (
      await fetch(`${url}/sms/verifications${path}`, {
        method: 'POST',
        headers: { ...json, 'x-app-key': 'app_demo_acme_shop' },
        body: JSON.stringify(body),
      })
    ).json()
  for (let at = 0; at < 12; at++) await app('', { phone: `+861390000${1000 + at}`, purpose: 'log_in' })
  return account.id
}

try {
  await mkdir(OUT, { recursive: true })
  const accountId = await fill()
  for (const locale of ['en', 'zh-CN'])
    for (const colorScheme of ['light', 'dark'])
      for (const width of [360, 1280]) {
        const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, locale })
        await context.addInitScript((it) => localStorage.setItem('console-preferences', JSON.stringify(it)), {
          locale,
          colorScheme,
        })
        const page = await context.newPage()
        const shoot = async (name) => {
          await page.waitForTimeout(400)
          await page.screenshot({
            path: `${OUT}/${width}-${locale}-${colorScheme}-${name}.png`,
            fullPage: name !== 'add',
          })
        }
        await page.goto(url)
        await page.locator('.demo-people button').first().waitFor()
        await shoot('sign-in')
        await page.locator('.demo-people button').first().click()
        await page.locator('.sms-table').first().waitFor()
        await shoot('settings')
        await page.locator('.sms-section-header .sms-button[data-look="primary"]').click()
        await page.locator('[name="accessKeyId"]').waitFor()
        await shoot('add')
        await page.keyboard.press('Escape')
        for (const [name, hash] of [
          ['signatures', `/settings/${accountId}/signatures`],
          ['templates', `/settings/${accountId}/templates`],
          ['app', '/apps/acme-shop'],
          ['audit-log', '/audit-log'],
          ['messages', '/messages'],
          ['alarms', '/alarms'],
          ['statistics', '/statistics'],
        ]) {
          await page.goto(`${url}/#${hash}`)
          await page
            .locator('.sms-table, [data-slot="alarms"] [data-slot="empty"], [data-slot="alarm"]')
            .first()
            .waitFor()
          await shoot(name)
        }
        await page.goto(`${url}/shop/`, { waitUntil: 'commit' })
        await page.locator('.sms-phone-input').first().waitFor()
        await page.waitForTimeout(800)
        await shoot('shop')
        await context.close()
      }
  await mkdir('.github/screenshots', { recursive: true })
  for (const [from, to] of Object.entries(README)) await copyFile(`${OUT}/${from}.png`, `.github/screenshots/${to}.png`)
  process.stdout.write(`Written to ${OUT}\n`)
} finally {
  await browser.close()
  server.kill()
  await rm(data, { recursive: true, force: true })
}
