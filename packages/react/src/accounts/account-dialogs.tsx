import type { SmsAccount, SmsPlatform } from '@sms-settings/api'
import type { SmsClientError } from '@sms-settings/api/client'
import { useState } from 'react'
import { useSmsSettings } from '../context.ts'
import {
  Banner,
  Button,
  Copyable,
  Dialog,
  FormDialog,
  Loaded,
  Select,
  type SentFrom,
  TextField,
  textOf,
  useNotify,
} from '../elements/index.ts'
import { DeleteDialog } from '../impact/delete-dialog.tsx'
import { useAccountCheck } from '../queries/account-check.ts'
import { useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { languageOf } from '../words/words.ts'
import { HealthBanner } from './account-state.tsx'
import { accountWords } from './words.ts'

type Closing = { onClose: () => void }

/** The fields that a platform asks for, as the platform describes them. */
const CredentialFields = ({ platform }: { platform: SmsPlatform | undefined }) => {
  const words = useWords(accountWords)
  const { locale } = useSmsSettings()
  const language = languageOf(locale)
  return (
    <>
      {platform?.fields.map((field) => (
        <TextField
          key={`${platform.id} ${field.name}`}
          name={field.name}
          label={
            field.name === 'accessKeyId'
              ? words.accessKey
              : field.name === 'accessKeySecret'
                ? words.accessSecret
                : field.label[language]
          }
          isRequired={field.required}
          isSecret={field.secret}
          isCode
          maxLength={field.maxLength}
          {...(field.pattern ? { pattern: field.pattern } : {})}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
          {...(field.secret ? { description: words.accessSecretText } : {})}
        />
      ))}
      {platform && (
        <p className="sms-description">
          <a className="sms-link" href={platform.links.keys} target="_blank" rel="noreferrer">
            {words.whereKeys}
          </a>
        </p>
      )}
    </>
  )
}

/** What the fields of a platform hold: `settings.x` belongs into `settings`. */
const credentialsOf = (form: FormData, platform: SmsPlatform) => {
  const settings: Record<string, string> = {}
  for (const { name } of platform.fields) {
    const value = textOf(form, name)
    if (name.startsWith('settings.') && value !== undefined) settings[name.slice('settings.'.length)] = value
  }
  return {
    accessKeyId: textOf(form, 'accessKeyId') ?? '',
    accessKeySecret: textOf(form, 'accessKeySecret') ?? '',
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  }
}

const wasNotAsked = (error: SmsClientError) =>
  ['SMS_PLATFORM_NOT_ASKED', 'SMS_PLATFORM_UNREACHABLE', 'SMS_PLATFORM_TIMEOUT'].includes(error.code)

const KEY_FIELDS = { SMS_CREDENTIALS_REJECTED: 'accessKeySecret', SMS_SECRET_MASKED: 'accessKeySecret' } as const

/** “Add an SMS Account”. */
export const AddAccountDialog = ({ onAdded, onClose }: Closing & { onAdded?: (account: SmsAccount) => void }) => {
  const words = useWords(accountWords)
  const notify = useNotify()
  const { locale } = useSmsSettings()
  const platforms = useSmsQuery('listPlatforms')
  const create = useSmsMutation('createAccount')
  const [chosen, setChosen] = useState<string>()
  const items = platforms.data?.items ?? []
  const platform = items.find((it) => it.id === chosen) ?? items[0]

  const add = async (form: FormData, { close }: SentFrom, verify: boolean) => {
    if (!platform) return
    const account = await create.mutateAsync({
      query: { verify },
      body: {
        platform: platform.id,
        name: textOf(form, 'name') ?? '',
        ...credentialsOf(form, platform),
        note: textOf(form, 'note') ?? null,
      },
    })
    notify({ tone: 'success', text: words.added(account.name) })
    close(() => onAdded?.(account))
  }

  return (
    <FormDialog
      title={words.add}
      onSubmit={(form, dialog) => add(form, dialog, true)}
      onClose={onClose}
      isSubmitDisabled={!platform}
      fieldOf={{ ...KEY_FIELDS, SMS_ACCOUNT_EXISTS: 'name', SMS_PLATFORM_UNKNOWN: 'platform' }}
      errorAction={(error, send) =>
        wasNotAsked(error) && (
          <Button onPress={() => send((form, dialog) => add(form, dialog, false))}>{words.addUnchecked}</Button>
        )
      }
    >
      <Loaded query={platforms} lines={4}>
        {() => (
          <>
            <Select
              name="platform"
              label={words.platform}
              isRequired
              options={items.map((it) => ({ id: it.id, label: it.name[languageOf(locale)] }))}
              value={platform?.id ?? null}
              onChange={setChosen}
            />
            <CredentialFields platform={platform} />
            <TextField name="name" label={words.name} isRequired maxLength={64} placeholder={words.namePlaceholder} />
            <TextField name="note" label={words.note} description={words.noteText} isMultiline maxLength={500} />
          </>
        )}
      </Loaded>
    </FormDialog>
  )
}

type OnAccount = Closing & { account: SmsAccount }

/** “Edit SMS Account”: its name and note. */
export const EditAccountDialog = ({ account, onClose }: OnAccount) => {
  const words = useWords(accountWords)
  const notify = useNotify()
  const update = useSmsMutation('updateAccount')
  return (
    <FormDialog
      title={words.editTitle}
      onClose={onClose}
      fieldOf={{ SMS_ACCOUNT_EXISTS: 'name' }}
      onSubmit={async (form, { close }) => {
        await update.mutateAsync({
          params: { accountId: account.id },
          body: { name: textOf(form, 'name') ?? '', note: textOf(form, 'note') ?? null },
        })
        notify({ tone: 'success', text: words.saved })
        close()
      }}
    >
      <TextField name="name" label={words.name} defaultValue={account.name} isRequired maxLength={64} autoFocus />
      <TextField
        name="note"
        label={words.note}
        description={words.noteText}
        defaultValue={account.note ?? ''}
        isMultiline
        maxLength={500}
      />
    </FormDialog>
  )
}

/** Another key for the same account: nothing below it changes. */
export const ReplaceKeyDialog = ({ account, onClose }: OnAccount) => {
  const words = useWords(accountWords)
  const notify = useNotify()
  const platforms = useSmsQuery('listPlatforms')
  const replace = useSmsMutation('replaceCredentials')
  const platform = platforms.data?.items.find((it) => it.id === account.platform)

  const save = async (form: FormData, { close }: SentFrom, verify: boolean) => {
    if (!platform) return
    await replace.mutateAsync({
      params: { accountId: account.id },
      query: { verify },
      body: credentialsOf(form, platform),
    })
    notify({ tone: 'success', text: words.keyReplaced })
    close()
  }

  return (
    <FormDialog
      title={words.replaceKey}
      onClose={onClose}
      isSubmitDisabled={!platform}
      fieldOf={{ ...KEY_FIELDS, SMS_ACCOUNT_EXISTS: 'accessKeyId' }}
      errorAction={(error, send) =>
        wasNotAsked(error) && (
          <Button onPress={() => send((form, dialog) => save(form, dialog, false))}>{words.saveUnchecked}</Button>
        )
      }
      onSubmit={(form, dialog) => save(form, dialog, true)}
    >
      <p className="sms-section-text">{words.replaceKeyText}</p>
      <Loaded query={platforms} lines={3}>
        {() => <CredentialFields platform={platform} />}
      </Loaded>
    </FormDialog>
  )
}

/** “Delete”: with what it will break. */
export const DeleteAccountDialog = ({ account, onDeleted, onClose }: OnAccount & { onDeleted?: () => void }) => {
  const words = useWords(accountWords)
  const notify = useNotify()
  const params = { accountId: account.id }
  const impact = useSmsQuery('getAccountImpact', { params })
  const remove = useSmsMutation('deleteAccount')
  return (
    <DeleteDialog
      name={account.name}
      text={words.deleteText}
      impact={impact}
      onClose={onClose}
      onDelete={async ({ close }) => {
        await remove.mutateAsync({ params })
        notify({ tone: 'success', text: words.deleted(account.name) })
        close(onDeleted)
      }}
    />
  )
}

/** Asks the platform whether the key works, and says what it lacks. */
export const CheckAccountDialog = ({ account, onClose }: OnAccount) => {
  const words = useWords(accountWords)
  const { ago } = useFormat()
  const check = useAccountCheck(account.id)
  return (
    <Dialog
      title={words.checkTitle}
      onClose={onClose}
      footer={
        <Button icon="refresh" onPress={() => check.refetch()} isPending={check.isFetching}>
          {words.check}
        </Button>
      }
    >
      <div aria-live="polite" className="sms-stack">
        <Loaded query={check} lines={2}>
          {({ status, missingPermissions, policy, platformCode, checkedAt }) => (
            <>
              {status === 'ok' ? (
                <Banner tone="success" title={words.healths.ok}>
                  {words.checkOk}
                </Banner>
              ) : status === 'forbidden' && missingPermissions.length > 0 ? (
                <Banner tone="warning" title={words.healths.forbidden}>
                  {words.checkMissing}
                  <ul className="sms-impact">
                    {missingPermissions.map((it) => (
                      <li key={it} className="sms-code">
                        {it}
                      </li>
                    ))}
                  </ul>
                </Banner>
              ) : (
                <HealthBanner status={status} platformCode={platformCode} />
              )}
              {policy !== null && (
                <div className="sms-section">
                  <p>{words.checkPolicy}</p>
                  <Copyable value={policy} blockLabel={words.policy} />
                </div>
              )}
              <p className="sms-description">{words.checkedAt(ago(checkedAt))}</p>
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  )
}
