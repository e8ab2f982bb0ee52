import type { AppsService } from '../apps/service.ts'
import type { Caller } from '../callers.ts'
import { smsError } from '../errors.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { type MessageStore, phonePlace } from './store.ts'

type Parts = {
  store: MessageStore
  apps: AppsService
  keyRing: KeyRing
}

/** Whose number a message went to: what may be done with it by people who do not see it. */
export const createRecipients = ({ store, apps, keyRing }: Parts) => {
  const open = (id: string, sealedPhone: string): string => {
    try {
      return keyRing.open(sealedPhone, phonePlace(id))
    } catch (error) {
      if (error instanceof Unreadable) throw smsError('SMS_SECRET_UNREADABLE', [error.keyId], {}, error)
      throw error
    }
  }

  return {
    /**
     * Lets the number of a message pass in its App, whatever countries or the fraud guard say.
     * @throws `SMS_MESSAGE_NOT_FOUND`, `SMS_MESSAGE_WITHOUT_APP`, `SMS_PHONE_ERASED`, `SMS_SECRET_UNREADABLE`,
     * `SMS_APP_NOT_FOUND`, `SMS_LIST_FULL`
     */
    async allow(caller: Caller, messageId: string): Promise<{ appId: string; phone: string }> {
      const message = await store.find(caller.tenantId, messageId)
      if (!message) throw smsError('SMS_MESSAGE_NOT_FOUND', [messageId])
      const { appId, sealedPhone, maskedPhone } = message
      if (appId === null) throw smsError('SMS_MESSAGE_WITHOUT_APP')
      if (!sealedPhone) throw smsError('SMS_PHONE_ERASED')
      await apps.allow(caller, appId, open(messageId, sealedPhone), maskedPhone)
      return { appId, phone: maskedPhone }
    },
  }
}
export type Recipients = ReturnType<typeof createRecipients>
