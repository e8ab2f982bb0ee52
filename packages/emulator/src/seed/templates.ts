import type { Template } from '../accounts/account.ts'

type Given = Partial<Template> & { code: string; name: string; content: string }

/** Approved templates that examples and tests refer to by their codes. */
export const namedTemplates: Given[] = [
  {
    code: 'SMS_100000001',
    name: 'Reset The Password',
    content:
      'Your dynamic verification code is: ${code}, you are in the process of resetting your password, If you did not make this request, you can ignore this SMS.',
  },
  {
    code: 'SMS_100000002',
    name: 'Log in',
    content:
      'Your verification code is: ${code}, This code will expire 5 minutes after this SMS was sent, please do not share with anyone!',
  },
  {
    code: 'SMS_100000003',
    name: 'Sign up',
    content: 'Registration verification code: ${code}. If you did not make this request, you can ignore this SMS.',
  },
  {
    code: 'SMS_100000004',
    name: 'Registration Verification Code',
    type: 3,
    intlType: 2,
    content:
      'Your verification code is: ${code}. If you did not request a verification code, you can ignore this message.',
  },
  {
    code: 'SMS_100000005',
    name: 'Login Verification Code',
    type: 3,
    intlType: 2,
    content: 'Your verification code is: ${code}. The code is valid within 5 minutes. Do not share it with anyone!',
  },
  {
    code: 'SMS_100000006',
    name: 'Password Reset Verification Code',
    type: 3,
    intlType: 2,
    content: 'Your verification code is: ${code}. Do not share it with anyone!',
  },
  {
    code: 'SMS_154950909',
    name: '注册验证码',
    content: '您的验证码为：${code}，5分钟内有效。',
    attributes: { code: 'numberCaptcha' },
    relatedSignature: '阿里云测试',
  },
  {
    code: 'SMS_200000001',
    name: '订单发货通知',
    type: 1,
    content: '尊敬的${name}，您的订单${order}已发货，请留意查收。',
  },
  { code: 'SMS_200000002', name: '系统维护通知', type: 1, content: '系统将于今晚进行维护，请提前保存您的工作。' },
  {
    code: 'SMS_200000003',
    name: '会员日促销',
    type: 2,
    content: '会员日全场${discount}折，欢迎光临。拒收请回复R',
  },
  {
    code: 'SMS_200000004',
    name: 'Delivery notice',
    type: 3,
    intlType: 0,
    content: 'Hello ${name}, your parcel ${parcel} is on its way.',
  },
  {
    code: 'SMS_200000005',
    name: 'Spring sale',
    type: 3,
    intlType: 1,
    content: 'Spring sale: ${percent}% off everything this week. Reply STOP to opt out.',
  },
  {
    code: 'SMS_200000006',
    name: '测试专用模板',
    tag: 4,
    content: '您正在使用短信测试服务，体验验证码是：${code}，如非本人操作，请忽略本短信！',
    attributes: { code: 'numberCaptcha' },
  },
]

const purposes = ['注册', '登录', '修改密码', '绑定手机', '身份确认', '找回账号', '解绑设备', '支付确认']
const brands = ['移远', '云帆', '星河', '晨曦', '海纳']
const english = ['sign-up', 'log-in', 'password reset', 'phone change', 'identity check']

/** Enough further templates to need several pages, in every state of review. */
export const furtherTemplates: Given[] = [
  ...purposes.flatMap((purpose, i) =>
    brands.map((brand, j): Given => {
      const number = i * brands.length + j
      const state = (['approved', 'in_review', 'approved', 'rejected', 'approved', 'cancelled'] as const)[number % 6]
      return {
        code: `SMS_3000000${String(number + 1).padStart(2, '0')}`,
        name: `${brand}${purpose}验证码`,
        content: `您正在${purpose}${brand}账号，验证码：\${code}，10分钟内有效，请勿泄露。`,
        status: state ?? 'approved',
        ...(state === 'rejected' && number % 4 === 1
          ? { rejection: '验证码模板内容不得含有联系方式或链接，请修改后重新提交。' }
          : {}),
        remark: `用于${brand}平台的${purpose}`,
      }
    }),
  ),
  ...english.flatMap((purpose, i) =>
    (['approved', 'in_review', 'rejected', 'cancelled'] as const).map(
      (status, j): Given => ({
        code: `SMS_4000000${String(i * 4 + j + 1).padStart(2, '0')}`,
        name: `International ${purpose} code ${j + 1}`,
        type: 3,
        intlType: j === 3 ? 0 : 2,
        content: `\${code} is your ${purpose} code.`,
        status,
        ...(status === 'rejected' ? { rejection: 'The content must name your product or company.' } : {}),
      }),
    ),
  ),
]

/** Templates of the second account; one has the name of a template of the first. */
export const secondTemplates: Given[] = [
  {
    code: 'SMS_500000001',
    name: 'Log in',
    content: 'Globex verification code (验证码): ${code}, valid for 5 minutes.',
  },
  {
    code: 'SMS_500000002',
    name: 'Login abroad',
    type: 3,
    intlType: 2,
    content: '${code} is your Globex verification code.',
  },
  { code: 'SMS_500000003', name: 'Invoice', type: 1, content: '您的发票${invoice}已开具。', status: 'in_review' },
]
