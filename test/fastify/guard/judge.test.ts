import fc from 'fast-check'
import t from 'tap'
import { type Evidence, highestShare, isPumped, type Tally } from '../../../packages/fastify/src/guard/judge.ts'

const rules = { minimum: 20, window: 3_600_000 }
const none: Tally = { started: 0, approved: 0 }
const usual: Tally = { started: 1000, approved: 800 }
const judged = (given: Partial<Evidence>) => isPumped({ window: none, before: none, others: [usual], ...given }, rules)

const tally = (most: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([started, share]) => ({ started, approved: Math.round(started * share) }))
const evidence: fc.Arbitrary<Evidence> = fc.record({
  window: tally(400),
  before: tally(2000),
  others: fc.array(tally(3000), { maxLength: 2 }),
})

t.test('codes that nobody uses, where others use theirs', async (t) => {
  t.equal(judged({ window: { started: 20, approved: 0 } }), true)
  t.equal(judged({ window: { started: 19, approved: 0 } }), false, 'too few to judge')
  t.equal(judged({ window: { started: 200, approved: 160 } }), false, 'many, and used')
  t.equal(judged({ window: { started: 20, approved: 10 } }), false, 'a bad hour is no collapse')
})

t.test('as many as ever are no attack, whatever becomes of them: a carrier may not deliver', async (t) => {
  const before = { started: 24 * 30, approved: 24 * 24 }
  t.equal(judged({ window: { started: 40, approved: 0 }, before }), false)
  t.equal(judged({ window: { started: 89, approved: 0 }, before }), false, 'not yet three times as many')
  t.equal(judged({ window: { started: 90, approved: 0 }, before }), true)
})

t.test('an attack that grows slowly does not become its own measure', async (t) => {
  t.equal(judged({ window: { started: 40, approved: 0 }, before: { started: 24 * 30, approved: 3 } }), true)
})

t.test('when all fall together nobody is blocked for it', async (t) => {
  const window = { started: 60, approved: 1 }
  t.equal(judged({ window }), true)
  t.equal(judged({ window, others: [{ started: 600, approved: 60 }] }), false)
})

t.test('the nearest with enough traffic is compared with; with none, a fixed share', async (t) => {
  const window = { started: 40, approved: 8 }
  const poor = { started: 500, approved: 200 }
  t.equal(judged({ window, others: [{ started: 49, approved: 49 }, poor] }), false, 'the nearest is too small')
  t.equal(judged({ window, others: [usual, poor] }), true)
  t.equal(judged({ window, others: [] }), false, '8 of 40 may well be a fifth')
  t.equal(judged({ window: { started: 40, approved: 1 }, others: [] }), true)
})

t.test('more approved codes, now or before, never turn no into yes', async () => {
  fc.assert(
    fc.property(evidence, fc.nat(50), fc.nat(50), (it, now, before) => {
      const more: Evidence = {
        ...it,
        window: { ...it.window, approved: Math.min(it.window.started, it.window.approved + now) },
        before: { ...it.before, approved: Math.min(it.before.started, it.before.approved + before) },
      }
      return isPumped(it, rules) || !isPumped(more, rules)
    }),
    { numRuns: 5000 },
  )
})

t.test('more codes that nobody uses never turn yes into no', async () => {
  fc.assert(
    fc.property(evidence, fc.nat(500), (it, unused) => {
      const more = { ...it, window: { ...it.window, started: it.window.started + unused } }
      return !isPumped(it, rules) || isPumped(more, rules)
    }),
    { numRuns: 5000 },
  )
})

t.test('nobody is judged by fewer codes than the minimum, or with a share like that of the others', async () => {
  fc.assert(
    fc.property(evidence, (it) => {
      const [others] = it.others
      const alike =
        others !== undefined &&
        others.started >= 50 &&
        it.window.approved / Math.max(1, it.window.started) >= others.approved / others.started / 2
      return !(isPumped(it, rules) && (it.window.started < rules.minimum || alike))
    }),
    { numRuns: 5000 },
  )
})

t.test('the highest share that fits: never below what was seen, and closer to it the more was seen', async (t) => {
  fc.assert(
    fc.property(tally(1000), (it) => {
      const bound = highestShare(it)
      return bound <= 1 && bound >= (it.started === 0 ? 1 : it.approved / it.started) - 1e-12
    }),
  )
  t.ok(Math.abs(highestShare({ started: 20, approved: 0 }) - 0.161) < 0.001, 'Wilson (1927), 0 of 20 at 95 %')
  t.ok(highestShare({ started: 200, approved: 0 }) < highestShare({ started: 20, approved: 0 }))
})

t.end()
