import { useState } from 'react'
import { AccountDetails, type AccountTab } from '../accounts/account-details.tsx'
import { AccountList } from '../accounts/accounts.tsx'
import { accountWords } from '../accounts/words.ts'
import { Root } from '../elements/index.ts'
import { GeneralSection } from '../general/general-entries.tsx'
import { useWords } from '../words/use-words.ts'

/** Where in the settings a person is. */
export type SmsSettingsPlace = {
  /** The account whose details are open; null shows the list. */
  accountId: string | null
  tab?: AccountTab
}

export type SmsSettingsProps = {
  /** A class of yours on the outermost element. */
  className?: string
  /** Where to be, from your router. Left out, the panel remembers it by itself. */
  place?: SmsSettingsPlace
  /** The person went somewhere else: put it into your router. */
  onPlaceChange?: (place: SmsSettingsPlace) => void
}

/**
 * The whole “SMS Settings” page: the general signature and templates, SMS accounts, and the details of each with its
 * signatures and templates.
 */
export const SmsSettings = ({ className, place, onPlaceChange }: SmsSettingsProps) => {
  const words = useWords(accountWords)
  const [own, setOwn] = useState<SmsSettingsPlace>({ accountId: null })
  const { accountId, tab } = place ?? own
  const go = (next: SmsSettingsPlace) => {
    setOwn(next)
    onPlaceChange?.(next)
  }
  return (
    <Root slotName="sms-settings" {...(className ? { className } : {})}>
      {accountId === null ? (
        <div className="sms-panel">
          <h1 className="sms-page-title">{words.title}</h1>
          <AccountList onView={(id) => go({ accountId: id })} />
          <GeneralSection />
        </div>
      ) : (
        <AccountDetails
          key={accountId}
          accountId={accountId}
          onBack={() => go({ accountId: null })}
          onTabChange={(next) => go({ accountId, tab: next })}
          {...(tab ? { tab } : {})}
        />
      )}
    </Root>
  )
}
