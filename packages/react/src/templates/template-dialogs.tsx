import type { SmsTemplate, SmsTemplateContent } from '@sms-settings/api'
import { useId, useState } from 'react'
import {
  Badge,
  Banner,
  FormDialog,
  FormStep,
  Loaded,
  type Option,
  Select,
  TextField,
  textOf,
  useNotify,
} from '../elements/index.ts'
import { DeleteDialog } from '../impact/delete-dialog.tsx'
import { useSmsList, useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { sampleOf, TemplatePreview, TemplateWarnings } from './preview.tsx'
import { templateWords } from './words.ts'

type Closing = { onClose: () => void }

/** A select cannot hold null. */
const NO_PURPOSE = '-'

export const usePurposeOptions = (also?: string | null): Option[] => {
  const words = useWords(templateWords)
  const names = useVocabulary()
  const known = Object.keys(names.purposes)
  return [
    { id: NO_PURPOSE, label: words.noPurpose },
    ...[...known, ...(also && !known.includes(also) ? [also] : [])].map((id) => ({ id, label: names.purpose(id) })),
  ]
}
export const toPurpose = (option: string): string | null => (option === NO_PURPOSE ? null : option)
export const fromPurpose = (purpose: string | null): string => purpose ?? NO_PURPOSE

/** “Add a Template”: its ID, “Query SMS Content”, and Confirm. */
export const AddTemplateDialog = ({ accountId, onClose }: Closing & { accountId: string }) => {
  const words = useWords(templateWords)
  const names = useVocabulary()
  const notify = useNotify()
  const query = useSmsMutation('queryTemplate')
  const create = useSmsMutation('createTemplate')
  const [code, setCode] = useState('')
  const [found, setFound] = useState<SmsTemplateContent | null>(null)
  const [purpose, setPurpose] = useState(NO_PURPOSE)
  const [note, setNote] = useState('')
  const options = usePurposeOptions(found?.suggestedPurpose ?? null)
  const resultId = useId()
  // What is shown belongs to the ID that is entered, or it is not shown.
  const content = found?.code === code.trim() ? found : null

  const ask = async () => {
    const asked = code.trim()
    if (asked === '') return
    setFound(null)
    const answer = await query.mutateAsync({ params: { accountId }, body: { code: asked } })
    setFound({ ...answer, code: asked })
    setPurpose(fromPurpose(answer.suggestedPurpose))
  }

  return (
    <FormDialog
      title={words.add}
      onClose={onClose}
      isSubmitDisabled={content !== null && content.status !== 'approved'}
      fieldOf={{
        SMS_TEMPLATE_NOT_FOUND: 'code',
        SMS_TEMPLATE_NOT_APPROVED: 'code',
        SMS_TEMPLATE_EXISTS: 'code',
      }}
      onSubmit={async (form, { close }) => {
        // Nobody adds a text unread: the first time it is shown, the second time added.
        if (content === null) return ask()
        await create.mutateAsync({
          params: { accountId },
          body: { code: content.code, purpose: toPurpose(purpose), note: textOf(form, 'note') ?? null },
        })
        notify({ tone: 'success', text: words.added(content.name) })
        close()
      }}
    >
      <TextField
        name="code"
        label={words.code}
        description={words.codeText}
        placeholder={words.codePlaceholder}
        value={code}
        onChange={setCode}
        isRequired
        isCode
        maxLength={64}
        autoFocus
        action={
          <FormStep onStep={ask} isDisabled={code.trim() === ''}>
            {words.query}
          </FormStep>
        }
      />
      <div id={resultId} aria-live="polite" className="sms-stack">
        {content && (
          <>
            <div className="sms-row">
              <strong>{content.name}</strong>
              <Badge tone={names.reviewTone(content.status)}>{names.reviewName(content.status)}</Badge>
              <Badge>{names.region(content.region)}</Badge>
              <Badge>{names.templateTypes[content.type]}</Badge>
            </div>
            <TemplatePreview content={content.content} variables={content.variables} region={content.region} />
            {content.status !== 'approved' && (
              <Banner tone="danger">
                {words.notApproved}
                {content.reason && <span>{words.reason(content.reason)}</span>}
              </Banner>
            )}
            <TemplateWarnings warnings={content.warnings} />
            {content.status === 'approved' && (
              <>
                <Select
                  label={words.purpose}
                  description={words.purposeText}
                  options={options}
                  value={purpose}
                  onChange={setPurpose}
                />
                {/* Kept by us: it is out of sight while the ID is another. */}
                <TextField name="note" label={words.note} value={note} onChange={setNote} isMultiline maxLength={500} />
              </>
            )}
          </>
        )}
      </div>
    </FormDialog>
  )
}

type OnTemplate = Closing & { template: SmsTemplate }

export const EditTemplateDialog = ({ template, onClose }: OnTemplate) => {
  const words = useWords(templateWords)
  const notify = useNotify()
  const update = useSmsMutation('updateTemplate')
  const [purpose, setPurpose] = useState(fromPurpose(template.purpose))
  return (
    <FormDialog
      title={words.editTitle}
      onClose={onClose}
      onSubmit={async (form, { close }) => {
        await update.mutateAsync({
          params: { stid: template.stid },
          body: { purpose: toPurpose(purpose), note: textOf(form, 'note') ?? null },
        })
        notify({ tone: 'success', text: words.saved })
        close()
      }}
    >
      <TemplatePreview content={template.content} variables={template.variables} region={template.region} />
      <TemplateWarnings warnings={template.warnings} />
      <Select
        label={words.purpose}
        description={words.purposeText}
        options={usePurposeOptions(template.purpose)}
        value={purpose}
        onChange={setPurpose}
      />
      <TextField name="note" label={words.note} defaultValue={template.note ?? ''} isMultiline maxLength={500} />
    </FormDialog>
  )
}

export const DeleteTemplateDialog = ({ template, onClose }: OnTemplate) => {
  const words = useWords(templateWords)
  const notify = useNotify()
  const params = { stid: template.stid }
  const impact = useSmsQuery('getTemplateImpact', { params })
  const remove = useSmsMutation('deleteTemplate')
  return (
    <DeleteDialog
      name={template.name}
      text={words.deleteText}
      impact={impact}
      onClose={onClose}
      onDelete={async ({ close }) => {
        await remove.mutateAsync({ params })
        notify({ tone: 'success', text: words.removed(template.name) })
        close()
      }}
    />
  )
}

/** One real SMS, from the console. */
export const TestSendDialog = ({ template, accountId, onClose }: OnTemplate & { accountId: string }) => {
  const words = useWords(templateWords)
  const notify = useNotify()
  const send = useSmsMutation('sendTestMessage')
  const signatures = useSmsList('listSignatures', { params: { accountId }, query: { limit: 100 } })
  const [chosen, setChosen] = useState<string>()
  const approved = signatures.items?.filter((it) => it.status === 'approved')
  const ssid = chosen ?? approved?.[0]?.ssid
  const signature = approved?.find((it) => it.ssid === ssid)
  return (
    <FormDialog
      title={words.testTitle}
      submitLabel={words.send}
      isSubmitDisabled={ssid === undefined}
      onClose={onClose}
      fieldOf={{ SMS_INVALID_PHONE: 'phone', SMS_PHONE_REFUSED: 'phone', SMS_PHONE_BLOCKED: 'phone' }}
      onSubmit={async (form, { close }) => {
        if (ssid === undefined) return
        const variables = Object.fromEntries(
          template.variables.map((it) => [it, textOf(form, `variables.${it}`) ?? sampleOf(it)]),
        )
        const message = await send.mutateAsync({
          body: { phone: textOf(form, 'phone') ?? '', ssid, stid: template.stid, variables },
        })
        notify(
          message.problem
            ? { tone: 'danger', text: words.sentRefused(message.problem.text) }
            : { tone: 'success', text: words.sent(message.phone) },
        )
        close()
      }}
    >
      <p className="sms-section-text">{words.testText}</p>
      <TemplatePreview
        content={template.content}
        variables={template.variables}
        region={template.region}
        {...(signature ? { signature: signature.name } : {})}
      />
      <TextField
        name="phone"
        label={words.phone}
        description={words.phoneText}
        type="tel"
        inputMode="tel"
        isRequired
        maxLength={64}
        autoFocus
      />
      <Loaded query={{ data: approved, error: signatures.error, refetch: signatures.refetch }} lines={1}>
        {(items) =>
          items.length === 0 ? (
            <Banner tone="warning">{words.noSignature}</Banner>
          ) : (
            <Select
              label={words.signature}
              options={items.map((it) => ({ id: it.ssid, label: `【${it.name}】` }))}
              value={ssid ?? null}
              onChange={setChosen}
            />
          )
        }
      </Loaded>
      {template.variables.length > 0 && (
        <div className="sms-grid">
          {template.variables.map((it) => (
            <TextField
              key={it}
              name={`variables.${it}`}
              label={words.value(it)}
              defaultValue={sampleOf(it)}
              isRequired
              maxLength={100}
            />
          ))}
        </div>
      )}
    </FormDialog>
  )
}
