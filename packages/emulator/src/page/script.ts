/**
 * What the page does: reads the outbox, then follows its events. Whatever comes from a message is put in as text, never
 * as markup.
 */
export const script = `
const SHOWN = 200
const byId = (id) => document.getElementById(id)
const [list, empty, older, state, field, known, clear, scroll, news] =
  ['messages', 'empty', 'older', 'state', 'phone', 'phones', 'clear', 'scroll', 'news'].map(byId)
const messages = new Map()
const opened = new Set()
let fresh = new Set()
let wasAtEnd = true
let isLoaded = false

const element = (tag, className, ...children) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  node.append(...children)
  return node
}
const digits = (text) => text.replace(/\\D/g, '').replace(/^00/, '')
const matches = (message) => message.phone.includes(digits(field.value))
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const words = { waiting: 'On its way', delivered: 'Delivered', failed: 'Failed' }

const grouped = (phone) =>
  /^\\+861\\d{10}$/.test(phone) ? '+86 ' + phone.slice(3, 6) + ' ' + phone.slice(6, 10) + ' ' + phone.slice(10) : phone

/** The text with its code, if it has one, set apart. */
const textOf = ({ text, params }) => {
  const code = params.code
  const at = code ? text.indexOf(code) : -1
  return at < 0 ? [text] : [text.slice(0, at), element('span', 'code', code), text.slice(at + code.length)]
}

const details = (message) => {
  const rows = [
    ['Signature', message.signName],
    ['Template', message.templateCode],
    ...Object.entries(message.params).map(([name, value]) => [name, value]),
    ['Accepted', new Date(message.acceptedAt).toISOString()],
    ['BizId', message.bizId],
    ...(message.outId === null ? [] : [['OutId', message.outId]]),
    ['Status', words[message.status] + (message.errCode ? ' (' + message.errCode + ')' : '')],
  ]
  return element('dl', '', ...rows.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)]))
}

const show = (message) => {
  const time = element('time', '', clock.format(message.acceptedAt))
  time.dateTime = new Date(message.acceptedAt).toISOString()
  const bubble = element('p', 'bubble', ...textOf(message))
  bubble.dir = 'auto'
  if (/[\\u4e00-\\u9fff]/.test(message.text)) bubble.lang = 'zh-CN'
  const word = element('span', 'word', words[message.status])
  const reason = message.status === 'failed' && message.errCode ? ' · ' + message.errCode : ''
  const more = element('details', 'foot ' + message.status, element('summary', '', word, reason, ' · Details'), details(message))
  more.open = opened.has(message.id)
  more.addEventListener('toggle', () => (more.open ? opened.add(message.id) : opened.delete(message.id)))
  const to = element('span', 'to', element('span', 'hidden', 'To '), grouped(message.phone))
  const item = element('li', 'message', element('div', 'head', to, time), bubble, more)
  item.id = 'm' + message.id
  if (fresh.has(message.id)) item.classList.add('new')
  return item
}

const render = () => {
  const all = [...messages.values()].filter(matches)
  const shown = all.slice(-SHOWN)
  let last = ''
  list.replaceChildren(
    ...shown.flatMap((message) => {
      const date = day.format(message.acceptedAt)
      const heading = date === last ? [] : [element('li', 'day', date)]
      last = date
      return [...heading, show(message)]
    }),
  )
  fresh = new Set()
  older.hidden = all.length <= SHOWN
  older.textContent = 'The newest ' + SHOWN + ' of ' + all.length + ' messages'
  empty.hidden = all.length > 0 || !isLoaded
  empty.textContent = field.value.trim()
    ? 'No messages to ' + field.value.trim() + ' yet.'
    : 'No messages yet. They appear here as soon as one is sent.'
  clear.disabled = messages.size === 0
  const phones = [...new Set([...messages.values()].map(({ phone }) => phone))].slice(-50)
  known.replaceChildren(...phones.map((phone) => Object.assign(document.createElement('option'), { value: phone })))
  if (wasAtEnd) scroll.scrollTop = scroll.scrollHeight
}

/** Replaces one message where it stands, so that what is being read is not disturbed. */
const update = (message) => {
  const isKnown = messages.has(message.id)
  messages.set(message.id, message)
  const item = byId('m' + message.id)
  if (isKnown && !item) return
  if (item) {
    const focused = item.contains(document.activeElement)
    const node = show(message)
    item.replaceWith(node)
    if (focused) node.querySelector('summary').focus()
    return
  }
  fresh.add(message.id)
  render()
  // One message is read aloud, not the list that was drawn anew.
  if (matches(message)) news.textContent = 'To ' + message.phone + ': ' + message.text
}

const load = async () => {
  const answer = await fetch('/_emulator/outbox', { cache: 'no-store' })
  const body = await answer.json()
  isLoaded = true
  messages.clear()
  for (const message of body.messages) messages.set(message.id, message)
  render()
}

const events = new EventSource('/_emulator/events')
events.addEventListener('open', async () => {
  await load()
  state.textContent = 'Live'
  state.classList.remove('lost')
})
events.addEventListener('error', () => {
  state.textContent = 'Not connected, trying again…'
  state.classList.add('lost')
})
events.addEventListener('message', ({ data }) => {
  const event = JSON.parse(data)
  if (event.kind === 'message') return update(event.message)
  messages.clear()
  render()
})

scroll.addEventListener('scroll', () => {
  wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 48
})
field.value = new URL(location.href).searchParams.get('phone') ?? ''
field.addEventListener('input', () => {
  const url = new URL(location.href)
  if (field.value.trim()) url.searchParams.set('phone', field.value.trim())
  else url.searchParams.delete('phone')
  history.replaceState(null, '', url)
  wasAtEnd = true
  render()
})
byId('filter').addEventListener('submit', (event) => event.preventDefault())
clear.addEventListener('click', () => fetch('/_emulator/outbox', { method: 'DELETE' }))
render()
`
