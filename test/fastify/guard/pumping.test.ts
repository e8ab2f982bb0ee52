import t, { type Test } from 'tap'
import { onMysql, sqliteDatabase, type TestDatabase } from '../../support/databases.ts'
import { startProcess } from '../../support/processes.ts'
import type { Outcome, Scenario } from './pumping.child.ts'

const ATTACKED = '+861390000'
/** 2,000 starts in an hour, 500 addresses, among honest people who come for 100 minutes. */
const WHOLE: Scenario = { honest: 10_000, attack: 2000, minutes: { honest: 100, attack: 60 } }
/** The same pace of the attack for a quarter of the time, among fewer. */
const SHORT: Scenario = { honest: 600, attack: 500, minutes: { honest: 25, attack: 15 } }
/** The limit of one prefix as it is by default. */
const PER_HOUR = 300
/** Starts of the attacked prefix that are people's, who had used a code before and come again. */
const PEOPLE = 20

/** Plays an attack, and says what came of it. */
const play = async (t: Test, database: TestDatabase, scenario: Scenario): Promise<Outcome> => {
  const { output, kill } = await startProcess(t, new URL('./pumping.child.ts', import.meta.url), {
    env: { DATABASE_URL: database.url, SCENARIO: JSON.stringify(scenario) },
    ready: /outcome /,
    timeout: 200_000,
  })
  await kill()
  const outcome = JSON.parse(/outcome (.*)/.exec(output())?.[1] ?? '{}') as Outcome
  t.comment(JSON.stringify(outcome))
  return outcome
}

const others = { honestRefused: 0, knownRefused: 0 }

t.setTimeout(540_000)

t.test('2,000 starts over one prefix from 500 addresses, among 10,000 honest ones', async (t) => {
  const it = await play(t, await sqliteDatabase(t), WHOLE)
  t.ok(it.attackSent > 0 && it.attackSent <= 100, `${it.attackSent} SMS of the attack were sent`)
  t.match(it, { honestSent: 10_000 + 20, ...others }, 'nobody else was refused, nor who had used a code before')
  t.same(it.alarms, [`prefix_blocked shop ${ATTACKED}`], 'no other prefix, and not the country')
})

t.test('the guard alone, without the limit of a prefix, stops it as early', async (t) => {
  const it = await play(t, await sqliteDatabase(t), { ...SHORT, limits: { prefixPerHour: 100_000 } })
  t.ok(it.attackSent > 0 && it.attackSent <= 100, `${it.attackSent} SMS of the attack were sent`)
  t.match(it, others)
})

t.test('all at once, before anybody could have typed a code: then the limit of a prefix stops it', async (t) => {
  const it = await play(t, await sqliteDatabase(t), { honest: 200, attack: 2000, minutes: { honest: 5, attack: 1 } })
  t.equal(it.attackSent + PEOPLE / 2, PER_HOUR, 'the limit knows nobody: people of the prefix have to wait, too')
  t.match(it, { honestRefused: 0, knownRefused: PEOPLE / 2 })
})

t.test('monitor only tells: what is sent is up to the limits alone', async (t) => {
  const it = await play(t, await sqliteDatabase(t), { ...SHORT, mode: 'monitor' })
  t.equal(it.attackSent + PEOPLE, PER_HOUR)
  t.match(it, others)
  t.same(it.alarms, [`prefix_suspected shop ${ATTACKED}`])
})

onMysql(t, async (t, database) => {
  const it = await play(t, database, SHORT)
  t.ok(it.attackSent > 0 && it.attackSent <= 100, `${it.attackSent} SMS of the attack were sent`)
  t.match(it, others)
  t.same(it.alarms, [`prefix_blocked shop ${ATTACKED}`])
})

t.end()
