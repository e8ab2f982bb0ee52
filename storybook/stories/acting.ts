import { expect, screen, userEvent, waitFor, within } from 'storybook/test'

// What a person does in a story and sees there. Windows and menus are drawn outside of the story's own element, so
// everything is looked for on the whole page.

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A text as the kit says it, in the language that the story is shown in: plays run in both. */
export const either = (en: string, zh: string): RegExp => new RegExp(`^(?:${escaped(en)}|${escaped(zh)})$`)

/** As {@link either}, where it is only part of what is said. */
export const eitherPart = (en: string, zh: string): RegExp => new RegExp(`${escaped(en)}|${escaped(zh)}`)

/** For what a story changes on purpose: a retry, a search, an answer that takes its time. */
const PATIENCE = { timeout: 6000 }

/** Waits until one of what is found can be seen: what fades in is there before, what goes is not there to stay. */
const seen = (find: () => HTMLElement[]): Promise<HTMLElement> =>
  waitFor(() => {
    const all = find()
    const visible = all.find((it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    expect(visible ?? all[0]).toBeVisible()
    return visible as HTMLElement
  }, PATIENCE)

export const see = (text: RegExp | string) => seen(() => screen.getAllByText(text))
export const seeRole = (role: string, name?: RegExp | string) =>
  seen(() => screen.getAllByRole(role, name === undefined ? {} : { name }))

/** Presses a button, link, tab or checkbox by its name: the topmost, where there are several. */
export const press = async (name: RegExp | string, role = 'button', within_: HTMLElement = document.body) => {
  const all = await within(within_).findAllByRole(role, { name }, PATIENCE)
  const it = all.at(-1) as HTMLElement
  await waitFor(() => expect(it).toBeEnabled(), PATIENCE)
  await userEvent.click(it)
}

/** A field by its label, which may have a star behind. */
export const field = async (label: RegExp) =>
  (await screen.findAllByLabelText(label, {}, PATIENCE)).at(-1) as HTMLElement

/** Types into a field in place of what is in it. */
export const fill = async (label: RegExp, text: string) => {
  const it = await field(label)
  await userEvent.clear(it)
  if (text !== '') await userEvent.type(it, text)
  return it
}

/** The row of a table that says something. */
export const row = async (text: string) => {
  const all = await screen.findAllByText(text, {}, PATIENCE)
  return all.map((it) => it.closest('tr')).find((it) => it !== null) as HTMLElement
}

export const pressIn = async (text: string, name: RegExp | string, role = 'button') =>
  press(name, role, await row(text))

/** Opens the three dots of a row. */
export const openMenu = (text: string) => pressIn(text, eitherPart('More actions', '更多操作'))

/** One of the actions behind the three dots of a row. */
export const choose = async (text: string, action: RegExp) => {
  await openMenu(text)
  await press(action, 'menuitem')
}

export const confirm = () => press(either('Confirm', '确定'))
