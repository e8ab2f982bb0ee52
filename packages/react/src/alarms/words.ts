import type { AlarmKind } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

/** What is known of an alarm, as words: names of accounts, signatures and Apps, numbers and times as they are written. */
export type Told = {
  /** What it is about: the name of an account, a signature, a template; a prefix; a country; a day. */
  name: string
  /** Null when it is about all Apps. */
  app: string | null
  country: string
  /** The state of a signature or template. */
  status: string
  carriers: string
  started: string
  approved: string
  used: string
  limit: string
  /** Null when it does not end by itself. */
  until: string | null
}

type KindTexts = {
  /** What is the matter, as one sentence. */
  what: (told: Told) => string
  /** What follows from it, and what to do. */
  todo: (told: Told) => string
}

type Texts = {
  title: string
  text: string
  kinds: Record<AlarmKind, KindTexts>
  /** Of a kind that this page is too old for. */
  unknownKind: KindTexts
  /** How the account behind the general entries is called. */
  operators: string
  /** What to do about it, when it is not the reader's to do. */
  operatorsTurn: string
  since: (when: string) => string
  times: (count: string, last: string) => string
  endsAt: (when: string) => string
  ended: (when: string) => string
  before: string
  after: string
  open: string
  openOf: (what: string) => string
  end: string
  endOf: (what: string) => string
  wasEnded: string
  standing: string
  showEnded: string
  endedTitle: string
  noneEnded: string
  emptyTitle: string
  emptyText: string
}

const en: Texts = {
  title: 'Alarms',
  text: 'What somebody should look at. Most end by themselves once the cause is gone.',
  kinds: {
    key_rejected: {
      what: ({ name }) => `The platform rejects the AccessKey of ${name}`,
      todo: () => 'Nothing can be sent from this account. Replace its AccessKey.',
    },
    permission_missing: {
      what: ({ name }) => `The AccessKey of ${name} lacks permissions`,
      todo: () => 'Check the AccessKey in the account: it shows which are missing, and a policy to paste.',
    },
    account_cannot_send: {
      what: ({ name }) => `The platform sends nothing for ${name}`,
      todo: () =>
        'Look at the balance and state of the account on the platform. This ends with the next SMS that is taken.',
    },
    secret_unreadable: {
      what: ({ name }) => `The stored AccessSecret of ${name} cannot be opened`,
      todo: () => 'Nothing can be sent from this account. Bring the server’s old key back, or replace the AccessKey.',
    },
    platform_unreachable: {
      what: ({ name }) => `The platform cannot be reached for ${name}`,
      todo: () =>
        'Several calls in a row failed. It is tried again by itself; if this lasts, look at the platform’s status and at the network of the server.',
    },
    signature_lapsed: {
      what: ({ name, status }) => `The signature 【${name}】 is not approved any more: ${status}`,
      todo: () => 'No SMS is sent with it. Have it approved on the platform, then refresh it here.',
    },
    signature_registration_lapsed: {
      what: ({ name, carriers }) => `The registration of the signature 【${name}】 has lapsed: ${carriers}`,
      todo: () =>
        'Phones of that carrier may get no SMS with it. Have it registered again on the platform, then refresh it here.',
    },
    template_lapsed: {
      what: ({ name, status }) => `The template “${name}” is not approved any more: ${status}`,
      todo: () => 'No SMS is sent with it. Have it approved on the platform, then refresh it here.',
    },
    template_changed: {
      what: ({ name }) => `The text of the template “${name}” has changed on the platform`,
      todo: () => 'Codes are sent with the new text. If that is right end this alarm, else change it on the platform.',
    },
    prefix_blocked: {
      what: ({ name, country, app }) =>
        `Numbers that begin with ${name} (${country}) get no codes${app === null ? '' : ` of ${app}`}`,
      todo: ({ started, approved }) =>
        `Of ${started} codes asked for ${approved} were used, as when somebody sends SMS to be paid for them. If these are real people, lift the block in the settings of the App.`,
    },
    prefix_suspected: {
      what: ({ name, country, app }) =>
        `Codes to numbers that begin with ${name} (${country}) are hardly used${app === null ? '' : `: ${app}`}`,
      todo: ({ started, approved }) =>
        `Of ${started} asked for ${approved} were used. They are still sent, since this country is only watched. If nobody of yours is there, block it in the policy of the App.`,
    },
    country_suspected: {
      what: ({ country, app }) => `Hardly any codes are used: ${country}${app === null ? '' : `, ${app}`}`,
      todo: ({ started, approved }) =>
        `Of ${started} asked for ${approved} were used. If nobody of yours is there, block the country in the policy of the App.`,
    },
    budget_low: {
      what: ({ app, used, limit }) => `${used} of ${limit} SMS of the day are used${app === null ? '' : `: ${app}`}`,
      todo: () => 'Once all are used no code is sent until the day is over. If the people are real, raise the limit.',
    },
    budget_spent: {
      what: ({ app, limit }) => `All ${limit} SMS of the day are used${app === null ? '' : `: ${app}`}`,
      todo: ({ until }) =>
        `No code is sent${until === null ? ' until the day is over' : ` until ${until}`}. If the people are real, raise the limit; else look at the statistics for where it went.`,
    },
  },
  unknownKind: {
    what: ({ name }) => `Something is the matter with ${name}`,
    todo: () => 'This page is older than the server, and does not know more. Load it again.',
  },
  operators: 'the operator’s account',
  operatorsTurn: 'This account is behind the general signature and templates: the operator has to see to it.',
  since: (when) => `Began ${when}`,
  times: (count, last) => `found ${count} times, last ${last}`,
  endsAt: (when) => `over by itself ${when}`,
  ended: (when) => `Ended ${when}`,
  before: 'Before',
  after: 'Now',
  open: 'Open',
  openOf: (what) => `Open: ${what}`,
  end: 'End',
  endOf: (what) => `End the alarm: ${what}`,
  wasEnded: 'Ended. If the same is found again, it comes back.',
  standing: 'To look at now',
  showEnded: 'Show those that ended',
  endedTitle: 'Ended',
  noneEnded: 'None has ended yet.',
  emptyTitle: 'Nothing needs looking at',
  emptyText:
    'Here you will see when an account cannot send, a signature or template is not approved any more, or somebody sends SMS in bulk.',
}

export const alarmWords = /* @__PURE__ */ defineWords('alarms', en, {
  title: '告警',
  text: '需要有人查看的情况。多数在原因消除后自动结束。',
  kinds: {
    key_rejected: {
      what: ({ name }) => `平台拒绝了${name}的 AccessKey`,
      todo: () => '无法通过此账号发送短信，请更换其 AccessKey。',
    },
    permission_missing: {
      what: ({ name }) => `${name}的 AccessKey 缺少权限`,
      todo: () => '请在账号中检查 AccessKey：其中会列出缺少的权限和可粘贴的权限策略。',
    },
    account_cannot_send: {
      what: ({ name }) => `平台不为${name}发送短信`,
      todo: () => '请在平台上查看账号余额和状态。下一条短信被受理后，此告警自动结束。',
    },
    secret_unreadable: {
      what: ({ name }) => `无法解密已保存的${name}的 AccessSecret`,
      todo: () => '无法通过此账号发送短信。请恢复服务器的旧密钥，或更换 AccessKey。',
    },
    platform_unreachable: {
      what: ({ name }) => `${name}无法连接平台`,
      todo: () => '已连续多次调用失败，系统会自动重试。若持续出现，请查看平台状态和服务器网络。',
    },
    signature_lapsed: {
      what: ({ name, status }) => `签名【${name}】不再是已通过状态：${status}`,
      todo: () => '不会再用它发送短信。请使其在平台上通过审核，然后在此刷新。',
    },
    signature_registration_lapsed: {
      what: ({ name, carriers }) => `签名【${name}】的报备已失效：${carriers}`,
      todo: () => '该运营商的号码可能收不到短信。请在平台上重新报备，然后在此刷新。',
    },
    template_lapsed: {
      what: ({ name, status }) => `模板“${name}”不再是已通过状态：${status}`,
      todo: () => '不会再用它发送短信。请使其在平台上通过审核，然后在此刷新。',
    },
    template_changed: {
      what: ({ name }) => `模板“${name}”的内容在平台上已被修改`,
      todo: () => '验证码将以新内容发送。若无误请结束告警，否则请在平台上改回。',
    },
    prefix_blocked: {
      what: ({ name, country, app }) =>
        `${app === null ? '' : `${app}：`}以 ${name} 开头的号码（${country}）收不到验证码`,
      todo: ({ started, approved }) =>
        `请求了 ${started} 个验证码，只用了 ${approved} 个，疑似有人盗刷短信。若确为真实用户，请在 App 设置中解除拦截。`,
    },
    prefix_suspected: {
      what: ({ name, country, app }) =>
        `${app === null ? '' : `${app}：`}发往以 ${name} 开头的号码（${country}）的验证码很少被使用`,
      todo: ({ started, approved }) =>
        `请求了 ${started} 个，只用了 ${approved} 个。该国家或地区仅监控，因此仍在发送。若那里没有您的用户，请在 App 策略中禁止。`,
    },
    country_suspected: {
      what: ({ country, app }) => `${app === null ? '' : `${app}：`}发往${country}的验证码很少被使用`,
      todo: ({ started, approved }) =>
        `请求了 ${started} 个，只用了 ${approved} 个。若那里没有您的用户，请在 App 策略中禁止该国家或地区。`,
    },
    budget_low: {
      what: ({ app, used, limit }) => `${app === null ? '' : `${app}：`}当天的 ${limit} 条短信已使用 ${used} 条`,
      todo: () => '用完后，当天不再发送验证码。若确为真实用户，请提高限额。',
    },
    budget_spent: {
      what: ({ app, limit }) => `${app === null ? '' : `${app}：`}当天的 ${limit} 条短信已全部用完`,
      todo: ({ until }) =>
        `${until === null ? '当天结束' : ` ${until} `}之前不再发送验证码。若确为真实用户，请提高限额；否则请在统计中查看用在了哪里。`,
    },
  },
  unknownKind: {
    what: ({ name }) => `${name}出现异常`,
    todo: () => '此页面比服务器旧，无法说明更多。请重新加载页面。',
  },
  operators: '运营方的账号',
  operatorsTurn: '此账号用于通用签名和模板，需由运营方处理。',
  since: (when) => `始于${when}`,
  times: (count, last) => `共发现 ${count} 次，最近一次：${last}`,
  endsAt: (when) => `${when}自动结束`,
  ended: (when) => `已于${when}结束`,
  before: '修改前',
  after: '现在',
  open: '前往',
  openOf: (what) => `前往：${what}`,
  end: '结束告警',
  endOf: (what) => `结束告警：${what}`,
  wasEnded: '告警已结束。若再次发现同样情况，会重新出现。',
  standing: '当前需要查看',
  showEnded: '显示已结束的告警',
  endedTitle: '已结束',
  noneEnded: '还没有已结束的告警。',
  emptyTitle: '没有需要查看的情况',
  emptyText: '当账号无法发送、签名或模板不再通过审核，或有人盗刷短信时，会显示在这里。',
})
