import { defineWords } from '../words/words.ts'

/** The input's own texts. It knows no provider: they come by `locale` and `words`. */
export const codeInputWords = /* @__PURE__ */ defineWords(
  'codeInput',
  {
    label: 'Verification code',
    incomplete: (length: number) => `Enter all ${length} characters of the code.`,
  },
  { label: '验证码', incomplete: (length) => `请输入完整的 ${length} 位验证码。` },
)
