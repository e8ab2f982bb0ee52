import type { AccessKey, Account, ReviewStatus, Signature, Template } from './account.ts'
import { createAccount, createSignature, createTemplate } from './create.ts'

/** Told when a review ends, as the service pushes it. */
export type ReviewListener = (
  review: { account: Account } & (
    | { kind: 'signature'; signature: Signature }
    | { kind: 'template'; template: Template }
  ),
) => void

/** The platform's records, to look at and to change. Everything is undone by `reset`. */
export class PlatformState {
  readonly #seed: () => Account[]
  readonly #clock: () => number
  readonly #reviewed: ReviewListener
  readonly #standard: string
  /** Every account, live: what is changed in it counts at once. */
  accounts: Account[]

  constructor(
    seed: () => Account[],
    clock: () => number,
    /** Key of the account that is meant where none is named. */
    standard: string,
    reviewed: ReviewListener,
  ) {
    this.#seed = seed
    this.#clock = clock
    this.#standard = standard
    this.#reviewed = reviewed
    this.accounts = seed()
  }

  /** The account that a key belongs to, live; the first account when no key is named. */
  account(accessKeyId: string = this.#standard): Account {
    const account = this.accounts.find(({ keys }) => keys.some((key) => key.accessKeyId === accessKeyId))
    if (!account) throw new Error(`No account has the key ${accessKeyId}`)
    return account
  }

  /** A new account with one key. */
  addAccount(key: Pick<AccessKey, 'accessKeyId' | 'accessKeySecret'> & Partial<AccessKey>): Account {
    const account = createAccount({ id: String(1_000_000_000_000_001 + this.accounts.length) })
    this.accounts.push(account)
    account.keys.push({ active: true, permissions: ['dysms:*'], securityToken: null, ...key })
    return account
  }

  /** One more key for an account; what it may do is everything unless given. */
  addKey(
    key: Pick<AccessKey, 'accessKeyId' | 'accessKeySecret'> & Partial<AccessKey>,
    accessKeyId?: string,
  ): AccessKey {
    const added = { active: true, permissions: ['dysms:*'], securityToken: null, ...key }
    this.account(accessKeyId).keys.push(added)
    return added
  }

  /** Switches a key off or on, gives it other rights or another secret. */
  updateKey(accessKeyId: string, patch: Partial<Omit<AccessKey, 'accessKeyId'>>): AccessKey {
    const key = this.account(accessKeyId).keys.find((one) => one.accessKeyId === accessKeyId)
    if (!key) throw new Error(`There is no key ${accessKeyId}`)
    return Object.assign(key, patch)
  }

  /** Removes a key: requests with it are then not found. */
  deleteKey(accessKeyId: string): void {
    const account = this.account(accessKeyId)
    account.keys = account.keys.filter((key) => key.accessKeyId !== accessKeyId)
  }

  /** Adds an approved signature, or what else the values say, to an account. */
  addSignature(given: Partial<Signature> & { name: string }, accessKeyId?: string): Signature {
    const signature = createSignature(given, this.#clock())
    this.account(accessKeyId).signatures.push(signature)
    return signature
  }

  /** Changes a signature, its name included. The end of a review is pushed to the account's report URL. */
  updateSignature(name: string, patch: Partial<Signature>, accessKeyId?: string): Signature {
    const account = this.account(accessKeyId)
    const signature = account.signatures.find((one) => one.name === name)
    if (!signature) throw new Error(`There is no signature ${name}`)
    const before = signature.status
    Object.assign(signature, this.#reviewedAt(patch), patch)
    if (isDecision(before, signature.status)) this.#reviewed({ account, kind: 'signature', signature })
    return signature
  }

  /** Removes a signature. */
  deleteSignature(name: string, accessKeyId?: string): void {
    const account = this.account(accessKeyId)
    account.signatures = account.signatures.filter((signature) => signature.name !== name)
  }

  /** Adds an approved template, or what else the values say, to an account. */
  addTemplate(
    given: Partial<Template> & { code: string; name: string; content: string },
    accessKeyId?: string,
  ): Template {
    const template = createTemplate(given, this.#clock())
    this.account(accessKeyId).templates.push(template)
    return template
  }

  /** Changes a template. The end of a review is pushed to the account's report URL. */
  updateTemplate(code: string, patch: Partial<Template>, accessKeyId?: string): Template {
    const account = this.account(accessKeyId)
    const template = account.templates.find((one) => one.code === code)
    if (!template) throw new Error(`There is no template ${code}`)
    const before = template.status
    Object.assign(template, this.#reviewedAt(patch), patch)
    if (isDecision(before, template.status)) this.#reviewed({ account, kind: 'template', template })
    return template
  }

  /** Removes a template. */
  deleteTemplate(code: string, accessKeyId?: string): void {
    const account = this.account(accessKeyId)
    account.templates = account.templates.filter((template) => template.code !== code)
  }

  /** Sets where reports of an account are pushed; null for nowhere. */
  setReportUrl(url: string | null, accessKeyId?: string): void {
    this.account(accessKeyId).reportUrl = url
  }

  /** Everything as it was at the start. */
  reset(): void {
    this.accounts = this.#seed()
  }

  #reviewedAt({ status }: { status?: ReviewStatus }): { reviewedAt?: number | null } {
    if (status === undefined) return {}
    return { reviewedAt: status === 'approved' || status === 'rejected' ? this.#clock() : null }
  }
}

const isDecision = (before: ReviewStatus, after: ReviewStatus) =>
  before !== after && (after === 'approved' || after === 'rejected')
