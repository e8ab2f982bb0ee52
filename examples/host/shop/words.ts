const en = {
  name: 'Acme Shop',
  intro: 'A page of an App: sign up, log in and reset a password by code. The SMS arrives at the phone beside it.',
  flows: { sign_up: 'Sign up', log_in: 'Log in', reset_password: 'Reset password' },
  password: 'Choose a password',
  passwordText: (shortest: number) => `At least ${shortest} characters.`,
  finish: { sign_up: 'Create my account', reset_password: 'Set the new password' },
  startAgain: 'Start again',
  welcome: 'You are logged in',
  as: (phone: string) => `as ${phone}`,
  logOut: 'Log out',
  phone: 'The phone, where every SMS arrives',
  console: 'Back to the console',
  language: 'Language',
}
export type ShopWords = typeof en
export type Flow = keyof typeof en.flows

export const words: Record<'en' | 'zh-CN', ShopWords> = {
  en,
  'zh-CN': {
    name: 'Acme Shop',
    intro: '一个 App 的页面：用验证码注册、登录和重置密码。短信会到达旁边的手机。',
    flows: { sign_up: '注册', log_in: '登录', reset_password: '重置密码' },
    password: '设置密码',
    passwordText: (shortest) => `至少 ${shortest} 个字符。`,
    finish: { sign_up: '创建账号', reset_password: '设置新密码' },
    startAgain: '重新开始',
    welcome: '已登录',
    as: (phone) => phone,
    logOut: '退出登录',
    phone: '手机：所有短信都会到达这里',
    console: '返回控制台',
    language: '语言',
  },
}
