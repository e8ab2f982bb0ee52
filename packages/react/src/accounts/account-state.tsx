import type { SmsAccount } from '@sms-settings/api'
import { Badge, Banner } from '../elements/index.ts'
import { useWords } from '../words/use-words.ts'
import { accountWords } from './words.ts'

const TONES = {
  unknown: 'neutral',
  ok: 'success',
  cannot_send: 'danger',
  rejected: 'danger',
  forbidden: 'warning',
  unreachable: 'warning',
  unreadable: 'danger',
} as const

/** Whether SMS are sent from an account. */
export const StatusBadge = ({ account }: { account: SmsAccount }) => {
  const { statuses } = useWords(accountWords)
  return <Badge tone={account.status === 'active' ? 'success' : 'warning'}>{statuses[account.status]}</Badge>
}

/** Whether its key works. */
export const HealthBadge = ({ account }: { account: SmsAccount }) => {
  const { healths } = useWords(accountWords)
  return <Badge tone={TONES[account.health.status]}>{healths[account.health.status]}</Badge>
}

/** What is wrong with its key, and what to do; nothing as long as nothing is known to be wrong. */
export const HealthBanner = ({
  status,
  platformCode,
}: {
  status: SmsAccount['health']['status']
  platformCode: string | null
}) => {
  const { healths, healthHelp } = useWords(accountWords)
  if (status === 'unknown' || status === 'ok') return null
  return (
    <Banner tone={TONES[status]} title={healths[status]}>
      {healthHelp[status]}
      {platformCode !== null && <span className="sms-code">{platformCode}</span>}
    </Banner>
  )
}

/** Whether calls get through to the platform; nothing as long as they do. */
export const CircuitBadge = ({ account }: { account: SmsAccount }) => {
  const { circuits } = useWords(accountWords)
  const { state } = account.circuit
  return state === 'closed' ? null : <Badge tone={state === 'open' ? 'danger' : 'warning'}>{circuits[state]}</Badge>
}
