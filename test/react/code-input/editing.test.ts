import t from 'tap'
import { copy, launchBrowser, paste, serveFixtures } from '../../support/browser.ts'
import { click, type Opened, opener, type Props, TOUCH } from './page.ts'

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

const selection = async ({ page, field }: Opened) => {
  await page.waitForTimeout(40)
  return field.evaluate((it) => {
    const { selectionStart, selectionEnd } = it as HTMLInputElement
    return [selectionStart, selectionEnd]
  })
}

for (const controlled of [false, true])
  await t.test(controlled ? 'controlled' : 'uncontrolled', async (t) => {
    const it = await open({}, { controlled })
    const { page, field, keyboard, value, log } = it
    /** Drawn anew with a code in it, and the focus at its end. */
    const begin = async (code: string, props: Props = {}) => {
      await it.draw({ ...props, [controlled ? 'value' : 'defaultValue']: code }, { controlled })
      await field.focus()
      await keyboard.press('End')
    }

    await t.test('what is there at first is no edit and completes nothing', async (t) => {
      await it.draw({ [controlled ? 'value' : 'defaultValue']: '123456' }, { controlled })
      await page.waitForTimeout(50)
      t.same(await log(), { changes: [], completes: [], submits: [] })
    })

    await t.test('separators of a given code are left out', async (t) => {
      await it.draw({ [controlled ? 'value' : 'defaultValue']: '123-４567' }, { controlled })
      t.equal(await value(), '123456')
      t.equal(await it.page.locator('[data-filled]').count(), 6)
    })

    await t.test('Shift and the arrows select more digits, from the one that is selected to either side', async (t) => {
      await begin('123456')
      t.same(await selection(it), [5, 6])
      await keyboard.press('Shift+ArrowLeft')
      t.same(await selection(it), [4, 6])
      await keyboard.press('Shift+ArrowLeft')
      t.same(await selection(it), [3, 6])
      await keyboard.press('Shift+ArrowRight')
      t.same(await selection(it), [4, 6])
      await keyboard.press('Home')
      await keyboard.press('Shift+ArrowRight')
      t.same(await selection(it), [0, 2])
      t.same(await it.active(), [0, 1])
      await keyboard.type('9')
      t.equal(await value(), '93456')
    })

    await t.test('a digit is gone back to and typed over', async (t) => {
      await begin('')
      await keyboard.type('123')
      await keyboard.press('ArrowLeft')
      t.same(await selection(it), [2, 3], 'from the place for the next one')
      await keyboard.type('1')
      t.equal(await value(), '121')
      await keyboard.press('ArrowLeft')
      await keyboard.press('ArrowLeft')
      t.same(await selection(it), [1, 2])
    })

    await t.test('arrows walk from end to end, one digit at a time, and stop there', async (t) => {
      await begin('123456')
      for (const at of [4, 3, 2, 1, 0, 0]) {
        await keyboard.press('ArrowLeft')
        t.same(await selection(it), [at, at + 1])
      }
      for (const at of [1, 2, 3, 4, 5, 5]) {
        await keyboard.press('ArrowRight')
        t.same(await selection(it), [at, at + 1])
      }
      await keyboard.press('ArrowUp')
      t.same(await selection(it), [0, 1])
      await keyboard.press('ArrowDown')
      t.same(await selection(it), [5, 6])
      await keyboard.press('ControlOrMeta+A')
      await keyboard.press('ArrowLeft')
      t.same(await selection(it), [0, 1], 'from all of them to the first')
      await keyboard.press('ControlOrMeta+A')
      await keyboard.press('ArrowRight')
      t.same(await selection(it), [5, 6], 'or to the last')
    })

    await t.test('several selected digits give way to one', async (t) => {
      await begin('123456')
      await keyboard.press('Shift+ArrowLeft')
      await keyboard.press('Shift+ArrowLeft')
      await keyboard.type('1')
      t.equal(await value(), '1231')
    })

    await t.test('Delete takes the digit that is selected, wherever it is', async (t) => {
      await begin('123456')
      await keyboard.press('Delete')
      t.equal(await value(), '12345')
      await keyboard.press('Home')
      await keyboard.press('Delete')
      t.equal(await value(), '2345')
      t.same(await selection(it), [0, 1])
      await keyboard.press('ArrowRight')
      await keyboard.press('ArrowRight')
      await keyboard.press('Delete')
      t.equal(await value(), '235')
      t.same(await selection(it), [2, 3])
    })

    await t.test('keys that come before anything was answered', async (t) => {
      await begin('')
      await Promise.all([...'123456789'].map((key) => keyboard.press(key)))
      t.equal(await value(), '123459')
      await keyboard.press('Home')
      await Promise.all([...'654321'].map((key) => keyboard.press(key)))
      t.equal(await value(), '654321')
      t.equal((await log()).changes.at(-1), '654321')
    })

    await t.test('whole words: all that is before the caret, or what is selected', async (t) => {
      await begin('1234')
      await keyboard.press('ControlOrMeta+Backspace')
      t.equal(await value(), '')
      await begin('123456')
      await field.evaluate((it) => (it as HTMLInputElement).setSelectionRange(3, 4))
      await keyboard.press('ControlOrMeta+Backspace')
      t.equal(await value(), '12356')
    })

    await t.test('undo and redo, through keys, paste and digits of other keyboards', async (t) => {
      await begin('')
      await keyboard.type('12')
      await keyboard.insertText('３')
      t.equal(await value(), '123')
      await copy(page, '654-321')
      await paste(page)
      t.equal(await value(), '654321')
      await keyboard.press('ControlOrMeta+Z')
      t.equal(await value(), '123')
      await keyboard.press('ControlOrMeta+Z')
      t.equal(await value(), '12')
      await keyboard.press('ControlOrMeta+Shift+Z')
      t.equal(await value(), '123')
      await keyboard.press('ControlOrMeta+Shift+Z')
      t.equal(await value(), '654321')
      t.same((await log()).changes, ['1', '12', '123', '654321', '123', '12', '123', '654321'])
      t.same((await log()).completes, ['654321', '654321'], 'filled anew by redo')
    })

    await t.test('a corrected digit is undone as one', async (t) => {
      await begin('123456')
      await click(it, 2)
      await keyboard.type('9')
      t.equal(await value(), '129456')
      await keyboard.press('ControlOrMeta+Z')
      t.equal(await value(), '123456')
    })

    await t.test('a pasted part takes the place of as many digits, as if it was typed', async (t) => {
      await copy(page, '98')
      await begin('123456')
      await click(it, 2)
      await paste(page)
      t.equal(await value(), '129856')
      t.same(await it.active(), [4])
      await begin('1234')
      await click(it, 3)
      await paste(page)
      t.equal(await value(), '12398')
      await begin('123456')
      await paste(page)
      t.equal(await value(), '123459', 'there is no place behind the last one')
      await begin('123456')
      await keyboard.press('ControlOrMeta+A')
      await paste(page)
      t.equal(await value(), '98')
    })

    await t.test('cut takes the selected digits along', async (t) => {
      await begin('123456')
      await keyboard.press('Home')
      await keyboard.press('Shift+ArrowRight')
      await keyboard.press('ControlOrMeta+X')
      t.equal(await value(), '3456')
      t.equal(await page.evaluate(() => navigator.clipboard.readText()), '12')
    })

    await t.test('a text dropped on it is read like one that is pasted', async (t) => {
      await begin('11')
      await field.blur()
      await page.evaluate(() => {
        const words = document.createElement('p')
        words.id = 'words'
        words.textContent = 'Your code is 042 137.'
        document.body.append(words)
        getSelection()?.selectAllChildren(words)
      })
      const words = await page.locator('#words').boundingBox()
      const { x, y } = await it.slot(0)
      await page.mouse.move((words?.x ?? 0) + 40, (words?.y ?? 0) + 8)
      await page.mouse.down()
      await page.waitForTimeout(100)
      await page.mouse.move((words?.x ?? 0) + 60, (words?.y ?? 0) + 2, { steps: 4 })
      await page.mouse.move(x, y, { steps: 8 })
      await page.waitForTimeout(100)
      await page.mouse.up()
      await page.waitForTimeout(100)
      t.equal(await value(), '042137')
      t.same((await log()).completes, ['042137'])
      await page.evaluate(() => document.getElementById('words')?.remove())
    })

    await t.test('dragged over with the mouse, digits are selected', async (t) => {
      /** As people do it: they press, wait a moment, and move. */
      const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
        await page.mouse.move(from.x, from.y)
        await page.mouse.down()
        await page.waitForTimeout(60)
        await page.mouse.move(to.x, to.y, { steps: 5 })
      }
      await begin('123456')
      await drag(await it.slot(1, 0.9), await it.slot(3, 0.1))
      t.same(await it.active(), [1, 2, 3], 'while the button is still down')
      await page.mouse.up()
      t.same(await it.active(), [1, 2, 3])
      await keyboard.press('ControlOrMeta+C')
      t.equal(await page.evaluate(() => navigator.clipboard.readText()), '234')
      await drag(await it.slot(2), await it.slot(4))
      await page.mouse.up()
      t.same(await it.active(), [2, 3, 4], 'from a digit that was selected')
      await drag(await it.slot(4, 0.1), await it.slot(3, 0.9))
      await page.mouse.up()
      t.same(await it.active(), [3, 4], 'backwards')
      const last = await it.slot(5)
      await drag(await it.slot(3), { x: last.x + 120, y: last.y + 90 })
      await page.mouse.up()
      t.same(await it.active(), [3, 4, 5], 'let go of beyond the field')
      await page.mouse.move(0, 0)
      t.same(await it.active(), [3, 4, 5])
      await drag(await it.slot(1), await it.slot(3))
      const { x, y } = await it.slot(1)
      await page.mouse.move(x, y)
      await page.mouse.up()
      t.same(await it.active(), [1], 'and back')
      await keyboard.press('Delete')
      t.equal(await value(), '13456')
    })

    await t.test('a double click means the digit, the third click all of them', async (t) => {
      await begin('1234')
      const { x, y } = await it.slot(1)
      await page.mouse.dblclick(x, y)
      t.same(await it.active(), [1])
      await page.mouse.click(x, y, { clickCount: 3 })
      t.same(await it.active(), [0, 1, 2, 3])
    })

    await t.test('Shift and a click select up to there', async (t) => {
      await begin('123456')
      await click(it, 1)
      await keyboard.down('Shift')
      await click(it, 4)
      await keyboard.up('Shift')
      const [start, end] = await selection(it)
      t.equal(start, 1)
      t.ok((end ?? 0) >= 4, `up to ${end}`)
    })

    await t.test('whichever part of a slot is clicked, and however often', async (t) => {
      await begin('123456')
      for (const part of [0.02, 0.3, 0.7, 0.98])
        for (const at of [2, 4, 2]) {
          await click(it, at, part)
          t.same(await it.active(), [at], `at ${part}`)
          t.same(await selection(it), [at, at + 1])
        }
    })

    await t.test('the label brings the focus, and to no digit', async (t) => {
      await it.draw({ [controlled ? 'value' : 'defaultValue']: '12' }, { controlled })
      await page.getByText('Verification code').click({ position: { x: 4, y: 4 } })
      t.same(await it.active(), [2])
    })

    await t.test('a keyboard that composes letters to the end is heard at once', async (t) => {
      await begin('', { alphanumeric: true })
      const client = await page.context().newCDPSession(page)
      for (const text of ['a', 'a1', 'a1b', 'a1b2', 'a1b2c', 'a1b2c3'])
        await client.send('Input.imeSetComposition', {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        })
      t.same((await log()).changes, ['a', 'a1', 'a1b', 'a1b2', 'a1b2c', 'a1b2c3'])
      t.same((await log()).completes, ['a1b2c3'])
      await client.send('Input.insertText', { text: 'a1b2c3' })
      t.equal(await value(), 'a1b2c3')
      t.same((await log()).completes, ['a1b2c3'], 'the end of composing is no second code')
    })

    await t.test('composed over a digit of a full field', async (t) => {
      await begin('123456')
      await click(it, 1)
      const client = await page.context().newCDPSession(page)
      await client.send('Input.imeSetComposition', { text: '９', selectionStart: 1, selectionEnd: 1 })
      await client.send('Input.insertText', { text: '９' })
      t.equal(await value(), '193456')
      t.same(await it.active(), [2])
      await client.send('Input.imeSetComposition', { text: '８７', selectionStart: 2, selectionEnd: 2 })
      await client.send('Input.insertText', { text: '８７' })
      t.equal(await value(), '198756', 'what is more than was selected takes the place of what follows')
    })

    await t.test('digits of Arabic and Persian keyboards are digits', async (t) => {
      await begin('')
      for (const digit of '٠٤۲۱۳۷') await keyboard.insertText(digit)
      t.equal(await value(), '042137')
    })

    await t.test('a suggestion of the keyboard in the middle of typing takes the place of all', async (t) => {
      await begin('99')
      await keyboard.insertText('042137')
      t.equal(await value(), '042137')
      t.same((await log()).completes, ['042137'])
    })

    await t.test('filled in with a whole sentence', async (t) => {
      await begin('')
      await field.fill('【移远通信】验证码 042137，5 分钟内有效')
      t.equal(await value(), '042137')
    })

    await t.test('letters selected over keep what is there', async (t) => {
      await begin('123456')
      await click(it, 2)
      await keyboard.type('x-é中')
      t.equal(await value(), '123456')
      t.same((await log()).changes, [])
    })

    await t.test('a reset comes back to what was there first', async (t) => {
      await begin('12')
      await keyboard.type('34')
      await page.getByRole('button', { name: 'Reset' }).click()
      await page.waitForTimeout(50)
      t.equal(await value(), '12')
      t.same((await log()).changes, ['123', '1234', '12'])
      await begin('123456')
      await keyboard.press('Backspace')
      await page.getByRole('button', { name: 'Reset' }).click()
      await page.waitForTimeout(50)
      t.equal(await value(), '123456')
      t.same((await log()).completes, [], 'which nobody has entered')
    })

    t.same(it.complaints, [])
    await it.close()
  })

await t.test('by touch, a digit of several that are selected', async (t) => {
  const it = await open({ defaultValue: '123456' }, {}, TOUCH)
  await it.field.focus()
  await it.keyboard.press('ControlOrMeta+A')
  const { x, y } = await it.slot(3)
  await it.page.touchscreen.tap(x, y)
  await it.page.waitForTimeout(700)
  t.same(await selection(it), [3, 4])
  await it.close()
})

await t.test('by touch, whichever part of a slot is tapped, in a full field and in one with places left', async (t) => {
  for (const code of ['123456', '1234']) {
    const it = await open({ defaultValue: code }, {}, TOUCH)
    for (const part of [0.1, 0.9]) {
      const { x, y } = await it.slot(1, part)
      await it.page.touchscreen.tap(x, y)
      await it.page.waitForTimeout(700)
      t.same(await selection(it), [1, 2], `${code} at ${part}`)
    }
    await it.keyboard.type('9')
    t.equal(await it.value(), code.replace('2', '9'))
    await it.close()
  }
})

await t.test('a browser that sets its caret some time after the tap does not undo it', async (t) => {
  const it = await open({ defaultValue: '1234' }, {}, TOUCH)
  const { x, y } = await it.slot(1)
  const setCaret = (at: number) =>
    it.field.evaluate((field, at) => (field as HTMLInputElement).setSelectionRange(at, at), at)
  await it.page.touchscreen.tap(x, y)
  // As iOS does: to the end of the word.
  await it.page.waitForTimeout(100)
  await setCaret(4)
  t.same(await selection(it), [1, 2])
  await it.page.waitForTimeout(500)
  await setCaret(3)
  t.same(await selection(it), [3, 4], 'later it is the person who moves it')
  await it.page.touchscreen.tap(x, y)
  await it.keyboard.press('End')
  t.same(await selection(it), [4, 4], 'or the keyboard')
  await it.close()
})

await t.test('a value that its host holds back stays', async (t) => {
  const it = await open({ value: '12' })
  await it.field.focus()
  await it.keyboard.press('End')
  await it.keyboard.type('3')
  await it.page.waitForTimeout(50)
  t.equal(await it.value(), '12')
  t.same((await it.log()).changes, ['123'])
  await it.close()
})

await t.test('read-only: seen, selected and copied, and nothing else', async (t) => {
  const it = await open({ readOnly: true, defaultValue: '123456' })
  await it.field.focus()
  await it.keyboard.press('ControlOrMeta+A')
  await it.keyboard.press('ControlOrMeta+C')
  t.equal(await it.page.evaluate(() => navigator.clipboard.readText()), '123456')
  await it.keyboard.press('ControlOrMeta+X')
  await it.keyboard.press('Backspace')
  await it.keyboard.insertText('9')
  t.equal(await it.value(), '123456')
  t.same((await it.log()).changes, [])
  await it.close()
})

await t.test('in a shadow root it is the same', async (t) => {
  const it = await open({}, {}, {}, '?in=shadow')
  await it.draw({ name: 'code', defaultValue: '12' })
  await click(it, 2)
  t.same(await it.active(), [2])
  await it.keyboard.type('3456')
  t.same(await it.active(), [5])
  t.same((await it.log()).completes, ['123456'])
  await click(it, 2)
  t.same(await it.active(), [2])
  await it.page.waitForTimeout(600)
  await it.field.evaluate((field) => (field as HTMLInputElement).setSelectionRange(4, 4))
  t.same(await selection(it), [4, 5], 'where the browser tells of a selection to nobody outside')
  await copy(it.page, '654-321')
  await paste(it.page)
  t.equal(await it.value(), '654321')
  await it.page.getByRole('button', { name: 'Reset' }).click()
  await it.page.waitForTimeout(50)
  t.equal(await it.value(), '12')
  t.equal((await it.log()).changes.at(-1), '12')
  t.same(it.complaints, [])
  await it.close()
})

t.end()
