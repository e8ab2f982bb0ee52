import type { SmsSignature, SmsTemplate, SmsTemplateContent } from '@sms-settings/api'
import type { Some } from './handler.ts'
import { has, pageOf } from './lists.ts'
import { Refusal } from './refusal.ts'
import { ago, signature, template, type World } from './world.ts'

const nameOfAccount = ({ accounts }: World, accountId: string | null) =>
  accounts.find(({ id }) => id === accountId)?.name ?? null

export const shownSignature = (world: World, it: World['signatures'][number]): SmsSignature => ({
  ...it,
  accountName: nameOfAccount(world, it.accountId),
  appCount: world.authorised.get(it.ssid)?.size ?? 0,
})
export const shownTemplate = (world: World, it: World['templates'][number]): SmsTemplate => ({
  ...it,
  accountName: nameOfAccount(world, it.accountId),
  appCount: world.authorised.get(it.stid)?.size ?? 0,
})

/** Signatures and templates, their Apps, and what the platform has of them. */
export const entryHandlers = (
  world: World,
): Some<
  | 'listSignatures'
  | 'createSignature'
  | 'getSignature'
  | 'updateSignature'
  | 'deleteSignature'
  | 'refreshSignature'
  | 'getSignatureImpact'
  | 'getSignatureApps'
  | 'putSignatureApps'
  | 'patchSignatureApps'
  | 'listTemplates'
  | 'queryTemplate'
  | 'createTemplate'
  | 'getTemplate'
  | 'updateTemplate'
  | 'deleteTemplate'
  | 'refreshTemplate'
  | 'getTemplateImpact'
  | 'getTemplateApps'
  | 'putTemplateApps'
  | 'patchTemplateApps'
  | 'listImportable'
  | 'importFromPlatform'
  | 'sendTestMessage'
> => {
  const findSignature = (ssid: string) => {
    const it = world.signatures.find((one) => one.ssid === ssid)
    if (!it) throw new Refusal('SMS_SIGNATURE_NOT_FOUND', ssid)
    return it
  }
  const findTemplate = (stid: string) => {
    const it = world.templates.find((one) => one.stid === stid)
    if (!it) throw new Refusal('SMS_TEMPLATE_NOT_FOUND', stid)
    return it
  }
  const appsOf = (id: string) => ({ appIds: [...(world.authorised.get(id) ?? [])] })
  const changeApps = (id: string, add: readonly string[] = [], remove: readonly string[] = []) => {
    const unknown = add.find((appId) => !world.apps.some((app) => app.appId === appId))
    if (unknown) throw new Refusal('SMS_APP_UNKNOWN', unknown)
    const appIds = new Set([...(world.authorised.get(id) ?? []), ...add])
    for (const appId of remove) appIds.delete(appId)
    world.authorised.set(id, appIds)
    return appsOf(id)
  }

  const addSignature = (accountId: string, name: string, note: string | null) => {
    if (world.signatures.some((it) => it.accountId === accountId && it.name === name))
      throw new Refusal('SMS_SIGNATURE_EXISTS', name)
    const there = world.platform.signatures.find((it) => it.name === name)
    if (!there) throw new Refusal('SMS_SIGNATURE_NOT_FOUND', name)
    if (there.status !== 'approved') throw new Refusal('SMS_SIGNATURE_NOT_APPROVED', name)
    const it = signature(`S${world.signatures.length + 1}`, name, { accountId, note, createdAt: ago(0) })
    world.signatures.unshift(it)
    return shownSignature(world, it)
  }
  const contentOf = (code: string): SmsTemplateContent => {
    const it = world.platform.templates.find((one) => one.code === code)
    if (!it) throw new Refusal('SMS_TEMPLATE_NOT_FOUND', code)
    return it
  }
  const addTemplate = (accountId: string, code: string, purpose: string | null, note: string | null) => {
    if (world.templates.some((it) => it.accountId === accountId && it.code === code))
      throw new Refusal('SMS_TEMPLATE_EXISTS', code)
    const content = contentOf(code)
    if (content.status !== 'approved' || world.platform.withdrawn?.includes(code))
      throw new Refusal('SMS_TEMPLATE_NOT_APPROVED', code)
    const it = template(`T${world.templates.length + 1}`, content, { accountId, purpose, note, createdAt: ago(0) })
    world.templates.unshift(it)
    return shownTemplate(world, it)
  }

  return {
    listSignatures: ({ params, query }) =>
      pageOf(
        world.signatures
          .filter((it) => it.accountId === params.accountId && has(query.q, it.name, it.note))
          .map((it) => shownSignature(world, it)),
        query,
      ),
    createSignature: ({ params, body }) => addSignature(params.accountId, body.name, body.note ?? null),
    getSignature: ({ params }) => shownSignature(world, findSignature(params.ssid)),
    updateSignature: ({ params, body }) => shownSignature(world, Object.assign(findSignature(params.ssid), body)),
    deleteSignature: ({ params }) => {
      world.signatures = world.signatures.filter((it) => it !== findSignature(params.ssid))
      return undefined
    },
    refreshSignature: ({ params }) =>
      shownSignature(world, Object.assign(findSignature(params.ssid), { checkedAt: ago(0) })),
    getSignatureImpact: () => world.impact,
    getSignatureApps: ({ params }) => appsOf(params.ssid),
    putSignatureApps: ({ params, body }) => {
      world.authorised.set(params.ssid, new Set(body.appIds))
      return body
    },
    patchSignatureApps: ({ params, body }) => changeApps(params.ssid, body.add, body.remove),

    listTemplates: ({ params, query }) =>
      pageOf(
        world.templates
          .filter(
            (it) =>
              it.accountId === params.accountId &&
              has(query.q, it.name, it.code, it.content, it.note) &&
              (query.purpose === undefined || it.purpose === query.purpose) &&
              (query.region === undefined || it.region === query.region),
          )
          .map((it) => shownTemplate(world, it)),
        query,
      ),
    queryTemplate: ({ body }) => contentOf(body.code),
    createTemplate: ({ params, body }) =>
      addTemplate(params.accountId, body.code, body.purpose ?? null, body.note ?? null),
    getTemplate: ({ params }) => shownTemplate(world, findTemplate(params.stid)),
    updateTemplate: ({ params, body }) => shownTemplate(world, Object.assign(findTemplate(params.stid), body)),
    deleteTemplate: ({ params }) => {
      world.templates = world.templates.filter((it) => it !== findTemplate(params.stid))
      return undefined
    },
    refreshTemplate: ({ params }) =>
      shownTemplate(world, Object.assign(findTemplate(params.stid), { checkedAt: ago(0) })),
    getTemplateImpact: () => world.impact,
    getTemplateApps: ({ params }) => appsOf(params.stid),
    putTemplateApps: ({ params, body }) => {
      world.authorised.set(params.stid, new Set(body.appIds))
      return body
    },
    patchTemplateApps: ({ params, body }) => changeApps(params.stid, body.add, body.remove),

    listImportable: ({ params: { accountId } }) => ({
      signatures: world.platform.signatures
        .filter(({ status }) => status === 'approved')
        .map(({ name }) => ({
          name,
          added: world.signatures.some((it) => it.accountId === accountId && it.name === name),
        })),
      templates: world.platform.templates
        .filter(({ status }) => status === 'approved')
        .map((it) => ({
          template: it,
          added: world.templates.some((one) => one.accountId === accountId && one.code === it.code),
        })),
      complete: world.platform.complete,
    }),
    importFromPlatform: ({ params: { accountId }, body }) => {
      const refused: ReturnType<Some<'importFromPlatform'>['importFromPlatform']>['refused'] = []
      const attempt = <T>(kind: 'signature' | 'template', name: string, add: () => T): T[] => {
        try {
          return [add()]
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          const { code, message } = error.body
          refused.push({ kind, name, code, message })
          return []
        }
      }
      return {
        signatures: (body.signatures ?? []).flatMap(({ name }) =>
          attempt('signature', name, () => addSignature(accountId, name, null)),
        ),
        templates: (body.templates ?? []).flatMap(({ code, purpose }) =>
          attempt('template', code, () => addTemplate(accountId, code, purpose ?? null, null)),
        ),
        refused,
      }
    },

    sendTestMessage: ({ body: { phone, ssid, stid } }) => {
      if (!/^\+[\d ]{8,}$/.test(phone))
        throw new Refusal('SMS_INVALID_PHONE', 'The number needs its country, as in +86 139 0000 1234', {
          field: 'body.phone',
        })
      const from = findSignature(ssid)
      const it = findTemplate(stid)
      return {
        id: 'M1',
        status: 'accepted',
        phone: `${phone.slice(0, 3)} ${phone.replaceAll(' ', '').slice(3, 6)}****${phone.slice(-4)}`,
        country: 'CN',
        region: it.region,
        appId: null,
        purpose: null,
        verificationId: null,
        accountId: from.accountId,
        accountName: nameOfAccount(world, from.accountId) ?? '',
        platform: from.platform,
        ssid,
        signatureName: from.name,
        stid,
        templateName: it.name,
        templateCode: it.code,
        problem: null,
        requestId: 'REQ-2',
        bizId: 'BIZ-2',
        createdAt: ago(0),
        settledAt: ago(0),
        reportedAt: null,
        handOverMs: 180,
      }
    },
  }
}
