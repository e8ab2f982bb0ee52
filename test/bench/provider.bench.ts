// A send by our adapter, beside the official SDK it stands on and beside a bare signed request.
import { request } from 'undici'
import type { RunningProcess } from '../support/processes.ts'
import { cpuOf, endAll, start } from './processes.ts'
import { full, median, quantile, report, table } from './report.ts'
import { WAYS } from './ways.ts'

const ROUNDS = full ? 25 : 7
const SENDS = full ? 3000 : 1500
const AT_ONCE = [1, 8, 64]

type Figures = { rate: number; cpu: number; p99: number; sockets: number }
type Taking = { name: string; process: RunningProcess; figures: Map<number, Figures[]> }

const send = async ({ process: { url, pid } }: Taking, atOnce: number): Promise<Figures> => {
  const before = cpuOf(pid)
  const answer = await request(url, { method: 'POST', body: JSON.stringify({ sends: SENDS, atOnce }) })
  if (answer.statusCode !== 200) throw new Error(await answer.body.text())
  const { seconds, milliseconds, sockets } = (await answer.body.json()) as {
    seconds: number
    milliseconds: number[]
    sockets: number
  }
  return {
    rate: SENDS / seconds,
    cpu: ((cpuOf(pid) - before) / SENDS) * 1000,
    p99: quantile(milliseconds, 0.99),
    sockets,
  }
}

try {
  const emulator = await start(new URL('./emulator.child.ts', import.meta.url))
  const ENDPOINT = new URL(emulator.url).host
  const taking: Taking[] = []
  for (const name of Object.keys(WAYS)) {
    const child = await start(new URL('./provider.child.ts', import.meta.url), { env: { WAY: name, ENDPOINT } })
    taking.push({ name, process: child, figures: new Map(AT_ONCE.map((it) => [it, []])) })
  }
  const forget = () => request(`${emulator.url}/_emulator/outbox`, { method: 'DELETE' }).then(({ body }) => body.dump())
  const sockets = new Map<string, number>()
  for (const it of taking) {
    let opened = 0
    for (const atOnce of AT_ONCE) opened += (await send(it, atOnce)).sockets
    sockets.set(it.name, opened)
  }
  for (let at = 0; at < ROUNDS; at++)
    for (const atOnce of AT_ONCE)
      for (let place = 0; place < taking.length; place++) {
        const it = taking[(at + place) % taking.length] as Taking
        it.figures.get(atOnce)?.push(await send(it, atOnce))
        await forget()
      }

  const base = taking.find(({ name }) => name === 'the SDK') as Taking
  const of = (it: Taking, atOnce: number) => it.figures.get(atOnce) as Figures[]
  /** The middle one of the ratios of each round: what slows the machine slows both. */
  const beside = (it: Taking, atOnce: number, pick: (one: Figures) => number) =>
    median(of(it, atOnce).map((one, at) => pick(one) / pick(of(base, atOnce)[at] as Figures)))
  const rows = AT_ONCE.flatMap((atOnce) =>
    taking.map((it) => {
      const middle = (pick: (one: Figures) => number) => median(of(it, atOnce).map(pick))
      return [
        `${atOnce} at once, ${it.name}`,
        `${Math.round(middle((one) => one.rate))}/s`,
        beside(it, atOnce, (one) => one.rate).toFixed(2),
        `${middle((one) => one.cpu).toFixed(3)} ms`,
        beside(it, atOnce, (one) => one.cpu).toFixed(2),
        `${middle((one) => one.p99).toFixed(1)} ms`,
      ]
    }),
  )
  const all = ROUNDS * AT_ONCE.length * SENDS
  report(
    'provider',
    `${ROUNDS} rounds of ${SENDS} sends for each figure, each way in a process of its own, in turns, to one emulator in another; medians, and ratios of the same round. CPU is that of the sending process.

${table(['', 'rate', '÷ the SDK', 'CPU of a send', '÷ the SDK', 'p99'], rows)}

${table(
  ['connections opened', 'in the first round of 1, 8 and 64 at once', `in the ${all} sends after it`],
  taking.map((it) => [
    it.name,
    sockets.get(it.name) ?? 0,
    [...it.figures.values()].flat().reduce((sum, one) => sum + one.sockets, 0),
  ]),
)}`,
  )
} finally {
  await endAll()
}
