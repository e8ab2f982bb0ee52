import type { SmsTemplateWarning } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

type Texts = {
  title: string
  add: string
  search: string
  name: string
  code: string
  codeText: string
  codePlaceholder: string
  query: string
  stid: string
  content: string
  region: string
  type: string
  purpose: string
  purposeText: string
  noPurpose: string
  status: string
  apps: string
  note: string
  action: string
  edit: string
  editTitle: string
  delete: string
  deleteText: string
  refresh: string
  refreshed: (status: string) => string
  test: string
  added: (name: string) => string
  removed: (name: string) => string
  saved: string
  emptyTitle: string
  emptyText: string
  notFound: string
  reason: (reason: string) => string
  preview: string
  cost: (characters: string, segments: string) => string
  variables: string
  notApproved: string
  warnings: Record<SmsTemplateWarning['code'], string>
  testTitle: string
  testText: string
  phone: string
  phoneText: string
  signature: string
  noSignature: string
  value: (variable: string) => string
  send: string
  sent: (phone: string) => string
  sentRefused: (text: string) => string
}

const en: Texts = {
  title: 'Templates',
  add: 'Add a Template',
  search: 'Search by name, code, content or note',
  name: 'Template name',
  code: 'SMS template ID',
  codeText: 'As it is in the console of the platform. It has to be approved there.',
  codePlaceholder: 'SMS_123456789',
  query: 'Query SMS Content',
  stid: 'Template ID (stid)',
  content: 'Template content',
  region: 'Region',
  type: 'Type',
  purpose: 'Purpose',
  purposeText: 'What codes are sent with it. An App needs one template for each purpose and region.',
  noPurpose: 'None',
  status: 'Audit status',
  apps: 'Apps',
  note: 'Note',
  action: 'Action',
  edit: 'Edit',
  editTitle: 'Edit template',
  delete: 'Delete',
  deleteText: 'It is removed here, not on the platform. You can add it again.',
  refresh: 'Refresh',
  refreshed: (status) => `Refreshed: ${status}.`,
  test: 'Send a test',
  added: (name) => `“${name}” was added. Next, authorize Apps to use it.`,
  removed: (name) => `“${name}” was removed.`,
  saved: 'Saved.',
  emptyTitle: 'No template yet',
  emptyText: 'Add one that has been approved on the platform, or import all at once.',
  notFound: 'No template matches your search.',
  reason: (reason) => `Reason: ${reason}`,
  preview: 'As it arrives',
  cost: (characters, segments) => `${characters} characters, charged as ${segments} SMS`,
  variables: 'Variables',
  notApproved: 'It is not approved on the platform yet and cannot be added.',
  warnings: {
    lifetime_differs: 'The lifetime that the text names is not how long codes live here.',
    purpose_differs: 'The text seems to be for another purpose.',
    no_code_variable: 'The text has no ${code} variable: no verification code can be sent with it.',
    more_variables: 'The text has further variables. Codes can be sent with it only if your application fills them.',
  },
  testTitle: 'Send a test',
  testText: 'One real SMS is sent now, and charged by the platform.',
  phone: 'Phone number',
  phoneText: 'With its country: +86 139 0000 1234',
  signature: 'Signature',
  noSignature: 'Add a signature to this account first.',
  value: (variable) => `Value of ${variable}`,
  send: 'Send',
  sent: (phone) => `The test was handed over for ${phone}.`,
  sentRefused: (text) => `The test was not sent: ${text}`,
}

export const templateWords = /* @__PURE__ */ defineWords('templates', en, {
  title: '模板',
  add: '添加模板',
  search: '按名称、编号、内容或备注搜索',
  name: '模板名称',
  code: '短信模板 ID',
  codeText: '与平台控制台中的一致。须已通过平台审核。',
  codePlaceholder: 'SMS_123456789',
  query: '查询短信内容',
  stid: '模板 ID (stid)',
  content: '模板内容',
  region: '地区',
  type: '类型',
  purpose: '用途',
  purposeText: '用它发送哪种验证码。每个用途和地区都需要一个模板。',
  noPurpose: '无',
  status: '审核状态',
  apps: 'App',
  note: '备注',
  action: '操作',
  edit: '编辑',
  editTitle: '编辑模板',
  delete: '删除',
  deleteText: '仅在此处移除，平台上的不受影响，之后可以重新添加。',
  refresh: '刷新',
  refreshed: (status) => `已刷新：${status}。`,
  test: '测试发送',
  added: (name) => `已添加“${name}”。接下来请授权 App 使用。`,
  removed: (name) => `已移除“${name}”。`,
  saved: '已保存。',
  emptyTitle: '还没有模板',
  emptyText: '添加已通过平台审核的模板，或一次全部导入。',
  notFound: '没有符合条件的模板。',
  reason: (reason) => `原因：${reason}`,
  preview: '收到的短信',
  cost: (characters, segments) => `${characters} 字，按 ${segments} 条计费`,
  variables: '变量',
  notApproved: '该模板尚未通过平台审核，不能添加。',
  warnings: {
    lifetime_differs: '文中所写的有效期与验证码的实际有效期不一致。',
    purpose_differs: '文案看起来用于其他用途。',
    no_code_variable: '文中没有 ${code} 变量，不能用它发送验证码。',
    more_variables: '文中还有其他变量，只有您的应用会填写时才能用它发送验证码。',
  },
  testTitle: '测试发送',
  testText: '将立即发送一条真实短信，由平台计费。',
  phone: '手机号码',
  phoneText: '含国家或地区代码：+86 139 0000 1234',
  signature: '签名',
  noSignature: '请先为此账号添加签名。',
  value: (variable) => `${variable} 的值`,
  send: '发送',
  sent: (phone) => `已提交发送至 ${phone}。`,
  sentRefused: (text) => `测试短信未发送：${text}`,
})
