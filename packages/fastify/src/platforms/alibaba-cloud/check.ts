import type { KeyCheck } from '../platform.ts'
import { ACTIONS, type Action, type Called, type Calls } from './calls.ts'

/** How an action is called in RAM, the platform's rights. */
const right = (action: Action) => `dysms:${action}`

/** A policy that allows what we need and nothing else, to paste at RAM → Policies → Create policy → JSON. */
export const leastPolicy = (): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: ACTIONS.map(right), Resource: '*' }] }, null, 2)

/**
 * Whether a key works, and which rights it lacks. The cheapest list tells of the key; then every action is called without
 * parameters, SendSms too, which so can send nothing. Whether the real platform looks at rights before it misses a
 * parameter is not documented: a right is called missing only when the platform says so.
 */
export const createCheck = (calls: Calls) => async (): Promise<KeyCheck> => {
  const answer = (status: KeyCheck['status'], called: Called<Action>, missing: Action[] = []): KeyCheck => ({
    status,
    missingPermissions: missing.map(right),
    policy: missing.length > 0 ? leastPolicy() : null,
    code: 'verdict' in called ? called.verdict.problem.code : null,
    requestId: 'verdict' in called ? called.verdict.problem.requestId : (called.body.requestId ?? null),
  })

  const listed: Called<Action> = await calls.read('QuerySmsSignList', { pageIndex: 1, pageSize: 1 })
  const kind = 'verdict' in listed ? listed.verdict.problem.kind : null
  if (kind === 'credentials') return answer('rejected', listed)
  // What the service answers of its own accord, it answers to a key that works: an account in debt, say.
  if ('verdict' in listed && kind !== 'permission' && !listed.verdict.byService) return answer('unreachable', listed)
  if ('verdict' in listed && listed.verdict.sent === 'maybe') return answer('unreachable', listed)

  const others = ACTIONS.filter((action) => action !== 'QuerySmsSignList')
  const probes = await Promise.all(
    others.map(async (action) => ({ action, called: (await calls.once(action, {})) as Called<Action> })),
  )
  const denied = [{ action: 'QuerySmsSignList' as Action, called: listed }, ...probes].filter(
    ({ called }) => 'verdict' in called && called.verdict.problem.kind === 'permission',
  )
  const first = denied[0]
  if (!first) return answer('ok', listed)
  const missing = ACTIONS.filter((action) => denied.some((it) => it.action === action))
  return answer('forbidden', first.called, missing)
}
