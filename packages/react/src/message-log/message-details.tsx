import type { SmsMessage } from '@sms-settings/api'
import { type ReactNode, useState } from 'react'
import { usePermission } from '../context.ts'
import { Badge, Banner, Button, Copyable, Dialog, FormDialog } from '../elements/index.ts'
import { useProblem } from '../messages/problem.ts'
import { STATUS_TONES } from '../messages/statuses.ts'
import { messageWords } from '../messages/words.ts'
import { usePlatformName } from '../platforms/platform-name.ts'
import { useAppName } from '../queries/app-name.ts'
import { useSmsMutation } from '../queries/queries.ts'
import { useDuration } from '../words/duration.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'

/** All that is known of one SMS. */
export const MessageDetails = ({
  message,
  onTimeline,
  onClose,
}: {
  message: SmsMessage
  onTimeline: () => void
  onClose: () => void
}) => {
  const words = useWords(messageWords)
  const names = useVocabulary()
  const platform = usePlatformName()
  const appName = useAppName()
  const problemOf = useProblem()
  const duration = useDuration()
  const { moment, country } = useFormat()
  const { problem, createdAt, settledAt, reportedAt, handOverMs } = message
  const said = problem && problemOf(problem)
  const mayWrite = usePermission('settings:write')
  const [isAllowing, setAllowing] = useState(false)
  const [isAllowed, setAllowed] = useState(false)

  const timed = (at: string | null, took: number | null) =>
    at === null ? (
      <span className="sms-muted">{words.notYet}</span>
    ) : (
      <>
        <time dateTime={at}>{moment(at)}</time>
        {took !== null && <span className="sms-cell-note">{words.after(duration(took))}</span>}
      </>
    )
  const machine = (value: string | null) =>
    value === null ? <span className="sms-muted">{names.none}</span> : <Copyable value={value} />

  return (
    <Dialog
      title={`${words.message} · ${message.phone}`}
      size="wide"
      onClose={onClose}
      footer={
        <>
          {/* A notice of the panel would be under this window. */}
          <output className="sms-message-said">{isAllowed && words.wasAllowed(message.phone)}</output>
          {mayWrite && message.appId !== null && <Button onPress={() => setAllowing(true)}>{words.allow}</Button>}
          <Button icon="search" onPress={onTimeline}>
            {words.timelineOf}
          </Button>
        </>
      }
    >
      <div className="sms-stack">
        {problem && said && (
          <Banner tone={message.status === 'failed' ? 'danger' : 'warning'} title={said.what}>
            <span>{said.todo}</span>
            <span>{said.turn}</span>
            <span className="sms-detail">
              {words.code}: <span className="sms-code">{problem.code}</span>
            </span>
            {problem.link?.startsWith('https://') && (
              <a className="sms-link" href={problem.link} target="_blank" rel="noreferrer">
                {words.platformPage}
              </a>
            )}
          </Banner>
        )}
        <dl className="sms-facts" data-slot="facts">
          <Fact name={words.status}>
            <Badge tone={STATUS_TONES[message.status]}>{words.statuses[message.status]}</Badge>
          </Fact>
          <Fact name={words.phone}>
            <bdi dir="ltr">{message.phone}</bdi>
            {message.country && <span className="sms-cell-note">{country(message.country)}</span>}
          </Fact>
          <Fact name={words.app}>{message.appId === null ? words.test : appName(message.appId)}</Fact>
          <Fact name={words.purpose}>{message.purpose === null ? names.none : names.purpose(message.purpose)}</Fact>
          <Fact name={words.created}>{timed(createdAt, null)}</Fact>
          <Fact name={words.settled}>{timed(settledAt, handOverMs)}</Fact>
          <Fact name={words.reported}>
            {timed(reportedAt, reportedAt === null ? null : Date.parse(reportedAt) - Date.parse(createdAt))}
          </Fact>
          <Fact name={words.region}>{names.region(message.region)}</Fact>
          <Fact name={words.signature}>
            【{message.signatureName}】<span className="sms-cell-note">ssid {message.ssid}</span>
          </Fact>
          <Fact name={words.template}>
            {message.templateName}
            <span className="sms-cell-note">stid {message.stid}</span>
          </Fact>
          <Fact name={words.templateCode}>{machine(message.templateCode)}</Fact>
          <Fact name={words.account}>
            {message.accountName}
            <span className="sms-cell-note">{platform(message.platform)}</span>
          </Fact>
          <Fact name={words.requestId}>{machine(message.requestId)}</Fact>
          <Fact name={words.bizId}>{machine(message.bizId)}</Fact>
          <Fact name={words.verificationId}>{machine(message.verificationId)}</Fact>
          <Fact name={words.messageId}>{machine(message.id)}</Fact>
        </dl>
      </div>
      {isAllowing && (
        <AllowDialog
          message={message}
          app={appName(message.appId ?? '')}
          onAllowed={() => setAllowed(true)}
          onClose={() => setAllowing(false)}
        />
      )}
    </Dialog>
  )
}

/** Puts the number of an SMS on the safe list of its App, once what that does has been read. */
const AllowDialog = ({
  message,
  app,
  onAllowed,
  onClose,
}: {
  message: SmsMessage
  app: string
  onAllowed: () => void
  onClose: () => void
}) => {
  const words = useWords(messageWords)
  const allow = useSmsMutation('allowNumber')
  return (
    <FormDialog
      title={words.allowTitle(message.phone)}
      submitLabel={words.allow}
      onClose={onClose}
      onSubmit={async (_form, { close }) => {
        await allow.mutateAsync({ params: { id: message.id } })
        onAllowed()
        close()
      }}
    >
      <p className="sms-section-text">{words.allowText(app)}</p>
    </FormDialog>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
