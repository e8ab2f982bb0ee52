import { defineWords } from '../words/words.ts'

export const pickerWords = /* @__PURE__ */ defineWords(
  'pickers',
  {
    app: 'App',
    signature: 'Signature',
    template: 'Template',
    loading: 'Loading …',
    noApps: 'There is no App to choose yet. Create one first.',
    noSignatures: 'There is no signature to choose yet. Add one in SMS Settings, or authorize it to the App.',
    noTemplates: 'There is no template to choose yet. Add one in SMS Settings, or authorize it to the App.',
    search: (label: string) => `Search: ${label}`,
    /** There are more than the list shows. */
    more: 'There are more than these: search for them by name.',
    notFound: 'Nothing matches your search.',
    /** What is chosen is not in the list any more. */
    gone: (id: string) => `${id} (not there any more)`,
  },
  {
    app: 'App',
    signature: '签名',
    template: '模板',
    loading: '加载中…',
    noApps: '还没有可选的 App，请先创建。',
    noSignatures: '还没有可选的签名，请在短信设置中添加，或授权给该 App。',
    noTemplates: '还没有可选的模板，请在短信设置中添加，或授权给该 App。',
    search: (label) => `搜索${label}`,
    more: '未全部列出，请按名称搜索。',
    notFound: '没有符合条件的结果。',
    gone: (id) => `${id}（已不存在）`,
  },
)
