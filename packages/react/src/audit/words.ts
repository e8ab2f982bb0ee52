import { defineWords } from '../words/words.ts'

type Texts = {
  title: string
  text: string
  when: string
  who: string
  what: string
  change: string
  /** Each action by its name; one that is not here is shown as the server names it. */
  actions: { [action: string]: string }
  actor: string
  since: string
  spans: Record<'all' | 'day' | 'week' | 'month' | 'chosen', string>
  firstDay: string
  lastDay: string
  onlyThis: (name: string) => string
  showing: (name: string) => string
  showAll: string
  emptyTitle: string
  emptyText: string
  notFound: string
  nothing: string
  yes: string
  no: string
  added: (items: string) => string
  removed: (items: string) => string
  /** A name and what it has: `Status: Paused`. */
  pair: (name: string, value: string) => string
  /** Opens what would take too much room. */
  details: (count: number) => string
  accountStatus: Record<'active' | 'paused', string>
  fields: { [field: string]: string }
}

const en: Texts = {
  title: 'Audit log',
  text: 'Who changed what. Secrets and whole phone numbers are left out.',
  when: 'When',
  who: 'Who',
  what: 'What',
  change: 'Change',
  actions: {
    'account.create': 'Account added',
    'account.update': 'Account edited',
    'account.credentials': 'AccessKey replaced',
    'account.pause': 'Sending paused',
    'account.reports': 'Address for reports replaced',
    'phone.erase': 'Phone number erased',
    'account.resume': 'Sending resumed',
    'account.delete': 'Account deleted',
    'signature.create': 'Signature added',
    'signature.update': 'Signature edited',
    'signature.refresh': 'Signature refreshed',
    'signature.delete': 'Signature removed',
    'signature.authorise': 'Apps authorized for a signature',
    'template.create': 'Template added',
    'template.update': 'Template edited',
    'template.refresh': 'Template refreshed',
    'template.delete': 'Template removed',
    'template.authorise': 'Apps authorized for a template',
    'app.defaults': 'Defaults changed',
    'app.policy': 'Policy changed',
    'app.allow': 'Number put on the safe list',
    'block.lift': 'Block of a prefix lifted',
    'message.test': 'Test SMS sent',
    'alarm.end': 'Alarm ended by hand',
  },
  actor: 'Who (ID)',
  since: 'Period',
  spans: {
    all: 'Any time',
    day: 'The last 24 hours',
    week: 'The last 7 days',
    month: 'The last 30 days',
    chosen: 'Choose dates',
  },
  firstDay: 'From',
  lastDay: 'To',
  onlyThis: (name) => `Show only ${name}`,
  showing: (name) => `Only: ${name}`,
  showAll: 'Show all',
  emptyTitle: 'Nothing has been changed yet',
  emptyText: 'Every change of the SMS settings will be listed here.',
  notFound: 'Nothing matches.',
  nothing: 'nothing',
  yes: 'yes',
  no: 'no',
  added: (items) => `added ${items}`,
  removed: (items) => `removed ${items}`,
  pair: (name, value) => `${name}: ${value}`,
  details: (count) => `${count} fields`,
  accountStatus: { active: 'Active', paused: 'Paused' },
  fields: {
    name: 'Name',
    note: 'Note',
    status: 'Status',
    platform: 'SMS platform',
    accessKeyId: 'AccessKey',
    settings: 'Further fields',
    accountId: 'SMS account (ID)',
    code: 'SMS template ID',
    content: 'Template content',
    type: 'Type',
    region: 'Region',
    purpose: 'Purpose',
    reason: 'Reason',
    carriers: 'Carriers',
    ssid: 'ssid',
    stid: 'stid',
    defaults: 'Defaults',
    added: 'Apps',
    removed: 'Apps',
    purposes: 'For one purpose',
    country: 'Country',
    kind: 'Kind',
    subject: 'About (ID)',
    safeListAdded: 'Numbers added to the safe list',
    safeListRemoved: 'Numbers removed from the safe list',
    blockListAdded: 'Numbers added to the block list',
    blockListRemoved: 'Numbers removed from the block list',
  },
}

export const auditWords = /* @__PURE__ */ defineWords('audit', en, {
  title: '操作日志',
  text: '谁修改了什么。不含密钥和完整手机号码。',
  when: '时间',
  who: '操作人',
  what: '操作',
  change: '变更',
  actions: {
    'account.create': '添加短信账号',
    'account.update': '编辑短信账号',
    'account.credentials': '更换 AccessKey',
    'account.pause': '暂停发送',
    'account.reports': '更换回执地址',
    'phone.erase': '抹除手机号码',
    'account.resume': '恢复发送',
    'account.delete': '删除短信账号',
    'signature.create': '添加签名',
    'signature.update': '编辑签名',
    'signature.refresh': '刷新签名',
    'signature.delete': '移除签名',
    'signature.authorise': '签名授权 App',
    'template.create': '添加模板',
    'template.update': '编辑模板',
    'template.refresh': '刷新模板',
    'template.delete': '移除模板',
    'template.authorise': '模板授权 App',
    'app.defaults': '修改默认设置',
    'app.policy': '修改策略',
    'app.allow': '将号码加入白名单',
    'block.lift': '解除号段拦截',
    'message.test': '发送测试短信',
    'alarm.end': '告警已手动结束',
  },
  actor: '操作人 ID',
  since: '时间范围',
  spans: { all: '全部时间', day: '最近 24 小时', week: '最近 7 天', month: '最近 30 天', chosen: '自选日期' },
  firstDay: '从',
  lastDay: '至',
  onlyThis: (name) => `只看 ${name}`,
  showing: (name) => `只看：${name}`,
  showAll: '查看全部',
  emptyTitle: '还没有任何变更',
  emptyText: '短信设置的每次变更都会列在这里。',
  notFound: '没有符合条件的记录。',
  nothing: '无',
  yes: '是',
  no: '否',
  added: (items) => `新增 ${items}`,
  removed: (items) => `移除 ${items}`,
  pair: (name, value) => `${name}：${value}`,
  details: (count) => `${count} 项`,
  accountStatus: { active: '启用', paused: '已暂停' },
  fields: {
    name: '名称',
    note: '备注',
    status: '状态',
    platform: '短信平台',
    accessKeyId: 'AccessKey',
    settings: '其他字段',
    accountId: '短信账号 (ID)',
    code: '短信模板 ID',
    content: '模板内容',
    type: '类型',
    region: '地区',
    purpose: '用途',
    reason: '原因',
    carriers: '运营商',
    ssid: 'ssid',
    stid: 'stid',
    defaults: '默认设置',
    added: 'App',
    removed: 'App',
    purposes: '单独用途',
    country: '国家或地区',
    kind: '种类',
    subject: '对象 (ID)',
    safeListAdded: '白名单新增号码数',
    safeListRemoved: '白名单移除号码数',
    blockListAdded: '黑名单新增号码数',
    blockListRemoved: '黑名单移除号码数',
  },
})
