import type { SmsSignature, SmsTemplate } from '@sms-settings/api'
import { smsError } from '../errors.ts'
import { GENERAL_TEMPLATES, isGeneralSsid, isGeneralStid } from '../general-entries.ts'
import { type SignaturesService, toSmsSignature } from '../signatures/service.ts'
import type { SignatureStore } from '../signatures/store.ts'
import type { TemplatesService } from '../templates/service.ts'
import type { TemplateStore } from '../templates/store.ts'
import type { GeneralService } from './service.ts'

type Parts = {
  general: GeneralService
  signatures: SignaturesService
  signatureStore: SignatureStore
  templates: TemplatesService
  templateStore: TemplateStore
}

/** All signatures and templates that a tenant sees: its own, and the general ones. */
export const createCatalogue = ({ general, signatures, signatureStore, templates, templateStore }: Parts) => ({
  /** @throws `SMS_SIGNATURE_NOT_FOUND` */
  signature: async (tenantId: string, ssid: string): Promise<SmsSignature> =>
    general.findSignature(ssid) ?? signatures.get(tenantId, ssid),

  /** @throws `SMS_TEMPLATE_NOT_FOUND` */
  template: async (tenantId: string, stid: string): Promise<SmsTemplate> =>
    general.findTemplate(stid) ?? templates.get(tenantId, stid),

  /** What one App may use: what it is authorised for, newest first, then the general ones. */
  async ofApp(tenantId: string, appId: string): Promise<{ signatures: SmsSignature[]; templates: SmsTemplate[] }> {
    const [ownSignatures, ownTemplates] = await Promise.all([
      signatureStore.all(tenantId, { appId }),
      templateStore.all(tenantId, { appId }),
    ])
    return {
      signatures: [...ownSignatures.map(toSmsSignature), ...general.signatures()],
      templates: [...ownTemplates.map(templates.toSmsTemplate), ...general.templates()],
    }
  },

  /**
   * The name of what Apps may be authorised for: every App may use what is general, and nobody changes that.
   * @throws `SMS_GENERAL_READ_ONLY`, `SMS_SIGNATURE_NOT_FOUND`, `SMS_TEMPLATE_NOT_FOUND`
   */
  async ownName(tenantId: string, kind: 'signature' | 'template', id: string): Promise<string> {
    if (kind === 'signature' ? isGeneralSsid(id) : isGeneralStid(id)) throw smsError('SMS_GENERAL_READ_ONLY')
    return (await (kind === 'signature' ? signatures : templates).need(tenantId, id)).name
  },

  /** Names of templates, of those that are still there. */
  async templateNames(tenantId: string, stids: string[]): Promise<ReadonlyMap<string, string>> {
    const own = await templateStore.names(tenantId, stids)
    const named = GENERAL_TEMPLATES.filter(({ stid }) => stids.includes(stid))
    return new Map([...own, ...named.map(({ stid, name }) => [stid, name] as const)])
  },

  /** What a signature and a template are called on their platform. */
  platformNames: (signature: SmsSignature, template: SmsTemplate) => ({
    signatureName: signature.name,
    templateCode: template.code ?? general.codeOf(template.stid) ?? '',
  }),
})
export type Catalogue = ReturnType<typeof createCatalogue>
