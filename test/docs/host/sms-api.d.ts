// What openapi-typescript makes of the document, as far as the documents' code uses it. The walks make the whole of it.
import type { SmsAccount, SmsError } from '@sms-settings/api'

export type paths = {
  '/sms/accounts': {
    get: {
      parameters: { query?: { limit?: number } }
      responses: {
        200: { content: { 'application/json': { items: SmsAccount[]; nextCursor: string | null } } }
        401: { content: { 'application/json': SmsError } }
      }
    }
  }
}
