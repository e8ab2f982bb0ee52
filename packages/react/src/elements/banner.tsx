import type { ReactNode } from 'react'
import { useErrorText } from '../words/errors.ts'
import { Icon } from './icon.tsx'

export type Tone = 'info' | 'success' | 'warning' | 'danger'

export const Banner = ({
  tone = 'info',
  title,
  children,
  role,
}: {
  tone?: Tone
  title?: string
  children?: ReactNode
  role?: 'alert' | 'status'
}) => (
  <div className="sms-banner" data-slot="banner" data-tone={tone} role={role}>
    <Icon name={tone === 'success' ? 'check' : tone === 'info' ? 'info' : 'alert'} />
    <div className="sms-banner-body">
      {title !== undefined && <strong className="sms-banner-title">{title}</strong>}
      {children}
    </div>
  </div>
)

/** What went wrong, read aloud at once. */
export const ErrorBanner = ({
  error,
  isBrief = false,
  children,
}: {
  error: unknown
  /** The field already says what is wrong: only what is for whoever asks the platform. */
  isBrief?: boolean
  children?: ReactNode
}) => {
  const { message, details } = useErrorText()(error)
  return (
    <Banner tone="danger" role="alert">
      {!isBrief && <span>{message}</span>}
      {details.map((detail) => (
        <span key={detail} className="sms-detail">
          {detail}
        </span>
      ))}
      {children}
    </Banner>
  )
}
