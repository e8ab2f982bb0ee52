import type { SmsCarrierRegistration } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

type Texts = {
  title: string
  add: string
  search: string
  name: string
  nameText: string
  namePlaceholder: string
  ssid: string
  status: string
  carriers: string
  carrier: Record<SmsCarrierRegistration['carrier'], string>
  registration: Record<SmsCarrierRegistration['status'], string>
  apps: string
  note: string
  action: string
  editNote: string
  delete: string
  deleteText: string
  refresh: string
  refreshed: (status: string) => string
  added: (name: string) => string
  removed: (name: string) => string
  saved: string
  emptyTitle: string
  emptyText: string
  notFound: string
  reason: (reason: string) => string
}

const en: Texts = {
  title: 'Signatures',
  add: 'Add a Signature',
  search: 'Search by name or note',
  name: 'Signature name',
  nameText: 'As it is spelt on the platform, without brackets. It has to be approved there.',
  namePlaceholder: 'Quectel',
  ssid: 'Signature ID (ssid)',
  status: 'Audit status',
  carriers: 'Carriers',
  carrier: { mobile: 'China Mobile', unicom: 'China Unicom', telecom: 'China Telecom' },
  registration: {
    registered: 'registered',
    to_be_proved: 'proof is missing',
    under_way: 'registration under way',
    failed: 'registration failed',
    lapsed: 'registration lapsed',
    not_registered: 'not registered',
  },
  apps: 'Apps',
  note: 'Note',
  action: 'Action',
  editNote: 'Edit note',
  delete: 'Delete',
  deleteText: 'It is removed here, not on the platform. You can add it again.',
  refresh: 'Refresh',
  refreshed: (status) => `Refreshed: ${status}.`,
  added: (name) => `【${name}】 was added. Next, authorize Apps to use it.`,
  removed: (name) => `【${name}】 was removed.`,
  saved: 'Saved.',
  emptyTitle: 'No signature yet',
  emptyText: 'Add one that has been approved on the platform, or import all at once.',
  notFound: 'No signature matches your search.',
  reason: (reason) => `Reason: ${reason}`,
}

export const signatureWords = /* @__PURE__ */ defineWords('signatures', en, {
  title: '签名',
  add: '添加签名',
  search: '按名称或备注搜索',
  name: '签名名称',
  nameText: '与平台上的写法一致，不带括号。须已通过平台审核。',
  namePlaceholder: '移远通信',
  ssid: '签名 ID (ssid)',
  status: '审核状态',
  carriers: '运营商',
  carrier: { mobile: '中国移动', unicom: '中国联通', telecom: '中国电信' },
  registration: {
    registered: '已报备',
    to_be_proved: '缺少证明材料',
    under_way: '报备中',
    failed: '报备失败',
    lapsed: '报备已失效',
    not_registered: '未报备',
  },
  apps: 'App',
  note: '备注',
  action: '操作',
  editNote: '编辑备注',
  delete: '删除',
  deleteText: '仅在此处移除，平台上的不受影响，之后可以重新添加。',
  refresh: '刷新',
  refreshed: (status) => `已刷新：${status}。`,
  added: (name) => `已添加【${name}】。接下来请授权 App 使用。`,
  removed: (name) => `已移除【${name}】。`,
  saved: '已保存。',
  emptyTitle: '还没有签名',
  emptyText: '添加已通过平台审核的签名，或一次全部导入。',
  notFound: '没有符合条件的签名。',
  reason: (reason) => `原因：${reason}`,
})
