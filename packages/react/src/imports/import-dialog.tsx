import type { SmsImportable, SmsImportResult } from '@sms-settings/api'
import { useState } from 'react'
import {
  Badge,
  Banner,
  Button,
  Dialog,
  Empty,
  FormDialog,
  Loaded,
  SearchField,
  Select,
  type SentFrom,
  Table,
  useNotify,
} from '../elements/index.ts'
import { useImportable } from '../queries/importable.ts'
import { useSmsMutation } from '../queries/queries.ts'
import { fromPurpose, toPurpose, usePurposeOptions } from '../templates/template-dialogs.tsx'
import { TemplateText } from '../templates/template-text.tsx'
import { errorWords } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { importWords } from './words.ts'

type Signature = SmsImportable['signatures'][number]
type Template = SmsImportable['templates'][number]

const matches = (q: string, ...texts: string[]) =>
  q === '' || texts.some((text) => text.toLowerCase().includes(q.toLowerCase()))

/** Adds many of the platform's signatures and templates in one step. */
export const ImportDialog = ({ accountId, onClose }: { accountId: string; onClose: () => void }) => {
  const words = useWords(importWords)
  const names = useVocabulary()
  const notify = useNotify()
  const importable = useImportable(accountId)
  const run = useSmsMutation('importFromPlatform')
  const [q, setQ] = useState('')
  const [signatures, setSignatures] = useState<ReadonlySet<string>>(new Set())
  const [templates, setTemplates] = useState<ReadonlySet<string>>(new Set())
  const [purposes, setPurposes] = useState<ReadonlyMap<string, string>>(new Map())
  const [result, setResult] = useState<SmsImportResult>()
  const options = usePurposeOptions()
  const count = signatures.size + templates.size

  if (result) {
    const templateName = (code: string) =>
      importable.data?.templates.find((it) => it.template.code === code)?.template.name
    return <Refused result={result} templateName={templateName} onClose={onClose} />
  }

  const purposeOf = ({ template }: Template) => purposes.get(template.code) ?? fromPurpose(template.suggestedPurpose)

  const submit = async (_: FormData, { isClosed, close }: SentFrom) => {
    const answer = await run.mutateAsync({
      params: { accountId },
      body: {
        signatures: [...signatures].map((name) => ({ name })),
        templates: (importable.data?.templates ?? [])
          .filter((it) => templates.has(it.template.code))
          .map((it) => ({ code: it.template.code, purpose: toPurpose(purposeOf(it)) })),
      },
    })
    const added = answer.signatures.length + answer.templates.length
    const refused = answer.refused.length
    if (refused > 0 && !isClosed()) return setResult(answer)
    if (added > 0) notify({ tone: 'success', text: words.done(added) })
    if (refused > 0) notify({ tone: 'danger', text: words.refusedTitle(refused) })
    close()
  }

  return (
    <FormDialog
      title={words.title}
      size="wide"
      submitLabel={words.submit(count)}
      isSubmitDisabled={count === 0}
      onSubmit={submit}
      onClose={onClose}
      aside={<span aria-live="polite">{words.chosen(count)}</span>}
    >
      <Loaded query={importable} lines={6}>
        {(data) => {
          if (data.signatures.length + data.templates.length === 0)
            return <Empty title={words.noneTitle}>{words.noneText}</Empty>
          const shownSignatures = data.signatures.filter((it) => matches(q, it.name))
          const shownTemplates = data.templates.filter(({ template: it }) => matches(q, it.name, it.code, it.content))
          return (
            <>
              <p className="sms-section-text">{words.text}</p>
              {!data.complete && <Banner tone="warning">{words.incomplete}</Banner>}
              <SearchField label={words.search} onSearch={setQ} />
              {shownSignatures.length > 0 && (
                <section className="sms-section">
                  <h3 className="sms-section-title">{words.signatures}</h3>
                  <Table
                    label={words.signatures}
                    items={shownSignatures}
                    idOf={(it: Signature) => it.name}
                    selection={{
                      chosen: signatures,
                      onChange: setSignatures,
                      nameOf: (it) => it.name,
                      isDisabled: (it) => it.added,
                    }}
                    columns={[
                      {
                        id: 'name',
                        label: words.name,
                        isRowHeader: true,
                        cell: (it) => (
                          <span className="sms-row">
                            <span className="sms-cell-main">【{it.name}】</span>
                            {it.added && <Badge>{words.added}</Badge>}
                          </span>
                        ),
                      },
                    ]}
                  />
                </section>
              )}
              {shownTemplates.length > 0 && (
                <section className="sms-section">
                  <h3 className="sms-section-title">{words.templates}</h3>
                  <Table
                    label={words.templates}
                    items={shownTemplates}
                    idOf={(it: Template) => it.template.code}
                    selection={{
                      chosen: templates,
                      onChange: setTemplates,
                      nameOf: (it) => it.template.name,
                      isDisabled: (it) => it.added,
                    }}
                    columns={[
                      {
                        id: 'name',
                        label: words.name,
                        isRowHeader: true,
                        cell: ({ template: it, added }) => (
                          <div>
                            <span className="sms-row">
                              <span className="sms-cell-main">{it.name}</span>
                              {added && <Badge>{words.added}</Badge>}
                            </span>
                            <span className="sms-cell-note sms-code">{it.code}</span>
                          </div>
                        ),
                      },
                      {
                        id: 'content',
                        label: words.content,
                        cell: ({ template: it }) => (
                          <div>
                            <span className="sms-text-preview">
                              <TemplateText content={it.content} />
                            </span>
                            <span className="sms-cell-note">{names.region(it.region)}</span>
                          </div>
                        ),
                      },
                      {
                        id: 'purpose',
                        label: words.purpose,
                        cell: (it) =>
                          it.added ? (
                            names.none
                          ) : (
                            <Select
                              aria-label={`${words.purpose}: ${it.template.name}`}
                              options={options}
                              value={purposeOf(it)}
                              onChange={(id) => setPurposes(new Map(purposes).set(it.template.code, id))}
                            />
                          ),
                      },
                    ]}
                  />
                </section>
              )}
            </>
          )
        }}
      </Loaded>
    </FormDialog>
  )
}

/** What could not be added, each with why. */
const Refused = ({
  result,
  templateName,
  onClose,
}: {
  result: SmsImportResult
  /** What a template is called, by its code. */
  templateName: (code: string) => string | undefined
  onClose: () => void
}) => {
  const words = useWords(importWords)
  const errors = useWords(errorWords)
  const added = result.signatures.length + result.templates.length
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {words.finish}
        </Button>
      }
    >
      {added > 0 && <Banner tone="success">{words.done(added)}</Banner>}
      <Banner tone="warning" role="alert" title={words.refusedTitle(result.refused.length)}>
        <ul className="sms-impact">
          {result.refused.map(({ kind, name, code, message }) => (
            <li key={`${kind} ${name}`}>
              {kind === 'signature' ? (
                <span className="sms-cell-main">【{name}】</span>
              ) : (
                <>
                  <span className="sms-cell-main">{templateName(name) ?? name}</span>{' '}
                  <span className="sms-code sms-muted">{name}</span>
                </>
              )}
              <br />
              {errors.codes[code as keyof typeof errors.codes] || message}
            </li>
          ))}
        </ul>
      </Banner>
    </Dialog>
  )
}
