import t from 'tap'
import { violations } from '../../support/axe.ts'
import { copy, launchBrowser, paste, serveFixtures } from '../../support/browser.ts'
import { click, opener, type Props, TOUCH } from './page.ts'

const pages = await serveFixtures({
  input: {
    script: new URL('./fixture.tsx', import.meta.url),
    head: '<style>body{margin:2rem;font:16px sans-serif}</style>',
  },
})
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await pages.close()
})

const open = opener(browser, pages.url)
for (const controlled of [false, true])
  await t.test(controlled ? 'controlled' : 'uncontrolled', async (t) => {
    const it = await open({}, { controlled })
    const { page, field, keyboard, value, log, active, draw } = it
    const fresh = (props: Props = {}) => draw(props, { controlled })

    await t.test('typing fills the slots, tells each edit, and completes once', async (t) => {
      await click(it, 0)
      t.same(await active(), [0])
      await keyboard.type('12')
      t.same(await active(), [2])
      await keyboard.type('3456')
      t.equal(await value(), '123456')
      t.same(await log().then((it) => it.changes), ['1', '12', '123', '1234', '12345', '123456'])
      t.same(await log().then((it) => it.completes), ['123456'])
      t.same(await active(), [5])
      await page.evaluate(() => window.rerender())
      await page.waitForTimeout(50)
      t.same((await log()).completes, ['123456'], 'drawn again is no completion')
    })

    await t.test('each digit stands in its slot', async (t) => {
      await fresh({ defaultValue: '123456', value: '123456' })
      for (let at = 0; at < 6; at++) {
        const { x } = await it.slot(at)
        const place = await field.evaluate((input, at) => {
          const style = getComputedStyle(input)
          const context = document.createElement('canvas').getContext('2d')
          if (!context) return Number.NaN
          context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
          const digit = context.measureText('0').width
          const step = digit + Number.parseFloat(style.letterSpacing)
          return input.getBoundingClientRect().left + Number.parseFloat(style.paddingLeft) + at * step + digit / 2
        }, at)
        t.ok(Math.abs(place - x) < 2, `digit ${at} is ${Math.abs(place - x).toFixed(2)} px off the middle of its slot`)
      }
    })

    await t.test('a click on a digit corrects it, and the next key goes on behind it', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('123456')
      await click(it, 2)
      t.same(await active(), [2])
      await keyboard.type('9')
      t.equal(await value(), '129456')
      t.same(await active(), [3])
      await keyboard.type('87')
      t.equal(await value(), '129876')
      t.same((await log()).completes, ['123456', '129456', '129856', '129876'], 'filled anew each time')
    })

    await t.test('a click beyond what is there goes to the next empty slot', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('12')
      await click(it, 5)
      t.same(await active(), [2])
      await keyboard.type('3')
      t.equal(await value(), '123')
    })

    await t.test('keys with no delay between them lose nothing, in a full field either', async (t) => {
      await fresh()
      await click(it, 0)
      await page.evaluate(() => {
        for (const digit of '12345678') document.execCommand('insertText', false, digit)
      })
      t.equal(await value(), '123458')
      await keyboard.press('Home')
      await page.evaluate(() => {
        for (const digit of '654321') document.execCommand('insertText', false, digit)
      })
      t.equal(await value(), '654321')
    })

    await t.test('arrows, Home and End walk through the digits', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('123456')
      await keyboard.press('ArrowLeft')
      t.same(await active(), [4])
      await keyboard.press('Home')
      t.same(await active(), [0])
      await keyboard.press('ArrowLeft')
      t.same(await active(), [0])
      await keyboard.press('ArrowRight')
      t.same(await active(), [1])
      await keyboard.press('End')
      t.same(await active(), [5])
      await keyboard.press('Shift+ArrowLeft')
      t.ok((await active()).length >= 1)
      await keyboard.press('ControlOrMeta+A')
      t.same(await active(), [0, 1, 2, 3, 4, 5])
      await keyboard.press('ControlOrMeta+C')
      t.equal(await page.evaluate(() => navigator.clipboard.readText()), '123456')
    })

    await t.test('Backspace and Delete', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('123456')
      await keyboard.press('Backspace')
      t.equal(await value(), '12345', 'in a full field it takes the last digit')
      await keyboard.press('Backspace')
      t.equal(await value(), '1234')
      await keyboard.type('56')
      await click(it, 2)
      await keyboard.press('Backspace')
      t.equal(await value(), '12456')
      t.same(await active(), [1], 'and goes on backwards')
      await keyboard.press('Backspace')
      t.equal(await value(), '1456')
      await keyboard.press('Delete')
      t.equal(await value(), '456')
      await keyboard.press('ControlOrMeta+A')
      await keyboard.press('Backspace')
      t.equal(await value(), '')
      t.same(await active(), [0])
    })

    await t.test('letters are no digits, and leave what is there alone', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('1a 2-b３')
      t.equal(await value(), '123')
      t.same((await log()).changes, ['1', '12', '123'])
    })

    await t.test('undo and redo', async (t) => {
      await fresh()
      await click(it, 0)
      await keyboard.type('123')
      await keyboard.press('ControlOrMeta+A')
      await keyboard.press('Backspace')
      t.equal(await value(), '')
      await keyboard.press('ControlOrMeta+Z')
      t.equal(await value(), '123')
      t.equal((await log()).changes.at(-1), '123')
    })

    for (const [spelling, text] of [
      ['hyphen', '123-456'],
      ['space', ' 123 456 '],
      ['full-width', '１２３４５６'],
      ['an SMS in English', 'Your code is 123456. It expires in 5 minutes. Call 4008001234 for help.'],
      ['an SMS in Chinese', '【移远通信】您的验证码是123456，5分钟内有效，请勿泄露。'],
      ['an SMS for browsers', 'Order 654321 was shipped.\n\n@shop.example #123456'],
    ] as const)
      await t.test(`pasted with ${spelling}`, async (t) => {
        await fresh()
        await click(it, 0)
        await copy(page, text)
        await paste(page)
        t.equal(await value(), '123456')
        t.same((await log()).completes, ['123456'])
      })

    await t.test('pasted again, it completes again; a part goes where the caret is', async (t) => {
      await fresh()
      await click(it, 0)
      await copy(page, '123456')
      await paste(page)
      await paste(page)
      t.same((await log()).completes, ['123456', '123456'])
      await keyboard.press('ControlOrMeta+Z')
      await fresh()
      await click(it, 0)
      await keyboard.type('12')
      await copy(page, '34')
      await paste(page)
      t.equal(await value(), '1234')
      await copy(page, 'no digits at all')
      await paste(page)
      t.equal(await value(), '1234')
    })

    await t.test('filled in by the browser or the keyboard, in one piece', async (t) => {
      for (const text of ['123456', '123-456', '１２３４５６', '123 456 ']) {
        await fresh()
        await field.fill(text)
        t.equal(await value(), '123456', text)
        t.same((await log()).completes, ['123456'], text)
      }
    })

    await t.test('an input method: nothing is taken away while it composes', async (t) => {
      await fresh()
      await click(it, 0)
      const client = await page.context().newCDPSession(page)
      await client.send('Input.imeSetComposition', { text: 'ｗ１', selectionStart: 2, selectionEnd: 2 })
      t.equal(await value(), 'ｗ１')
      t.same((await log()).changes, [])
      await client.send('Input.imeSetComposition', { text: '１２', selectionStart: 2, selectionEnd: 2 })
      await client.send('Input.insertText', { text: '１２' })
      t.equal(await value(), '12')
      t.equal((await log()).changes.at(-1), '12')
      await keyboard.type('3456')
      t.equal(await value(), '123456')
      t.same((await log()).completes, ['123456'])
    })

    t.same(it.complaints, [])
    await it.close()
  })

await t.test('cleared from above after a wrong code, it is armed again', async (t) => {
  const it = await open({}, { controlled: true })
  await click(it, 0)
  await it.keyboard.type('123456')
  await it.page.evaluate(() => window.setValue(''))
  await it.page.waitForTimeout(50)
  t.equal(await it.value(), '')
  t.same(await it.active(), [0])
  await it.keyboard.type('123456')
  t.same((await it.log()).completes, ['123456', '123456'])
  await it.page.evaluate(() => window.setValue(''))
  await it.page.waitForTimeout(50)
  await it.field.fill('123456')
  t.equal((await it.log()).changes.at(-1), '123456')
  t.same((await it.log()).completes, ['123456', '123456', '123456'], 'also by the same code in one piece')
  t.equal(await it.value(), '123456')
  await it.close()
})

await t.test('in a form: name, FormData, required, incomplete, reset', async (t) => {
  const it = await open({ name: 'code', required: true, defaultValue: '12' })
  const send = () => it.page.getByRole('button', { name: 'Send' }).click()
  const validity = () => it.field.evaluate((input) => (input as HTMLInputElement).validationMessage)
  t.equal(await validity(), 'Enter all 6 characters of the code.')
  await send()
  t.same((await it.log()).submits, [])
  await it.field.fill('')
  t.not(await validity(), '')
  await it.field.fill('123456')
  t.equal(await validity(), '')
  await it.keyboard.press('Enter')
  await it.page.waitForTimeout(30)
  t.same((await it.log()).submits, [[['code', '123456']]])
  await it.page.getByRole('button', { name: 'Reset' }).click()
  await it.page.waitForTimeout(30)
  t.equal(await it.value(), '12')
  t.equal((await it.log()).changes.at(-1), '12')
  t.equal(await it.page.locator('[data-slot="code-slot"][data-filled]').count(), 2)
  await it.draw({ name: 'code', disabled: true, defaultValue: '123456' })
  await send()
  t.same((await it.log()).submits, [[]])
  await it.draw({ name: 'code', readOnly: true, defaultValue: '123456' })
  await click(it, 1)
  await it.keyboard.type('9')
  await copy(it.page, '654321')
  await paste(it.page)
  t.equal(await it.value(), '123456')
  await it.close()
})

await t.test('Tab comes to it and leaves it; what is there is selected whole', async (t) => {
  const it = await open({ defaultValue: '123456' })
  await it.page.getByLabel('Before').focus()
  await it.keyboard.press('Tab')
  t.same(await it.active(), [0, 1, 2, 3, 4, 5])
  await it.keyboard.type('7')
  t.equal(await it.value(), '7')
  await it.keyboard.press('Tab')
  t.same(await it.active(), [])
  t.equal(await it.page.evaluate(() => document.activeElement?.textContent), 'Send')
  await it.close()
})

await t.test('by touch: a tap on a digit corrects it', async (t) => {
  const it = await open({ defaultValue: '123456' }, {}, TOUCH)
  const { x, y } = await it.slot(3)
  await it.page.touchscreen.tap(x, y)
  await it.page.waitForTimeout(400)
  t.same(await it.active(), [3])
  await it.keyboard.type('9')
  t.equal(await it.value(), '123956')
  t.ok((await it.field.evaluate((input) => Number.parseFloat(getComputedStyle(input).fontSize))) >= 16)
  await it.close()
})

await t.test('letters too, and masked, and other lengths', async (t) => {
  const it = await open({ alphanumeric: true, mask: true, length: 8 })
  await click(it, 0)
  await it.keyboard.type('a1-B2c3D4x')
  t.equal(await it.value(), 'a1B2c3Dx')
  t.equal(await it.field.getAttribute('inputmode'), 'text')
  t.match(await it.field.evaluate((input) => getComputedStyle(input).getPropertyValue('-webkit-text-security')), 'disc')
  await it.draw({ length: 4 })
  await click(it, 0)
  await it.keyboard.type('0042')
  t.same((await it.log()).completes, ['0042'])
  await it.close()
})

await t.test('what browsers and assistive technology are told', async (t) => {
  const it = await open({ label: 'Code', description: 'Sent to +86 139****1234', error: 'Not right', name: 'code' })
  const attributes = (...names: string[]) => Promise.all(names.map((name) => it.field.getAttribute(name)))
  t.same(
    await attributes(
      'autocomplete',
      'inputmode',
      'type',
      'aria-invalid',
      'data-lpignore',
      'data-1p-ignore',
      'spellcheck',
    ),
    ['one-time-code', 'numeric', 'text', 'true', 'true', 'true', 'false'],
  )
  const input = it.page.getByRole('textbox', { name: 'Code' })
  t.equal(await input.count(), 1)
  const said = await input.evaluate((field) =>
    (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent),
  )
  t.same(said, ['Sent to +86 139****1234', 'Not right'])
  t.equal(await it.page.getByRole('alert').textContent(), 'Not right')
  t.equal(await it.page.locator('[data-slot="code-box"]').getAttribute('translate'), 'no')
  t.same(
    await violations(it.page).then((all) => all.filter((line) => !/landmark|region|heading|page-has/.test(line))),
    [],
  )
  await it.draw({ locale: 'zh-CN' })
  t.equal(await it.page.getByRole('textbox', { name: '验证码' }).count(), 1)
  await it.draw({ words: { label: 'Own words' } })
  t.equal(await it.page.getByRole('textbox', { name: 'Own words' }).count(), 1)
  await it.close()
})

await t.test('from left to right on a page from right to left; within 320 px', async (t) => {
  const it = await open({ defaultValue: '123456' })
  await it.page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  const first = await it.slot(0)
  const last = await it.slot(5)
  t.ok(first.x < last.x)
  await click(it, 0)
  await it.keyboard.press('ArrowRight')
  t.same(await it.active(), [1])
  await it.page.setViewportSize({ width: 320, height: 500 })
  await it.draw({ length: 8 })
  t.ok((await it.slot(0)).x > 0)
  t.ok(await it.page.evaluate(() => document.documentElement.scrollWidth <= 320))
  await it.close()
})

await t.test('translated by the browser, it goes on working', async (t) => {
  const it = await open({ label: 'Code', error: 'Not right' })
  await it.page.evaluate(() => {
    // As Google's translator does: text nodes are wrapped into elements of its own.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const nodes: Node[] = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    for (const node of nodes) {
      const font = document.createElement('font')
      node.parentNode?.replaceChild(font, node)
      font.append(node)
    }
  })
  await click(it, 0)
  await it.keyboard.type('123456')
  t.equal(await it.value(), '123456')
  await it.page.evaluate(() => window.rerender())
  await it.page.waitForTimeout(50)
  t.same(it.complaints, [])
  await it.close()
})

await t.test('WebOTP: asked for, taken in, and aborted when the input goes', async (t) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(() => {
    // Headless Chromium on a computer has no SMS: the browser's part is played here, ours is real.
    const state = { asked: 0, aborted: 0, isLate: false, give: (_: string) => {} }
    Object.assign(window, { OTPCredential: class {}, webOtp: state })
    Object.defineProperty(navigator, 'credentials', {
      value: {
        get: ({ otp, signal }: { otp: { transport: string[] }; signal: AbortSignal }) => {
          if (otp.transport[0] !== 'sms') throw new Error('no SMS asked for')
          state.asked += 1
          return new Promise((resolve, reject) => {
            state.give = (code) => resolve({ code })
            signal.addEventListener('abort', () => {
              state.aborted += 1
              if (!state.isLate) reject(new DOMException('aborted', 'AbortError'))
            })
          })
        },
      },
    })
  })
  await page.goto(`${pages.url}/input`)
  const state = () =>
    page.evaluate(() => {
      const { asked, aborted } = (window as unknown as { webOtp: { asked: number; aborted: number } }).webOtp
      return { open: asked - aborted, asked }
    })
  const draw = async (props: Props) => {
    await page.evaluate((props) => window.draw(props as never), props)
    await page.waitForTimeout(50)
  }
  const give = async (code: string) => {
    await page.evaluate(
      (code) => (window as unknown as { webOtp: { give: (_: string) => void } }).webOtp.give(code),
      code,
    )
    await page.waitForTimeout(50)
  }
  const field = page.locator('[data-slot="code-field"]')
  t.same(await state(), { open: 0, asked: 0 }, 'not asked for unless wanted')
  for (const props of [{ disabled: true }, { readOnly: true }, { defaultValue: '123456' }]) {
    await draw({ webOtp: true, ...props })
    t.same(await state(), { open: 0, asked: 0 }, 'nor where nothing can be filled in')
  }
  await draw({ webOtp: true })
  t.equal((await state()).open, 1)
  const { asked } = await state()
  await field.pressSequentially('99')
  await page.evaluate(() => window.rerender())
  await page.waitForTimeout(50)
  t.same(await state(), { open: 1, asked }, 'asked once, whatever is typed meanwhile')
  await give('042137')
  t.equal(await field.inputValue(), '042137')
  t.same(await page.evaluate(() => window.log), { changes: ['9', '99', '042137'], completes: ['042137'], submits: [] })
  await draw({ webOtp: true })
  const { open: before } = await state()
  await draw({})
  t.equal((await state()).open, before - 1, 'aborted when it went')
  await draw({ webOtp: true })
  await field.fill('123456')
  await page.waitForTimeout(50)
  t.equal((await state()).open, before - 1, 'and when the code was typed')
  await draw({ webOtp: true })
  await page.evaluate(() => Object.assign((window as unknown as { webOtp: object }).webOtp, { isLate: true }))
  await field.fill('123456')
  await give('042137')
  t.equal(await field.inputValue(), '123456', 'a code that was on its way then comes too late')
  await context.close()
})

t.end()
