import type { SmsApp } from '@sms-settings/api'
import { useState } from 'react'
import {
  Banner,
  Checkbox,
  Empty,
  Failure,
  FormDialog,
  Loaded,
  More,
  SearchField,
  type SentFrom,
  Skeleton,
  useNotify,
} from '../elements/index.ts'
import { elementWords } from '../elements/words.ts'
import { useSmsList, useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { authorisationWords } from './words.ts'

export type AuthoriseDialogProps = {
  /** What Apps are to use: `id` is its ssid or stid. */
  subject: { kind: 'signature' | 'template'; id: string; name: string }
  onClose: () => void
}

/** “Authorize App”: only what was ticked or unticked is sent, so that a colleague's change at the same time stays. */
export const AuthoriseDialog = ({ subject, onClose }: AuthoriseDialogProps) => {
  const words = useWords(authorisationWords)
  const { loadMore } = useWords(elementWords)
  const notify = useNotify()
  const { number } = useFormat()
  const isSignature = subject.kind === 'signature'
  const ofSignature = useSmsQuery('getSignatureApps', { params: { ssid: subject.id } }, { enabled: isSignature })
  const ofTemplate = useSmsQuery('getTemplateApps', { params: { stid: subject.id } }, { enabled: !isSignature })
  const authorised = isSignature ? ofSignature : ofTemplate
  const patchSignature = useSmsMutation('patchSignatureApps')
  const patchTemplate = useSmsMutation('patchTemplateApps')
  const [q, setQ] = useState('')
  const apps = useSmsList('listApps', { query: { limit: 100, ...(q ? { q } : {}) } })
  /** What the person has changed: true for ticked, false for unticked. */
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map())

  const before = new Set(authorised.data?.appIds)
  const isChosen = (appId: string) => changed.get(appId) ?? before.has(appId)
  const set = (chosen: boolean, ...appIds: string[]) => {
    const next = new Map(changed)
    for (const appId of appIds) {
      if (before.has(appId) === chosen) next.delete(appId)
      else next.set(appId, chosen)
    }
    setChanged(next)
  }
  const added = [...changed].flatMap(([appId, chosen]) => (chosen ? [appId] : []))
  const removed = [...changed].flatMap(([appId, chosen]) => (chosen ? [] : [appId]))
  const shown = apps.items ?? []
  const chosenHere = shown.filter((app) => isChosen(app.appId)).length

  const save = async (_: FormData, { close }: SentFrom) => {
    const body = { ...(added.length > 0 ? { add: added } : {}), ...(removed.length > 0 ? { remove: removed } : {}) }
    if (changed.size > 0)
      await (isSignature
        ? patchSignature.mutateAsync({ params: { ssid: subject.id }, body })
        : patchTemplate.mutateAsync({ params: { stid: subject.id }, body }))
    notify({ tone: 'success', text: words.saved })
    close()
  }

  return (
    <FormDialog
      title={isSignature ? words.titleSignature(subject.name) : words.titleTemplate(subject.name)}
      submitLabel={words.save}
      isSubmitDisabled={authorised.data === undefined || changed.size === 0}
      onSubmit={save}
      onClose={onClose}
      aside={
        <span aria-live="polite">
          {changed.size === 0 ? words.noChange : words.change(added.length, removed.length)}
        </span>
      }
    >
      <p className="sms-section-text">{words.text}</p>
      <SearchField label={words.search} onSearch={setQ} autoFocus />
      <Loaded query={authorised} lines={4}>
        {() =>
          apps.items === undefined ? (
            apps.error ? (
              <Failure error={apps.error} onRetry={() => apps.refetch()} />
            ) : (
              <Skeleton lines={4} />
            )
          ) : shown.length === 0 ? (
            <Empty title={q ? words.none : words.noApps} />
          ) : (
            <div className="sms-section">
              <div className="sms-row sms-checklist-head">
                <Checkbox
                  isSelected={chosenHere === shown.length}
                  isIndeterminate={chosenHere > 0 && chosenHere < shown.length}
                  onChange={(chosen) => set(chosen, ...shown.map((app) => app.appId))}
                >
                  {words.selectAll}
                </Checkbox>
                <span className="sms-muted">{words.chosen(before.size + added.length - removed.length)}</span>
              </div>
              <ul className="sms-checklist" data-slot="app-list" aria-label={words.apps}>
                {shown.map((app: SmsApp) => (
                  <li key={app.appId}>
                    <Checkbox
                      className="sms-checklist-item"
                      isSelected={isChosen(app.appId)}
                      onChange={(chosen) => set(chosen, app.appId)}
                    >
                      <span>
                        <span className="sms-cell-main">{app.name}</span>
                        <span className="sms-cell-note sms-code">{app.appId}</span>
                      </span>
                    </Checkbox>
                  </li>
                ))}
                {apps.hasNextPage && (
                  <li>
                    <More pages={apps}>
                      {loadMore} ({number(shown.length)})
                    </More>
                  </li>
                )}
              </ul>
            </div>
          )
        }
      </Loaded>
      {removed.length > 0 && <Banner tone="warning">{words.removeWarning}</Banner>}
    </FormDialog>
  )
}
