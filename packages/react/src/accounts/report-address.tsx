import type { SmsAccount, SmsReportAddress } from '@sms-settings/api'
import { useState } from 'react'
import { useSmsSettings } from '../context.ts'
import { Badge, Button, Copyable, ErrorBanner, FormDialog, Skeleton, useNotify } from '../elements/index.ts'
import { elementWords } from '../elements/words.ts'
import { useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { accountWords } from './words.ts'

const HIDDEN = '••••••••••••'

/** Where the platform is to push delivery reports of an account. It holds a token: only for who may write settings. */
export const ReportAddress = ({ account }: { account: SmsAccount }) => {
  const words = useWords(accountWords)
  const { retry } = useWords(elementWords)
  const address = useSmsQuery('getReportAddress', { params: { accountId: account.id } })
  const [isReplacing, setReplacing] = useState(false)
  const { data, error } = address
  return (
    <section className="sms-facts sms-reports" data-slot="report-address" aria-label={words.reports}>
      <div className="sms-section-header">
        <span className="sms-row">
          <h2 className="sms-reports-title">{words.reports}</h2>
          {data && (
            <Badge tone={data.receivedAt === null ? 'warning' : 'success'}>
              {data.receivedAt === null ? words.reportsNever : words.reportsArrive}
            </Badge>
          )}
        </span>
        {data && <Button onPress={() => setReplacing(true)}>{words.newAddress}</Button>}
      </div>
      {data ? (
        <Address key={data.path} account={account} {...data} />
      ) : error ? (
        <ErrorBanner error={error}>
          <Button icon="refresh" onPress={() => address.refetch()}>
            {retry}
          </Button>
        </ErrorBanner>
      ) : (
        <Skeleton lines={2} />
      )}
      {isReplacing && <NewAddressDialog account={account} onClose={() => setReplacing(false)} />}
    </section>
  )
}

const Address = ({ account, path, receivedAt }: SmsReportAddress & { account: SmsAccount }) => {
  const words = useWords(accountWords)
  const { serverOrigin } = useSmsSettings()
  const { ago } = useFormat()
  const platforms = useSmsQuery('listPlatforms')
  const [isShown, setShown] = useState(false)
  const whole = `${serverOrigin ?? window.location.origin}${path}`
  const platform = platforms.data?.items.find((it) => it.id === account.platform)
  return (
    <>
      <div className="sms-row">
        <Copyable value={whole} {...(isShown ? {} : { shown: whole.replace(/[^/]*$/, HIDDEN) })} />
        <Button look="link" onPress={() => setShown(!isShown)}>
          {isShown ? words.hideAddress : words.showAddress}
        </Button>
      </div>
      <p className="sms-description">
        {receivedAt === null ? words.reportsNeverText : words.reportsPushed(ago(receivedAt))}{' '}
        {receivedAt === null && platform && (
          <a className="sms-link" href={platform.links.console} target="_blank" rel="noreferrer">
            {words.openPlatform}
          </a>
        )}
      </p>
      {receivedAt === null && serverOrigin === null && <p className="sms-description">{words.reportsOrigin}</p>}
    </>
  )
}

const NewAddressDialog = ({ account, onClose }: { account: SmsAccount; onClose: () => void }) => {
  const words = useWords(accountWords)
  const notify = useNotify()
  const rotate = useSmsMutation('rotateReportAddress')
  return (
    <FormDialog
      title={words.newAddressTitle}
      submitLabel={words.newAddress}
      isDangerous
      onClose={onClose}
      onSubmit={async (_, { close }) => {
        await rotate.mutateAsync({ params: { accountId: account.id } })
        notify({ tone: 'success', text: words.newAddressMade })
        close()
      }}
    >
      <p className="sms-section-text">{words.newAddressText}</p>
    </FormDialog>
  )
}
