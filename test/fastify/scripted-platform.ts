import type { OutgoingMessage, Platform, SendOutcome } from '@sms-settings/fastify'

/** What an account answers to a send; the second argument is told a late end. */
export type Answer = (
  message: OutgoingMessage,
  onLate: (outcome: SendOutcome) => void,
) => SendOutcome | Promise<SendOutcome>

let receipts = 0
export const accepted = (): SendOutcome => ({ outcome: 'accepted', bizId: `biz-${++receipts}`, requestId: 'R' })
export const refused = (kind: Extract<SendOutcome, { outcome: 'refused' }>['problem']['kind']): SendOutcome => ({
  outcome: 'refused',
  problem: { kind, code: `test.${kind}`, requestId: 'R', ...(kind === 'limited' ? { retryAfter: 30 } : {}) },
})
export const unknown = (): SendOutcome => ({
  outcome: 'unknown',
  problem: { kind: 'timeout', code: 'test.timeout', requestId: null },
})

/**
 * A platform on which each account, known by its AccessKey, answers what a test says: for outcomes in an order, or at a
 * moment, to which no real platform can be brought. Whatever name or code it is asked about is approved.
 */
export const scriptedPlatform = () => {
  const answers = new Map<string, Answer>()
  /** Every send in the order of asking. */
  const sends: { account: string; message: OutgoingMessage }[] = []
  const approved = { status: 'approved', reason: null } as const
  const platform: Platform = {
    id: 'scripted',
    name: { en: 'Scripted', 'zh-CN': 'Scripted' },
    regions: ['domestic', 'international'],
    fields: [
      { name: 'accessKeyId', label: { en: 'Key', 'zh-CN': 'Key' }, secret: false, required: true, maxLength: 64 },
      {
        name: 'accessKeySecret',
        label: { en: 'Secret', 'zh-CN': 'Secret' },
        secret: true,
        required: true,
        maxLength: 64,
      },
    ],
    links: { console: 'https://scripted.example/', keys: 'https://scripted.example/keys' },
    connect: ({ accessKeyId: account }) => ({
      check: async () => ({ status: 'ok', missingPermissions: [], policy: null, code: null, requestId: null }),
      send: async (message, onLate) => {
        sends.push({ account, message })
        return (answers.get(account) ?? accepted)(message, onLate ?? (() => {}))
      },
      signature: async (name) => ({ name, carriers: [], ...approved }),
      template: async (code) => ({
        code,
        name: 'Log in',
        content: 'Your code to log in is ${code}',
        type: 'verification',
        region: 'domestic',
        ...approved,
      }),
      listSignatures: async () => ({ items: [], complete: true }),
      listTemplates: async () => ({ items: [], complete: true }),
      status: async () => ({ status: 'not_found' }),
    }),
  }
  return {
    platform,
    sends,
    answer: (account: string, how: Answer) => answers.set(account, how),
    reset: () => {
      answers.clear()
      sends.length = 0
    },
  }
}

/** The operator's account on it. */
export const scriptedGeneral = {
  platform: 'scripted',
  accessKeyId: 'general',
  accessKeySecret: 'secret-of-general',
  signatureName: 'General',
  templates: { C2: 'general-log-in' },
}
