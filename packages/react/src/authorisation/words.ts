import { defineWords } from '../words/words.ts'

export const authorisationWords = /* @__PURE__ */ defineWords(
  'authorisation',
  {
    action: 'Authorize App',
    titleSignature: (name: string) => `Authorize Apps to use 【${name}】`,
    titleTemplate: (name: string) => `Authorize Apps to use “${name}”`,
    text: 'Chosen Apps may send with it. Others may not.',
    search: 'Search Apps by name or ID',
    selectAll: 'Select all shown',
    apps: 'Apps',
    chosen: (count: number) => `${count} chosen`,
    change: (added: number, removed: number) =>
      [added > 0 && `${added} to add`, removed > 0 && `${removed} to remove`].filter(Boolean).join(', '),
    noChange: 'No change',
    none: 'No App matches your search.',
    noApps: 'There is no App yet. Create one first.',
    saved: 'Authorization saved.',
    save: 'Save',
    removeWarning: 'An App that may not use it any more loses its defaults that name it.',
  },
  {
    action: '授权 App',
    titleSignature: (name) => `授权 App 使用【${name}】`,
    titleTemplate: (name) => `授权 App 使用“${name}”`,
    text: '选中的 App 可以用它发送短信，其他 App 不可以。',
    search: '按名称或 ID 搜索 App',
    selectAll: '全选当前列表',
    apps: 'App',
    chosen: (count) => `已选 ${count} 个`,
    change: (added, removed) =>
      [added > 0 && `新增 ${added} 个`, removed > 0 && `取消 ${removed} 个`].filter(Boolean).join('，'),
    noChange: '没有变化',
    none: '没有符合条件的 App。',
    noApps: '还没有 App，请先创建。',
    saved: '授权已保存。',
    save: '保存',
    removeWarning: '被取消授权的 App 将失去引用它的默认设置。',
  },
)
