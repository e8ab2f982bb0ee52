import type { Account } from '../accounts/account.ts'
import type { SendContext } from '../sending/accept.ts'

/** Parameters of a request, from query and form body, by name. */
export type Parameters = ReadonlyMap<string, string>

/** What a customer said of a code that was sent abroad. */
export type Conversion = {
  bizId: string
  /** E.164. */
  phone: string
  used: boolean
  at: number
}

/** What an action works with: whose request it is, what was asked, and the emulator's state. */
export type ActionContext = SendContext & { account: Account; params: Parameters; conversions: Conversion[] }

/** An action of the API. */
export type Action = {
  name: string
  /** Parameters without which the gateway refuses the request. */
  required: readonly string[]
  /** Whether it sends, which an account in arrears may not. */
  sends: boolean
  /** Numbers that a request names, as written: faults may be meant for one of them. */
  phones: (params: Parameters) => string[]
  /** The answer's own fields; `Code`, `Message` and `RequestId` are added. Throws to refuse. */
  run: (context: ActionContext) => Record<string, unknown>
}
