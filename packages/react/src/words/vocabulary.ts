import type { Region, ReviewStatus, Turn } from '@sms-settings/api'
import { useMemo } from 'react'
import { useWords } from './use-words.ts'
import { defineWords } from './words.ts'

type Texts = {
  regions: Record<Region, string>
  /** The three that are always there; a host names its own. */
  purposes: { [purpose: string]: string }
  review: Record<ReviewStatus, string>
  templateTypes: Record<'verification' | 'notice' | 'promotion', string>
  /** Whose turn it is; a tenant's is that of who reads it, or of an administrator. */
  turns: Record<Exclude<Turn, 'tenant'> | 'you' | 'administrator', string>
  general: string
  none: string
}

const en: Texts = {
  regions: { domestic: 'Mainland China', international: 'International' },
  purposes: { sign_up: 'Sign up', log_in: 'Log in', reset_password: 'Reset password' },
  review: {
    in_review: 'In review',
    approved: 'Approved',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
    missing: 'Not on the platform',
  },
  templateTypes: { verification: 'Verification code', notice: 'Notice', promotion: 'Promotion' },
  turns: {
    user: 'The App user’s turn',
    you: 'Your turn',
    administrator: 'An administrator’s turn',
    operator: 'The operator’s turn',
    platform: 'The platform’s turn',
  },
  general: 'General',
  none: '–',
}

/** What things are called in every area. */
export const vocabulary = /* @__PURE__ */ defineWords('vocabulary', en, {
  regions: { domestic: '中国内地', international: '国际及港澳台' },
  purposes: { sign_up: '注册', log_in: '登录', reset_password: '重置密码' },
  review: {
    in_review: '审核中',
    approved: '已通过',
    rejected: '未通过',
    cancelled: '已取消',
    missing: '平台上不存在',
  },
  templateTypes: { verification: '验证码', notice: '通知', promotion: '推广' },
  turns: {
    user: '请 App 用户处理',
    you: '请您处理',
    administrator: '请管理员处理',
    operator: '请运营方处理',
    platform: '请平台处理',
  },
  general: '通用',
  none: '–',
})

const TONES = {
  approved: 'success',
  in_review: 'warning',
  rejected: 'danger',
  cancelled: 'neutral',
  missing: 'danger',
} as const

/** The names of things, and how a review status looks. */
export const useVocabulary = () => {
  const texts = useWords(vocabulary)
  return useMemo(
    () => ({
      ...texts,
      /** A purpose of the host's own keeps the name that the host gave it. */
      purpose: (id: string) => texts.purposes[id] ?? id,
      region: (id: Region) => texts.regions[id],
      reviewTone: (status: ReviewStatus) => TONES[status],
      reviewName: (status: ReviewStatus) => texts.review[status],
    }),
    [texts],
  )
}
