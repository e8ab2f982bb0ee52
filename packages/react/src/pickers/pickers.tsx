import type { SmsApp, SmsSignature, SmsTemplate } from '@sms-settings/api'
import { useState } from 'react'
import type { Option } from '../elements/index.ts'
import { useSmsList, useSmsQuery } from '../queries/queries.ts'
import { useWords } from '../words/use-words.ts'
import { type Choices, Picker, type PickerProps } from './picker.tsx'
import { pickerWords } from './words.ts'

const toApp = (it: SmsApp): Option => ({ id: it.appId, label: it.name, description: it.appId })
const toSignature = (it: SmsSignature): Option => ({ id: it.ssid, label: `【${it.name}】`, description: it.ssid })
const toTemplate = (it: SmsTemplate): Option => ({ id: it.stid, label: it.name, description: it.content })

/** As many as the server gives at once; what is beyond is searched for. */
const limit = 100
const queryOf = (q: string) => ({ limit, ...(q ? { q } : {}) })

/** Chooses one of the tenant's Apps, for a form of your own. */
export const AppPicker = ({ label, ...props }: PickerProps<SmsApp>) => {
  const words = useWords(pickerWords)
  const [q, setQ] = useState('')
  const apps = useSmsList('listApps', { query: queryOf(q) })
  return (
    <Picker
      {...props}
      choices={apps}
      optionOf={toApp}
      label={label ?? words.app}
      empty={words.noApps}
      slotName="app-picker"
      q={q}
      onSearch={setQ}
    />
  )
}

/** Where signatures or templates are chosen from: those of an account, or those that an App may use. */
export type PickFrom = { accountId: string; appId?: never } | { appId: string; accountId?: never }

/** What an App may use: all of it at once. */
const useOfApp = (appId: string | undefined) =>
  useSmsQuery('getAppSettings', { params: { appId: appId ?? '' } }, { enabled: appId !== undefined })

/** Chooses a signature, for a form of your own. */
export const SignaturePicker = ({ label, accountId, appId, ...props }: PickerProps<SmsSignature> & PickFrom) => {
  const words = useWords(pickerWords)
  const [q, setQ] = useState('')
  const ofApp = useOfApp(appId)
  const ofAccount = useSmsList(
    'listSignatures',
    { params: { accountId: accountId ?? '' }, query: queryOf(q) },
    { enabled: accountId !== undefined },
  )
  const choices: Choices<SmsSignature> = appId === undefined ? ofAccount : { ...ofApp, items: ofApp.data?.signatures }
  return (
    <Picker
      {...props}
      choices={choices}
      optionOf={toSignature}
      label={label ?? words.signature}
      empty={words.noSignatures}
      slotName="signature-picker"
      q={q}
      onSearch={setQ}
    />
  )
}

/** Chooses a template, for a form of your own. */
export const TemplatePicker = ({ label, accountId, appId, ...props }: PickerProps<SmsTemplate> & PickFrom) => {
  const words = useWords(pickerWords)
  const [q, setQ] = useState('')
  const ofApp = useOfApp(appId)
  const ofAccount = useSmsList(
    'listTemplates',
    { params: { accountId: accountId ?? '' }, query: queryOf(q) },
    { enabled: accountId !== undefined },
  )
  const choices: Choices<SmsTemplate> = appId === undefined ? ofAccount : { ...ofApp, items: ofApp.data?.templates }
  return (
    <Picker
      {...props}
      choices={choices}
      optionOf={toTemplate}
      label={label ?? words.template}
      empty={words.noTemplates}
      slotName="template-picker"
      q={q}
      onSearch={setQ}
    />
  )
}
