import type { ReactNode } from 'react'

/** A state in a word. The words carry the meaning, the colour only helps. */
export const Badge = ({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'success' | 'warning' | 'danger' | 'info'
  children?: ReactNode
}) => (
  <span className="sms-badge" data-slot="badge" data-tone={tone}>
    {children}
  </span>
)
