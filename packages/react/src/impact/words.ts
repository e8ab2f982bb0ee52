import { defineWords } from '../words/words.ts'

const en = {
  title: (name: string) => `Delete “${name}”?`,
  delete: 'Delete',
  nothing: 'Nothing stops: no App sends with it now.',
  breaks: 'This will break',
  stopped: (app: string, what: string) => `${app}: no code can be sent any more for ${what}`,
  other: (app: string, what: string) => `${app}: another signature and template take over for ${what}`,
}

export const impactWords = /* @__PURE__ */ defineWords('impact', en, {
  title: (name) => `删除“${name}”？`,
  delete: '删除',
  nothing: '不影响发送：目前没有 App 在使用它。',
  breaks: '将受影响',
  stopped: (app, what) => `${app}：无法再发送${what}验证码`,
  other: (app, what) => `${app}：${what}验证码将改用其他签名和模板`,
})
