import type { SmsApp, SmsSignature, SmsTemplate } from '@sms-settings/api'
import { useEffect } from 'react'
import { ErrorBanner, type Option, Root, Select } from '../elements/index.ts'
import { useSmsList, useSmsQuery } from '../queries/queries.ts'
import { useWords } from '../words/use-words.ts'
import { pickerWords } from './words.ts'

export type PickerProps<T> = {
  /** The name under which a form sends the id. */
  name?: string
  /** The chosen id, if you keep it. */
  value?: string | null
  /** The id to begin with, if you do not. */
  defaultValue?: string
  onChange?: (id: string, item: T) => void
  /** @default the name of what is chosen */
  label?: string
  description?: string
  isRequired?: boolean
  isDisabled?: boolean
  className?: string
}

type List<T> = {
  items: T[] | undefined
  error: unknown
  hasNextPage?: boolean
  isFetchingNextPage?: boolean
  fetchNextPage?: () => unknown
}

const Picker = <T,>({
  list,
  optionOf,
  label,
  slotName,
  className,
  onChange,
  description,
  ...props
}: PickerProps<T> & { list: List<T>; optionOf: (item: T) => Option; label: string; slotName: string }) => {
  const words = useWords(pickerWords)
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  // A choice is from all there are.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage?.()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const text = items === undefined ? words.loading : items.length === 0 ? words.empty : description
  return (
    <Root slotName={slotName} {...(className ? { className } : {})}>
      {list.error && items === undefined ? (
        <ErrorBanner error={list.error} />
      ) : (
        <Select
          {...props}
          label={label}
          {...(text === undefined ? {} : { description: text })}
          isDisabled={props.isDisabled || !items?.length}
          options={items?.map(optionOf) ?? []}
          onChange={(id) => {
            const item = items?.find((it) => optionOf(it).id === id)
            if (item !== undefined) onChange?.(id, item)
          }}
        />
      )}
    </Root>
  )
}

const toApp = (it: SmsApp): Option => ({ id: it.appId, label: it.name, description: it.appId })
const toSignature = (it: SmsSignature): Option => ({ id: it.ssid, label: `【${it.name}】`, description: it.ssid })
const toTemplate = (it: SmsTemplate): Option => ({ id: it.stid, label: it.name, description: it.content })

/** Chooses one of the tenant's Apps, for a form of your own. */
export const AppPicker = ({ label, ...props }: PickerProps<SmsApp>) => {
  const words = useWords(pickerWords)
  const apps = useSmsList('listApps', { query: { limit: 100 } })
  return <Picker {...props} list={apps} optionOf={toApp} label={label ?? words.app} slotName="app-picker" />
}

/** Where signatures or templates are chosen from: those of an account, or those that an App may use. */
export type PickFrom = { accountId: string; appId?: never } | { appId: string; accountId?: never }

/** What an App may use, as a list like any other. */
const useOfApp = (appId: string | undefined) =>
  useSmsQuery('getAppSettings', { params: { appId: appId ?? '' } }, { enabled: appId !== undefined })

/** Chooses a signature, for a form of your own. */
export const SignaturePicker = ({ label, accountId, appId, ...props }: PickerProps<SmsSignature> & PickFrom) => {
  const words = useWords(pickerWords)
  const ofApp = useOfApp(appId)
  const ofAccount = useSmsList(
    'listSignatures',
    { params: { accountId: accountId ?? '' }, query: { limit: 100 } },
    { enabled: accountId !== undefined },
  )
  const list: List<SmsSignature> =
    appId === undefined ? ofAccount : { items: ofApp.data?.signatures, error: ofApp.error }
  return (
    <Picker
      {...props}
      list={list}
      optionOf={toSignature}
      label={label ?? words.signature}
      slotName="signature-picker"
    />
  )
}

/** Chooses a template, for a form of your own. */
export const TemplatePicker = ({ label, accountId, appId, ...props }: PickerProps<SmsTemplate> & PickFrom) => {
  const words = useWords(pickerWords)
  const ofApp = useOfApp(appId)
  const ofAccount = useSmsList(
    'listTemplates',
    { params: { accountId: accountId ?? '' }, query: { limit: 100 } },
    { enabled: accountId !== undefined },
  )
  const list: List<SmsTemplate> = appId === undefined ? ofAccount : { items: ofApp.data?.templates, error: ofApp.error }
  return (
    <Picker {...props} list={list} optionOf={toTemplate} label={label ?? words.template} slotName="template-picker" />
  )
}
