import type { SmsCountries, SmsPolicy, SmsPolicyInput } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import { type FocusEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Badge, Button, ErrorBanner, Form, TextField, useNotify } from '../elements/index.ts'
import { useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { CountriesField } from './countries-field.tsx'
import {
  type Fields,
  fieldAt,
  fieldsOf,
  LIMITS,
  limitField,
  type Problem,
  policyIn,
  problemIn,
  RULES,
  ruleField,
} from './policy-fields.ts'
import { policyWords } from './policy-words.ts'
import { InheritingField, RulesTable } from './rules-table.tsx'

/** What the person has changed, and nothing else: a colleague's changes to the rest stay. */
type Changes = {
  texts: Fields
  /** Null: back to what the operator has. */
  countries?: SmsCountries | null
}
const NONE: Changes = { texts: {} }
/** What was changed while others were on their way. */
const without = ({ texts, countries }: Changes, sent: Changes): Changes => ({
  texts: Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== sent.texts[name])),
  ...(countries === sent.countries ? {} : { countries }),
})
const NOTHING_WRONG: Readonly<Record<string, string>> = {}

export const PolicyForm = ({
  appId,
  policy,
  readAgain,
}: {
  appId: string
  policy: SmsPolicy
  /** The policy as it is now. */
  readAgain: () => Promise<SmsPolicy>
}) => {
  const words = useWords(policyWords)
  const { number } = useFormat()
  const notify = useNotify()
  const inWords = useErrorText()
  const put = useSmsMutation('putAppPolicy')
  const form = useRef<HTMLFormElement>(null)
  const [changes, setChanges] = useState(NONE)
  const [wrong, setWrong] = useState(NOTHING_WRONG)
  const [error, setError] = useState<unknown>()
  /** On their way to the server. */
  const [sent, setSent] = useState<Changes | null>(null)

  const { set, inherited, bounds } = policy
  const stored = fieldsOf(set)
  const textIn = (name: string) => changes.texts[name] ?? stored[name] ?? ''
  const countries = changes.countries === undefined ? set.countries : (changes.countries ?? undefined)
  const isChanged = Object.keys(changes.texts).length > 0 || changes.countries !== undefined
  /** Nothing is changed by what is there already, unless something else is about to take its place. */
  const isStored = (name: string, text: string) => text === (stored[name] ?? '') && sent?.texts[name] === undefined

  const change = (given: Record<string, string>) => {
    const texts = { ...changes.texts, ...given }
    for (const [name, text] of Object.entries(given)) if (isStored(name, text)) delete texts[name]
    setChanges({ ...changes, texts })
    forgive(Object.keys(given))
  }
  /** What was wrong with fields is being mended. */
  const forgive = (names: readonly string[]) => {
    // A new object counts as a new refusal: only what is still wrong may be in it.
    if (names.some((name) => name in wrong))
      setWrong(Object.fromEntries(Object.entries(wrong).filter(([name]) => !names.includes(name))))
  }

  const say = (problem: Problem) =>
    'bound' in problem ? words.problems[problem.kind](number(problem.bound)) : words.problems[problem.kind]
  /** What is wrong with fields, by their names. */
  const problemsIn = (texts: Fields, within: SmsPolicy['bounds']) =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) => {
        const problem = problemIn(name, text, within)
        return problem ? [[name, say(problem)]] : []
      }),
    )
  const focusOn = (name: string) => {
    const control = form.current?.elements.namedItem(name)
    if (control instanceof HTMLElement) control.focus()
  }
  const focusOnSave = () => form.current?.querySelector<HTMLElement>('[type="submit"]')?.focus()
  /** Says what is wrong at the fields themselves and goes to the first of them, as they stand on the page. */
  const point = (found: Record<string, string>) => {
    // Before the focus goes there, so that it is read out with the field.
    flushSync(() => setWrong(found))
    const first = [...(form.current?.elements ?? [])].find((it) => (it.getAttribute('name') ?? '') in found)
    if (first instanceof HTMLElement) first.focus()
    return first !== undefined
  }
  const checkOnLeaving = ({ target }: FocusEvent) => {
    const name = target.getAttribute('name')
    if (name === null || changes.texts[name] === undefined) return
    const problem = problemIn(name, textIn(name), bounds)
    if (problem && wrong[name] !== say(problem)) setWrong({ ...wrong, [name]: say(problem) })
  }

  /** What the server found wrong, at its field; false when it is about none that is drawn. */
  const pointAtRefused = (refusal: unknown, input: SmsPolicyInput) => {
    const { field = '', message } = inWords(refusal)
    const name = fieldAt(field, input)
    if (name === undefined) return false
    const phone = name === 'safeList' || name === 'blockList' ? input[name]?.[Number(field.split('.')[1])] : undefined
    const body = refusal instanceof SmsClientError ? refusal.body : undefined
    return point({ [name]: phone === undefined ? (body?.message ?? message) : words.notAPhone(phone) })
  }

  const save = async () => {
    const now = await readAgain()
    const texts = { ...fieldsOf(now.set), ...changes.texts }
    if (point(problemsIn(texts, now.bounds))) return
    const kept = changes.countries === undefined ? now.set.countries : (changes.countries ?? undefined)
    const purposes = now.inForce.purposes.map((it) => it.purpose)
    const input = policyIn(texts, kept, purposes)
    try {
      await put.mutateAsync({ params: { appId }, body: input })
    } catch (refusal) {
      if (!pointAtRefused(refusal, input)) throw refusal
      return
    }
    setChanges((now) => without(now, changes))
    notify({ tone: 'success', text: words.saved })
  }

  const submit = async () => {
    if (sent || point(problemsIn({ ...stored, ...changes.texts }, bounds))) return
    setSent(changes)
    await save().catch(setError)
    setSent(null)
  }

  const ownNames = [
    ...RULES.flatMap((rule) =>
      [null, ...policy.inForce.purposes.map((it) => it.purpose)].map((purpose) => ruleField(rule, purpose)),
    ),
    ...LIMITS.map(limitField),
  ].filter((name) => textIn(name) !== '')
  const resetAll = () => {
    setWrong(NOTHING_WRONG)
    const texts = { ...changes.texts }
    for (const name of ownNames) {
      if (isStored(name, '')) delete texts[name]
      else texts[name] = ''
    }
    setChanges(set.countries || sent?.countries ? { texts, countries: null } : { texts })
    focusOnSave()
  }
  const discard = () => {
    setWrong(NOTHING_WRONG)
    setError(undefined)
    setChanges(NONE)
    focusOnSave()
  }

  const fields = { policy, textIn, onChange: change, onFocus: focusOn, wrong }
  return (
    <Form
      formRef={form}
      slotName="policy-form"
      refused={wrong}
      onForget={() => {
        setWrong(NOTHING_WRONG)
        setError(undefined)
      }}
      onSubmit={submit}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears of every field that is left, and is nothing to press */}
      <div className="sms-stack" onBlur={checkOnLeaving}>
        <h3 className="sms-section-subtitle">{words.rules}</h3>
        <p className="sms-section-text">{words.rulesText}</p>
        <RulesTable {...fields} />
        <h3 className="sms-section-subtitle">{words.limits}</h3>
        <p className="sms-section-text">{words.limitsText}</p>
        <div className="sms-policy-grid">
          {LIMITS.map((limit) => {
            const name = limitField(limit)
            const value = number(inherited.limits[limit])
            return (
              <InheritingField
                key={name}
                {...fields}
                name={name}
                label={words.limit[limit]}
                inherited={value}
                description={`${textIn(name) === '' ? words.operators : words.operatorsValue(value)} · ${words.atMost(number(bounds.limits[limit]))}`}
              />
            )
          })}
        </div>
        <h3 className="sms-section-subtitle">{words.countries}</h3>
        <CountriesField
          policy={policy}
          value={countries}
          onFocus={() => focusOn('countries')}
          onChange={(it) => {
            const { countries: _, ...rest } = changes
            const isThere = JSON.stringify(it) === JSON.stringify(set.countries) && sent?.countries === undefined
            setChanges(isThere ? rest : { ...rest, countries: it ?? null })
            forgive(['countries'])
          }}
        />
        <h3 className="sms-section-subtitle">{words.lists}</h3>
        <div className="sms-grid">
          {(['safeList', 'blockList'] as const).map((name) => (
            <TextField
              key={name}
              name={name}
              label={words[name]}
              description={name === 'safeList' ? words.safeListText : words.blockListText}
              isMultiline
              value={textIn(name)}
              onChange={(text) => change({ [name]: text })}
            />
          ))}
        </div>
      </div>
      {error !== undefined && <ErrorBanner error={error} />}
      <div className="sms-row sms-policy-foot">
        <Button type="submit" look="primary" isPending={sent !== null}>
          {words.save}
        </Button>
        {isChanged && (
          <>
            <Button onPress={discard}>{words.discard}</Button>
            <Badge tone="warning">{words.unsaved}</Badge>
          </>
        )}
        {(ownNames.length > 0 || countries) && (
          <Button look="link" className="sms-policy-reset" onPress={resetAll}>
            {words.resetAll}
          </Button>
        )}
      </div>
    </Form>
  )
}
