import { randomUUID } from 'node:crypto'
import type { Account } from './accounts/account.ts'
import type { Conversion } from './actions/action.ts'
import { actions } from './actions/actions.ts'
import type { Behaviours } from './behaviours.ts'
import { ApiError, refusal } from './errors.ts'
import { acceptsFirst, type RequestFault } from './faults/fault.ts'
import { type ApiRequest, routeOf } from './requests/api-request.ts'
import { authenticate } from './requests/authenticate.ts'
import type { Nonces } from './requests/nonces.ts'
import type { QueryRate } from './requests/query-rate.ts'
import type { SendContext } from './sending/accept.ts'

/** Version of the API that is emulated. */
const VERSION = '2017-05-25'

/** What is answered, and the fault that spoils it on its way. */
export type Answer = {
  status: number
  headers: Record<string, string>
  body: Record<string, unknown>
  fault: RequestFault | undefined
}

/** Everything the gateway needs of the emulator. */
export type GatewayState = Omit<SendContext, 'account' | 'action' | 'now' | 'behaviours'> & {
  accounts: readonly Account[]
  behaviours: Behaviours
  nonces: Nonces
  rate: QueryRate
  conversions: Conversion[]
  now: () => number
}

const createRequestId = () => randomUUID().toUpperCase()

/** An error in the shape of its family: the gateway's names host and remedy, the service's is an answer like any other. */
function errorBody(error: ApiError, requestId: string, request: ApiRequest): Record<string, unknown> {
  const body = { RequestId: requestId, Code: error.code, Message: error.message }
  return error.family === 'business'
    ? body
    : {
        ...body,
        HostId: request.headers.host ?? '',
        Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code)}&product=Dysmsapi&requestId=${requestId}`,
      }
}

const refusedStates = {
  frozen: 'isv.SECURITY_FROZEN_ACCOUNT',
  abnormal: 'isv.ACCOUNT_ABNORMAL',
  not_activated: 'isv.PRODUCT_UN_SUBSCRIPT',
  closed: 'isv.ACCOUNT_NOT_EXISTS',
} as const

/** What the state of an account forbids; arrears only stop sending. */
function stateRefusal(account: Account, sends: boolean): string | undefined {
  if (account.status === 'normal') return undefined
  if (account.status === 'arrears') return sends ? 'isv.OUT_OF_SERVICE' : undefined
  return refusedStates[account.status]
}

/** Handles a request up to its answer, checking in a fixed order and stopping at the first refusal. */
export function handle(request: ApiRequest, state: GatewayState): Answer {
  const requestId = createRequestId()
  const answer: Answer = {
    status: 200,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      'access-control-allow-origin': '*',
      'x-acs-request-id': requestId,
      'x-acs-trace-id': randomUUID().replaceAll('-', ''),
    },
    body: {},
    fault: undefined,
  }
  try {
    const fields = run(request, state, answer)
    answer.body = { RequestId: requestId, Message: 'OK', Code: 'OK', ...fields }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    answer.status = error.status
    answer.body = errorBody(error, requestId, request)
  }
  return answer
}

function run(request: ApiRequest, state: GatewayState, answer: Answer): Record<string, unknown> {
  const { params } = request
  const { behaviours, faults } = state
  const now = state.now()
  const route = routeOf(request)
  if (!['GET', 'POST'].includes(request.method)) throw refusal('UnsupportedHTTPMethod')
  if (route.action === '') throw refusal('MissingAction')
  if (route.version === '') throw refusal('MissingVersion')
  if (route.version !== VERSION) throw refusal('InvalidVersion')
  const action = actions.get(route.action)
  if (!action) throw refusal('InvalidAction.NotFound')
  if (!/^(?:json)?$/i.test(params.get('Format') ?? '')) throw refusal('InvalidFormat')

  const { account, key } = authenticate(request, state.accounts, state.nonces, now)

  const fault = faults.takeRequest(action.name, action.phones(params), key.accessKeyId)
  if (fault?.kind === 'throttle') {
    if (fault.retryAfter !== undefined) answer.headers['x-acs-retry-after'] = String(fault.retryAfter)
    throw refusal('Throttling.User')
  }
  if (fault?.kind === 'code' && !fault.accept) throw codeError(fault)
  answer.fault = fault
  if (fault && !acceptsFirst(fault)) return {}
  if (!state.rate.allows(account.id, action.name, behaviours.queriesPerSecond[action.name], now))
    throw refusal('Throttling.User')

  const right = `dysms:${action.name}`
  if (!key.permissions.includes('dysms:*') && !key.permissions.includes(right))
    throw refusal(behaviours.permissionDenied)
  const missing = action.required.find((name) => !params.get(name))
  if (missing) throw refusal(`Missing${missing}`)
  const refused = stateRefusal(account, action.sends)
  if (refused) throw refusal(refused)

  const fields = action.run({ ...state, account, action: action.name, behaviours, now, params })
  if (fault?.kind === 'code') throw codeError(fault)
  return fields
}

function codeError({ code, status, message }: RequestFault & { kind: 'code' }): ApiError {
  const usual = refusal(code, message)
  return new ApiError(code, usual.message, status ?? usual.status)
}
