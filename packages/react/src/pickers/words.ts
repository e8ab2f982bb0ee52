import { defineWords } from '../words/words.ts'

export const pickerWords = defineWords(
  'pickers',
  {
    app: 'App',
    signature: 'Signature',
    template: 'Template',
    loading: 'Loading …',
    empty: 'There is nothing to choose from.',
  },
  { app: 'App', signature: '签名', template: '模板', loading: '加载中…', empty: '没有可选项。' },
)
