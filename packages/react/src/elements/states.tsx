import { SmsClientError } from '@sms-settings/api/client'
import type { ReactNode } from 'react'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { elementWords } from './words.ts'

/** Where something will be: its shape, so that nothing jumps when it comes. */
export const Skeleton = ({ lines = 3 }: { lines?: number }) => {
  const words = useWords(elementWords)
  return (
    <div className="sms-skeleton" data-slot="skeleton" role="status" aria-label={words.loading}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={line} className="sms-skeleton-line" />
      ))}
    </div>
  )
}

/** Nothing is here yet: what it would be, and what to do next. */
export const Empty = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <div className="sms-empty" data-slot="empty">
    <strong className="sms-empty-title">{title}</strong>
    {children && <p className="sms-empty-text">{children}</p>}
    {action}
  </div>
)

/** It could not be read: why, and once more. */
export const Failure = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const words = useWords(elementWords)
  const { message, details } = useErrorText()(error)
  const isForbidden = error instanceof SmsClientError && error.statusCode === 403
  return (
    <div className="sms-empty" data-slot="failure" role="alert">
      <Icon name="alert" />
      <strong className="sms-empty-title">{isForbidden ? words.notAllowedTitle : message}</strong>
      {isForbidden && <p className="sms-empty-text">{words.notAllowed}</p>}
      {details.map((detail) => (
        <span key={detail} className="sms-detail">
          {detail}
        </span>
      ))}
      {!isForbidden && (
        <Button icon="refresh" onPress={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  )
}

type Answer<T> = { data: T | undefined; error: unknown; refetch: () => unknown }

/** Loading, failed or there: what a query has to show. Data at hand stays in sight when a later reading fails. */
export const Loaded = <T,>({
  query,
  lines = 3,
  children,
}: {
  query: Answer<T>
  lines?: number
  children: (data: T) => ReactNode
}) => {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return <Skeleton lines={lines} />
}
