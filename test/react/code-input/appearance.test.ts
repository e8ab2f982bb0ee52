import t from 'tap'
import { violations } from '../../support/axe.ts'
import { launchBrowser, serveFixtures } from '../../support/browser.ts'
import { click, type Opened, opener, type Props } from './page.ts'

const script = new URL('./fixture.tsx', import.meta.url)
const head = '<style>body{margin:0;padding:2rem;font:16px sans-serif}</style>'
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'`
const input = await serveFixtures({ input: { script, head } })
const strict = await serveFixtures({
  input: { script, head: `<meta http-equiv="Content-Security-Policy" content="${policy}">` },
})
const stretched = await serveFixtures({
  input: { script, head: `${head}<style>.sms-code-input{block-size:12rem}</style>` },
})
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await Promise.all([input, strict, stretched].map((pages) => pages.close()))
})
const open = opener(browser, input.url)

/**
 * How far each digit is from the middle of its slot, in pixels, by what is painted: a shot of the slot is taken, and the
 * middle of all that is dark within its borders is the digit's.
 */
const offsets = async ({ page, slots, field }: Opened) => {
  await field.blur()
  const filled = await field.inputValue().then((value) => value.length)
  const found: { x: number; y: number }[] = []
  for (let at = 0; at < filled; at++) {
    const box = await slots.nth(at).boundingBox()
    if (!box) throw new Error(`there is no slot ${at}`)
    const inside = { x: box.x + 2, y: box.y + 4, width: box.width - 4, height: box.height - 8 }
    const shot = (await page.screenshot({ clip: inside })).toString('base64')
    found.push(
      await page.evaluate(async (shot) => {
        const image = new Image()
        image.src = `data:image/png;base64,${shot}`
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = image.width
        canvas.height = image.height
        const context = canvas.getContext('2d')
        if (!context) throw new Error('there is no canvas')
        context.drawImage(image, 0, 0)
        const { data } = context.getImageData(0, 0, image.width, image.height)
        let [left, right, top, bottom] = [image.width, 0, image.height, 0]
        for (let y = 0; y < image.height; y++)
          for (let x = 0; x < image.width; x++)
            if ((data[(y * image.width + x) * 4] ?? 255) < 128) {
              left = Math.min(left, x)
              right = Math.max(right, x + 1)
              top = Math.min(top, y)
              bottom = Math.max(bottom, y + 1)
            }
        return { x: (left + right - image.width) / 2, y: (top + bottom - image.height) / 2 }
      }, shot),
    )
  }
  return found
}

await t.test('each digit is painted in the middle of its slot', async (t) => {
  const off = async (it: Opened, name: string) => {
    const found = await offsets(it)
    t.ok(found.length > 0)
    const most = Math.max(...found.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))
    t.ok(most <= 2, `${name}: ${most.toFixed(1)} px at most`)
  }
  const it = await open({ defaultValue: '000000' }, {}, { colorScheme: 'light' })
  await off(it, 'six')
  for (const [name, props] of [
    ['three', { length: 3, defaultValue: '000' }],
    ['four', { length: 4, defaultValue: '0000' }],
    ['ten', { length: 10, defaultValue: '0000000000' }],
    ['in groups', { groups: [3, 3], defaultValue: '000000' }],
    ['letters', { alphanumeric: true, defaultValue: 'HHHHHH' }],
    ['wrong', { error: 'Not right', defaultValue: '000000' }],
  ] satisfies [string, Props][]) {
    await it.draw(props)
    await off(it, name)
  }
  await it.draw({ defaultValue: '000000' })
  await it.page.setViewportSize({ width: 320, height: 500 })
  await off(it, '320 px, or 400 % of 1280')
  await it.draw({ length: 8, defaultValue: '00000000' })
  await off(it, '320 px, eight')
  await it.page.setViewportSize({ width: 800, height: 500 })
  await it.page.evaluate(() => {
    document.documentElement.style.fontSize = '200%'
  })
  await it.draw({ defaultValue: '000000' })
  await off(it, 'text of twice the size')
  await it.close()

  const tall = await opener(browser, stretched.url)({ defaultValue: '000000' }, {}, { colorScheme: 'light' })
  await off(tall, 'stretched by its host')
  await tall.close()
})

await t.test('slots are big enough to be hit, and nothing of it widens what it stands in', async (t) => {
  const it = await open({ defaultValue: '123456' })
  const box = await it.slots.first().boundingBox()
  t.ok((box?.width ?? 0) >= 40 && (box?.height ?? 0) >= 40, `${box?.width} × ${box?.height}`)
  for (const width of [304, 200]) {
    const beyond = await it.page.evaluate(async (width) => {
      const form = document.querySelector('form')
      if (!form) return Number.NaN
      Object.assign(form.style, { overflow: 'auto', inlineSize: `${width}px` })
      const input = form.querySelector<HTMLInputElement>('[data-slot="code-field"]')
      input?.focus()
      input?.select()
      return form.scrollWidth - form.clientWidth
    }, width)
    t.equal(beyond, 0, `${width} px`)
    t.equal(await it.field.evaluate((field) => field.scrollLeft), 0, 'the digits have not moved')
  }
  await it.close()
})

await t.test('groups are marked, and are no part of the code', async (t) => {
  const it = await open({ groups: [3, 3], name: 'code' })
  t.same(
    await it.slots.evaluateAll((all) => all.flatMap((slot, at) => (slot.hasAttribute('data-group-end') ? [at] : []))),
    [2],
  )
  await click(it, 0)
  await it.keyboard.type('123-456')
  await it.page.getByRole('button', { name: 'Send' }).click()
  t.same((await it.log()).submits, [[['code', '123456']]])
  await click(it, 3)
  t.same(await it.active(), [3])
  await it.close()
})

await t.test('a mask hides digits also while they are selected, and from whoever looks at the slots', async (t) => {
  const it = await open({ mask: true, defaultValue: '000000' }, {}, { colorScheme: 'light' })
  const shotOf = (value: string) =>
    it.draw({ mask: true, defaultValue: value }).then(async () => {
      await it.field.focus()
      await it.keyboard.press('ControlOrMeta+A')
      await it.active()
      await it.page.waitForTimeout(200)
      return (await it.page.locator('[data-slot="code-box"]').screenshot()).toString('base64')
    })
  t.equal(await shotOf('000000'), await shotOf('777777'))
  t.notMatch(await it.slots.evaluateAll((all) => all.map((slot) => slot.textContent).join('')), /\d/)
  await it.close()
})

await t.test('every part can be told by its name and its state', async (t) => {
  const it = await open({
    defaultValue: '12',
    error: 'Not right',
    description: 'Sent',
    className: 'mine',
    disabled: true,
  })
  const parts = await it.page.evaluate(() =>
    [...new Set([...document.querySelectorAll<HTMLElement>('.mine [data-slot]')].map((it) => it.dataset.slot))].sort(),
  )
  t.same(parts, ['code-box', 'code-field', 'code-slot', 'code-slots', 'description', 'error', 'label'])
  const states = await it.slots.evaluateAll((all) =>
    all.map((slot) => Object.keys((slot as HTMLElement).dataset).filter((name) => name !== 'slot')),
  )
  t.same(states[0]?.sort(), ['disabled', 'filled', 'invalid'])
  t.same(states[5]?.sort(), ['disabled', 'invalid'])
  await it.draw({ readOnly: true, defaultValue: '123456' })
  t.same(
    await it.page
      .locator('[data-slot="code-input"]')
      .evaluate((root) => Object.keys((root as HTMLElement).dataset).sort()),
    ['complete', 'length', 'readonly', 'slot'],
  )
  await it.close()
})

await t.test('under a strict content security policy it looks and works the same', async (t) => {
  const it = await opener(browser, strict.url)({ defaultValue: '12', groups: [3, 3] })
  const box = await it.slots.first().boundingBox()
  t.ok((box?.width ?? 0) >= 40)
  await click(it, 2)
  await it.keyboard.type('3456')
  t.equal(await it.value(), '123456')
  t.same(
    it.complaints.filter((line) => !/fieldset|React DevTools/.test(line)),
    [],
  )
  t.equal(await it.page.locator('style').count(), 0)
  await it.close()
})

await t.test('the caret, the ring, and contrast: light, dark, forced colours, reduced motion', async (t) => {
  const ring = async (it: Opened) => {
    await it.field.focus()
    await it.keyboard.press('End')
    await it.active()
    return it.page
      .locator('[data-active]')
      .first()
      .evaluate((slot) => {
        const { outlineStyle, outlineWidth, transitionDuration } = getComputedStyle(slot)
        return { outlineStyle, width: Number.parseFloat(outlineWidth), transitionDuration }
      })
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    const it = await open({ defaultValue: '12', error: 'Not right', description: 'Sent' }, {}, { colorScheme })
    await it.page.evaluate(() => {
      document.documentElement.style.colorScheme = 'light dark'
      document.body.style.background = 'light-dark(#ffffff, #16181d)'
    })
    t.match(await ring(it), { outlineStyle: 'solid', width: 2 })
    t.not(await it.field.evaluate((field) => getComputedStyle(field).caretColor), 'rgba(0, 0, 0, 0)')
    const found = await violations(it.page)
    t.same(
      found.filter((line) => /contrast/.test(line)),
      [],
      colorScheme,
    )
    await it.close()
  }
  const forced = await open({ defaultValue: '12' }, {}, { forcedColors: 'active', reducedMotion: 'reduce' })
  t.match(await ring(forced), { outlineStyle: 'solid', width: 3, transitionDuration: '0s' })
  await forced.close()
})

t.end()
