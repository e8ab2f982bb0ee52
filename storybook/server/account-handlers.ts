import type { SmsAccount } from '@sms-settings/api'
import type { Some } from './handler.ts'
import { has, pageOf } from './lists.ts'
import { Refusal } from './refusal.ts'
import { account, ago, type World } from './world.ts'

/** The one key that the platform of the stories rejects. */
const REJECTED_SECRET = 'wrong'

export const accountHandlers = (
  world: World,
): Some<
  | 'listPlatforms'
  | 'getGeneral'
  | 'listAccounts'
  | 'createAccount'
  | 'getAccount'
  | 'updateAccount'
  | 'replaceCredentials'
  | 'checkAccount'
  | 'pauseAccount'
  | 'resumeAccount'
  | 'getAccountImpact'
  | 'deleteAccount'
  | 'getReportAddress'
  | 'rotateReportAddress'
> => {
  const find = (accountId: string) => {
    const it = world.accounts.find(({ id }) => id === accountId)
    if (!it) throw new Refusal('SMS_ACCOUNT_NOT_FOUND', accountId)
    return it
  }
  const shown = (it: World['accounts'][number]): SmsAccount => ({
    ...it,
    signatureCount: world.signatures.filter(({ accountId }) => accountId === it.id).length,
    templateCount: world.templates.filter(({ accountId }) => accountId === it.id).length,
  })
  const change = (accountId: string, to: Partial<World['accounts'][number]>) =>
    shown(Object.assign(find(accountId), to, { updatedAt: ago(0) }))
  const refuseKey = ({ accessKeySecret }: { accessKeySecret: string }) => {
    if (accessKeySecret.includes('*')) throw new Refusal('SMS_SECRET_MASKED', '', { field: 'body.accessKeySecret' })
    if (accessKeySecret === REJECTED_SECRET)
      throw new Refusal('SMS_CREDENTIALS_REJECTED', '', {
        platform: { code: 'SignatureDoesNotMatch', requestId: '7C3D8F1A-2B60-5A5E-9D4E-1F0B6C2A9E11' },
      })
  }
  const healthOf = (verify: boolean | undefined): SmsAccount['health'] =>
    verify === false
      ? { status: 'unknown', checkedAt: null, platformCode: null }
      : { status: 'ok', checkedAt: ago(0), platformCode: null }
  const refuseName = (name: string | undefined, besides?: string) => {
    if (name !== undefined && world.accounts.some((it) => it.name === name && it.id !== besides))
      throw new Refusal('SMS_ACCOUNT_EXISTS', 'name', { field: 'body.name' })
  }

  const tokens = new Map<string, string>()
  const addressOf = (accountId: string) => ({
    path: `/sms/reports/alibaba-cloud/${find(accountId).id}.${tokens.get(accountId) ?? 'mK3vQ0yT7uXc9bRz'}`,
    receivedAt: world.pushing.includes(accountId) ? ago(3 * 60_000) : null,
  })

  return {
    listPlatforms: () => ({ items: world.platforms }),
    getGeneral: () => world.general,
    listAccounts: ({ query }) =>
      pageOf(world.accounts.filter((it) => has(query.q, it.name, it.note, it.accessKeyId)).map(shown), query),
    createAccount: ({ body: { accessKeySecret, ...body }, query: { verify } }) => {
      refuseName(body.name)
      if (verify !== false) refuseKey({ accessKeySecret })
      const it = account(`account-${world.accounts.length + 1}`, body.name, {
        accessKeyId: body.accessKeyId,
        note: body.note ?? null,
        health: healthOf(verify),
        createdAt: ago(0),
      })
      world.accounts.unshift(it)
      return shown(it)
    },
    getAccount: ({ params }) => shown(find(params.accountId)),
    updateAccount: ({ params, body }) => {
      refuseName(body.name, params.accountId)
      return change(params.accountId, body)
    },
    replaceCredentials: ({ params, body: { accessKeyId, accessKeySecret }, query: { verify } }) => {
      if (verify !== false) refuseKey({ accessKeySecret })
      return change(params.accountId, {
        accessKeyId,
        health: healthOf(verify),
      })
    },
    checkAccount: ({ params }) => {
      const { status, platformCode } = world.check
      change(params.accountId, { health: { status, checkedAt: ago(0), platformCode } })
      return { ...world.check, checkedAt: ago(0) }
    },
    pauseAccount: ({ params }) => change(params.accountId, { status: 'paused' }),
    resumeAccount: ({ params }) => change(params.accountId, { status: 'active' }),
    getAccountImpact: () => world.impact,
    getReportAddress: ({ params }) => addressOf(params.accountId),
    rotateReportAddress: ({ params }) => {
      tokens.set(params.accountId, 'Zp8wN4sLd2HqV6eJ')
      return addressOf(params.accountId)
    },
    deleteAccount: ({ params }) => {
      world.accounts = world.accounts.filter((it) => it !== find(params.accountId))
      world.signatures = world.signatures.filter((it) => it.accountId !== params.accountId)
      world.templates = world.templates.filter((it) => it.accountId !== params.accountId)
      return undefined
    },
  }
}
