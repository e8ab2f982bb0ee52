import t from 'tap'
import { harbourSms } from '../../../examples/platform-adapter/harbour-sms.ts'
import { ARRIVES_AFTER, type Fault, KEYS, PROJECT, startHarbour } from '../../../examples/platform-adapter/service.ts'
import { type PlatformUnderTest, platformConformance } from '../../support/platform-conformance.ts'
import { startProcess } from '../../support/processes.ts'

const DEADLINE = 600

const start = async (): Promise<PlatformUnderTest> => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const harbour = await startHarbour({ now })
  const { state } = harbour
  // Its port is free again.
  const gone = await startHarbour()
  await gone.stop()
  const options = { deadline: DEADLINE, now }
  const platform = harbourSms({ ...options, endpoint: harbour.endpoint })
  const settings = { project: PROJECT }
  const good = { ...KEYS.full, settings }
  const message = { signatureName: 'Harbour', templateCode: 'otp-cn', variables: { code: '482913' } }
  let phones = 0
  const mainland = () => `+86139${String(10_000_000 + ++phones * 7919)}`
  const abroad = () => `+4479${String(10_000_000 + ++phones * 7919)}`
  const lost = (name: string, how: Fault['how'], kind: 'nonsense' | 'timeout') =>
    [false, true].map((after) => ({
      name: `${name}${after ? ', after it was taken on' : ''}`,
      kinds: [kind],
      sent: after,
      arrange: () => {
        harbour.fail({ method: 'POST', how, after })
      },
    }))

  return {
    platform,
    unreachable: harbourSms({ ...options, endpoint: gone.endpoint }),
    deadline: DEADLINE,
    now,
    keys: {
      good,
      unknownId: { ...good, accessKeyId: 'hk_nobody' },
      wrongSecret: { ...good, accessKeySecret: 'harbour-secret-wrong' },
      limited: [{ credentials: { ...KEYS.reader, settings }, missing: ['messages:send'] }],
    },
    sendable: [
      { name: 'mainland', message, phone: mainland, text: '[Harbour] Your code is 482913.' },
      {
        name: 'abroad',
        message: { ...message, templateCode: 'otp-world' },
        phone: abroad,
        text: '[Harbour] 482913 is your code.',
      },
    ],
    refused: [
      {
        name: 'a second within the minute',
        kind: 'limited',
        waits: true,
        arrange: async (phone) => {
          await platform.connect(good).send({ ...message, messageId: 'M0BEFORE', phone })
        },
      },
      { name: 'a malformed number', kind: 'phone', message: { phone: '+8612345' } },
      {
        name: 'somebody who wants no SMS',
        kind: 'phone',
        arrange: (phone) => {
          state.optedOut.add(phone)
        },
      },
      { name: 'an unknown sender', kind: 'settings', message: { signatureName: 'No Such Name' } },
      { name: 'a sender in review', kind: 'settings', message: { signatureName: 'Pending' } },
      { name: 'an unknown template', kind: 'settings', message: { templateCode: 'none' } },
      { name: 'a template that was refused', kind: 'settings', message: { templateCode: 'refused' } },
      { name: 'no variables', kind: 'settings', message: { variables: {} } },
      {
        name: 'no money',
        kind: 'account',
        arrange: () => {
          state.balance = 0
        },
      },
      {
        name: 'a project that is suspended',
        kind: 'account',
        arrange: () => {
          state.suspended = true
        },
      },
      { name: 'an unknown key', kind: 'credentials', credentials: { ...good, accessKeyId: 'hk_nobody' } },
      {
        name: 'a wrong secret',
        kind: 'credentials',
        credentials: { ...good, accessKeySecret: 'harbour-secret-wrong' },
      },
      { name: 'another project', kind: 'credentials', credentials: { ...good, settings: { project: 'other' } } },
      { name: 'a key without the right', kind: 'permission', credentials: { ...KEYS.reader, settings } },
      {
        name: 'too many requests',
        kind: 'throttled',
        waits: true,
        arrange: () => {
          state.busy = true
        },
      },
    ],
    lost: [
      ...lost('reset', 'reset', 'nonsense'),
      ...lost('502 with HTML', 'error', 'nonsense'),
      ...lost('half an answer', 'garbage', 'nonsense'),
      ...lost('no answer', 'silence', 'timeout'),
      ...lost('an answer that drips', 'drip', 'timeout'),
    ],
    signatures: [
      { name: 'Harbour', status: 'approved', reason: null, carriers: [] },
      { name: 'Pending', status: 'in_review', reason: null },
      { name: 'Refused', status: 'rejected', reason: 'A trade mark of somebody else' },
    ],
    templates: [
      {
        code: 'otp-cn',
        name: 'Log in',
        content: 'Your code is ${code}.',
        type: 'verification',
        region: 'domestic',
        status: 'approved',
        reason: null,
      },
      {
        code: 'refused',
        name: 'Refused',
        content: 'Win ${prize}!',
        type: 'promotion',
        region: 'domestic',
        status: 'rejected',
        reason: 'Advertising',
      },
    ],
    unknown: { signature: 'No Such Name', template: 'none' },
    counts: { signatures: state.senders.length, templates: state.templates.length },
    received: (phone) => harbour.received(phone).map(({ text, reference }) => ({ text, messageId: reference })),
    disturbReads: (['reset', 'error', 'garbage'] as const).map((how) => ({
      name: how,
      arrange: () => harbour.fail({ method: 'GET', how, times: 2 }),
    })),
    hang: (['silence', 'drip'] as const).map((how) => ({
      name: how,
      arrange: () => harbour.fail({ method: 'GET', how, times: 1000 }),
    })),
    advance: (ms) => {
      ahead += ms
    },
    arrivesAfter: ARRIVES_AFTER,
    failNext: (code) => {
      state.failNext = code
    },
    failures: [
      { code: 'handset_absent', kind: 'phone' },
      { code: 'carrier_limit', kind: 'limited' },
      { code: 'content_blocked', kind: 'settings' },
    ],
    reset: harbour.reset,
    stop: harbour.stop,
  }
}

await platformConformance(t, { name: 'Harbour SMS', start })

await t.test('reports: what is one is read, and nothing else', async (t) => {
  const read = (...items: unknown[]) => harbourSms().reports?.read(items)
  const event = { event: 'message.delivered', id: 'hm-1', reference: 'M1', to: '+8613900001234' }
  t.match(read({ ...event, at: '2026-11-28T08:00:00Z' }), [
    { kind: 'delivery', bizId: 'hm-1', messageId: 'M1', phones: ['+8613900001234'], status: 'delivered', code: null },
  ])
  t.match(read({ ...event, event: 'message.undelivered', reason: 'handset_absent' }), [
    { status: 'failed', code: 'handset_absent', problem: 'phone', reportedAt: null },
  ])
  t.same(read({ event: 'sender.reviewed', sender: 'Harbour' }), [{ kind: 'signature', name: 'Harbour' }])
  t.same(read({ event: 'template.reviewed', template: 'otp-cn' }), [{ kind: 'template', code: 'otp-cn' }])
  t.same(
    read(null, 1, 'x', [], {}, { ...event, id: 'a b' }, { ...event, to: '1' }, { ...event, event: 'message.queued' }),
    [],
  )
})

await t.test('the walk: account, code, report, through the plugin with two platforms', async (t) => {
  const walk = new URL('../../../examples/platform-adapter/dist/start.js', import.meta.url)
  const { output } = await startProcess(t, walk, { ready: /^Message +delivered/m })
  t.match(output(), /alibaba_cloud, harbour_sms/)
  t.match(output(), /On the phone +\[Harbour\] Your code is \d{6}/)
  t.match(output(), /Check +approved\nRedeemed/)
})
