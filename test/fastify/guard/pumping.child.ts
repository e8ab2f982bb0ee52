// An attack among honest people, played with a clock of its own, in a process of its own: tests watch every promise, which
// takes a third of the time where there are millions.
import { startEmulator } from '@sms-settings/emulator'
import { alibabaCloud } from '@sms-settings/fastify'
import { caller, createTestHost } from '../../support/host.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** The clock goes on by so much at a time, in small steps where it matters; what is asked for meanwhile is asked at once. */
const STEP = { small: 15 * SECOND, large: MINUTE }
const ATTACKED = '+861390000'
const ADDRESSES = 500
/** The share of honest people who type their code. */
const USED = 0.8
/** What an App of this size would have set; the limit of one prefix is left as it is by default. */
const LIMITS = { appPerDay: 100_000, countryPerHour: 100_000 }

/** At the beginning of an hour, by which the limits of prefixes count. */
const clock = { now: Date.UTC(2026, 10, 24, 6) }

const four = (n: number) => String(n).padStart(4, '0')
/** Of 200 prefixes in turn. */
const honestPhone = (i: number) => `+86138${four(i % 200)}${four(Math.floor(i / 200))}`

export type Scenario = {
  honest: number
  attack: number
  /** How long honest people come, and how long the attack takes. */
  minutes: { honest: number; attack: number }
  guard?: false
  limits?: object
  mode?: 'allow' | 'monitor'
}
export type Outcome = {
  attackSent: number
  honestSent: number
  honestRefused: number
  /** Of people of the attacked prefix who had used a code before. */
  knownRefused: number
  secondsToBlock: number | null
  /** What those were answered. */
  refusals: string[]
  alarms: string[]
  /** Milliseconds of the real clock. */
  took?: number
}

/** Honest people all the time; after a fifth of it the attack begins. */
const play = async (
  databaseUrl: string,
  { honest, attack, minutes, guard, limits = {}, mode }: Scenario,
): Promise<Outcome> => {
  const emulator = await startEmulator({ flowControl: false })
  const alarms: string[] = []
  const app = await createTestHost({
    databaseUrl,
    endpoint: emulator.endpoint,
    settings: {
      now: () => clock.now,
      // On a machine with much else to do an answer takes its time; that is no refusal.
      platforms: [alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http', timeout: 20_000, deadline: 20_000 })],
      verification: { limits: { ...LIMITS, ...limits }, ...(guard === undefined ? {} : { guard }) },
      hooks: { onAlarm: ({ kind, subject }) => alarms.push(`${kind} ${subject.id}`) },
    },
  })
  const call = caller(app)
  const tenant = 'acme'
  if (mode) await call('PUT', '/apps/shop/policy', { countries: { others: mode, named: [] } })

  const outcome: Outcome = {
    attackSent: 0,
    honestSent: 0,
    honestRefused: 0,
    knownRefused: 0,
    secondsToBlock: null,
    refusals: [],
    alarms,
  }
  const begins = Math.floor((minutes.honest * MINUTE) / 5)
  const start = (phone: string, ip: string) =>
    call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop', tenant, ip })
  const addressOf = (i: number, net: number) => `${net}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`

  const beHonest = async (phone: string, i: number): Promise<number> => {
    const { status, body } = await start(phone, addressOf(i, 20))
    if (status !== 201) {
      outcome.refusals.push(`${status} ${body.code} ${body.limit ?? ''}`)
      return status
    }
    outcome.honestSent += 1
    // Four of five read their code from the phone and type it.
    if ((i * 7919) % 1000 >= USED * 1000) return status
    const code = emulator.outbox.messages({ phone }).at(-1)?.params.code
    const checked = await call('POST', `/verifications/${body.id}/check`, { code }, { app: 'shop', tenant })
    if (checked.status !== 200) throw new Error(checked.text)
    return status
  }

  const known = Array.from({ length: 10 }, (_, i) => `${ATTACKED}99${String(i).padStart(2, '0')}`)
  for (const phone of known) await beHonest(phone, 0)

  const began = clock.now
  const last = { honest: 0, attack: 0, known: 0 }
  for (let at = 0, step = 0; at < minutes.honest * MINUTE; at += step) {
    step = at >= begins && outcome.secondsToBlock === null ? STEP.small : STEP.large
    const due = Math.min(honest, Math.floor((honest * (at + step)) / (minutes.honest * MINUTE)))
    const attacking = Math.max(0, at + step - begins)
    const dueAttack = Math.min(attack, Math.floor((attack * attacking) / (minutes.attack * MINUTE)))
    const work: (() => Promise<void>)[] = []
    for (; last.honest < due; last.honest++) {
      const i = last.honest
      work.push(async () => {
        if ((await beHonest(honestPhone(i), i)) !== 201) outcome.honestRefused += 1
      })
    }
    for (; last.attack < dueAttack; last.attack++) {
      const i = last.attack
      work.push(async () => {
        const { status } = await start(`${ATTACKED}${four(i)}`, addressOf(i % ADDRESSES, 100))
        if (status === 201) outcome.attackSent += 1
      })
    }
    // After a third of the attack those who had used a code before come again.
    if (at >= begins + (minutes.attack * MINUTE) / 3)
      for (; last.known < known.length; last.known++) {
        const phone = known[last.known] as string
        work.push(async () => {
          if ((await beHonest(phone, 0)) !== 201) outcome.knownRefused += 1
        })
      }
    const next = async () => {
      for (let one = work.shift(); one; one = work.shift()) await one()
    }
    await Promise.all(Array.from({ length: 16 }, next))
    emulator.outbox.clear()
    clock.now = began + at + step
    await app.sms.guard.judge()
    if (outcome.secondsToBlock === null && at >= begins) {
      const { items = [] } = (await call('GET', '/apps/shop/blocks?limit=1')).body
      if (items.length > 0) outcome.secondsToBlock = (clock.now - began - begins) / SECOND
    }
  }
  await new Promise((go) => setTimeout(go, 50))
  await app.close()
  await emulator.close()
  return outcome
}

const { DATABASE_URL = '', SCENARIO = '{}' } = process.env
const took = performance.now()
const outcome = await play(DATABASE_URL, JSON.parse(SCENARIO) as Scenario)
console.log(`outcome ${JSON.stringify({ ...outcome, took: Math.round(performance.now() - took) })}`)
