import type { OperationId } from '@sms-settings/api'
import type { Input, Output } from '@sms-settings/api/client'

/** What each operation takes and gives, by the kit's own schemas: an answer of another shape does not compile. */
export type Handlers = {
  [K in OperationId]: (input: Required<Input<K>>) => Output<K>
}

/** Those of some operations. */
export type Some<K extends OperationId> = Pick<Handlers, K>
