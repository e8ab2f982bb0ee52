import type { Registration, Signature } from '../accounts/account.ts'

type Given = Partial<Signature> & { name: string }

const companies = ['移远通信', '云帆科技', '星河网络', '晨曦医疗', '海纳物流', '青禾教育', '北极光能源', '南山咖啡']
const products = ['商城', '会员', '物联', '服务', '社区']
const english = ['Acme', 'Initech', 'Umbrella', 'Hooli', 'Stark Labs', 'Wayne Tech', 'Wonka', 'Soylent']

const carriers = ['mobile', 'unicom', 'telecom'] as const

/** Registration as the three carriers see it, by number of the signature: done, under way, partly failed, not begun. */
function registrations(number: number, at: number): Registration[] {
  const pattern = (
    [
      [1, 1, 1],
      [1, -1, 3],
      [1, 0, 1],
      [-1, -1, -1],
      [3, 2, 1],
    ] as const
  )[number % 5] ?? [1, 1, 1]
  return carriers.map((operator, i) => {
    const status = pattern[i] ?? 1
    return {
      operator,
      status,
      completedAt: status === 1 || status === 3 ? at : null,
      reasons:
        status === 0
          ? [{ code: 'QUALIFICATION_MISMATCH', descriptions: ['资质信息与签名不一致', '请更新资质后重新报备'] }]
          : [],
    }
  })
}

/** The first account's signatures: two that examples refer to, and enough others to need several pages. */
export const demoSignatures = (createdAt: number): Given[] => [
  { name: 'Quectel', remark: 'Quectel Wireless Solutions', applyScene: 'https://www.quectel.com/' },
  { name: '阿里云测试' },
  { name: '阿里云短信测试', tag: '4', remark: '测试专用签名，仅可与测试专用模板结合使用' },
  { name: 'Quectel Login', scene: 'verification' },
  {
    name: 'Unregistered',
    remark: 'Approved, but no carrier has registered it: messages do not arrive.',
    registrations: carriers.map((operator) => ({ operator, status: -2, completedAt: null, reasons: [] })),
  },
  ...companies.flatMap((company, i) =>
    products.map((product, j): Given => {
      const number = i * products.length + j
      const status = (['approved', 'approved', 'in_review', 'rejected', 'approved', 'cancelled'] as const)[number % 6]
      return {
        name: `${company}${product}`,
        status: status ?? 'approved',
        scene: number % 7 === 3 ? 'verification' : 'general',
        ...(status === 'rejected' && number % 4 === 1 ? { rejection: '营业执照照片不清晰，请重新上传。' } : {}),
        ...(status === 'approved' ? { registrations: registrations(number, createdAt + 86_400_000) } : {}),
        remark: `${company}旗下${product}业务`,
      }
    }),
  ),
  ...english.map((name, i): Given => {
    const status = (['approved', 'in_review', 'rejected', 'approved', 'cancelled'] as const)[i % 5]
    return {
      name,
      status: status ?? 'approved',
      thirdParty: i % 2 === 0,
      ...(status === 'rejected' ? { rejection: 'A letter of authorisation of the trademark owner is missing.' } : {}),
    }
  }),
]
