import type { TSchema } from 'typebox'
import type { Permission } from './words.ts'

/** Who may call an operation: a person with a permission, an App, the platform with the token in the path, or whom the host lets watch. */
export type Access = Permission | 'app' | 'platform' | 'operator'

/** One route, said once: the server, the OpenAPI document, the client and the hooks all come from it. */
export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly access: Access
  readonly schema: {
    readonly operationId: string
    readonly summary: string
    readonly description?: string
    readonly tags: readonly string[]
    readonly params?: TSchema
    readonly querystring?: TSchema
    readonly headers?: TSchema
    readonly body?: TSchema
    readonly response: Record<number, TSchema>
  }
}

/** Keeps an operation's exact type. */
export const operation = <const O extends Operation>(it: O): O => it
