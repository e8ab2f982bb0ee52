import { useEffect } from 'react'
import { Icon } from './icon.tsx'

export type Notice = { id: number; tone: 'success' | 'danger'; text: string }

/** Long enough to be read twice. */
const SHOWN = 6000

const One = ({ notice, onGone }: { notice: Notice; onGone: (id: number) => void }) => {
  const { id, tone, text } = notice
  useEffect(() => {
    const timer = setTimeout(() => onGone(id), SHOWN)
    return () => clearTimeout(timer)
  }, [id, onGone])
  return (
    <div className="sms-notice" data-slot="notice" data-tone={tone}>
      <Icon name={tone === 'success' ? 'check' : 'alert'} />
      {text}
    </div>
  )
}

/** What was done lately. The region is there from the start: screen readers only follow what they have seen empty. */
export const Notices = ({ notices, onGone }: { notices: Notice[]; onGone: (id: number) => void }) => (
  <div className="sms-notices" data-slot="notices" role="status" aria-live="polite">
    {notices.map((notice) => (
      <One key={notice.id} notice={notice} onGone={onGone} />
    ))}
  </div>
)
