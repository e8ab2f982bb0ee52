import { platformCaller } from '../callers.ts'
import type { PlatformReport } from '../platforms/platform.ts'
import type { SignaturesService } from '../signatures/service.ts'
import type { SignatureStore } from '../signatures/store.ts'
import type { TemplatesService } from '../templates/service.ts'
import type { TemplateStore } from '../templates/store.ts'

type Parts = {
  signatures: SignaturesService
  signatureStore: SignatureStore
  templates: TemplatesService
  templateStore: TemplateStore
  now: () => number
}
type Review = Extract<PlatformReport, { kind: 'signature' | 'template' }>

/** However often a review is reported, the platform is not asked about the same thing more often. */
const ASKED_EVERY = 10_000
const KEPT = 1000

/**
 * Follows the end of a review that the platform has pushed: the word of the push is not taken, but the platform is asked
 * about that signature or template, if it is one of ours.
 */
export const createReviews = ({ signatures, signatureStore, templates, templateStore, now }: Parts) => {
  const askedAt = new Map<string, number>()

  return async ({ tenantId, accountId }: { tenantId: string | null; accountId: string }, review: Review) => {
    if (tenantId === null) return
    const caller = platformCaller(tenantId)
    const id =
      review.kind === 'signature'
        ? await signatureStore.idOf(accountId, review.name)
        : await templateStore.idOf(accountId, review.code)
    if (id === null || (askedAt.get(id) ?? 0) > now() - ASKED_EVERY) return
    askedAt.set(id, now())
    if (askedAt.size > KEPT) askedAt.delete(askedAt.keys().next().value as string)
    try {
      await (review.kind === 'signature' ? signatures.refresh(caller, id) : templates.refresh(caller, id))
    } catch (error) {
      // Whoever tries again is not to find that it was asked about just now.
      askedAt.delete(id)
      throw error
    }
  }
}
