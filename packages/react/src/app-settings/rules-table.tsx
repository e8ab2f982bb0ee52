import type { SmsPolicy } from '@sms-settings/api'
import { type ReactNode, useId } from 'react'
import { Badge, Button, TextField } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { problemIn, RULES, type Rule, ruleField } from './policy-fields.ts'
import { policyWords } from './policy-words.ts'

/** What every field of the policy is given. */
export type FieldState = {
  policy: SmsPolicy
  /** What stands in a field; empty where it is inherited. */
  textIn: (name: string) => string
  onChange: (texts: Record<string, string>) => void
  /** Goes to a field: a button that has done its work is gone, and must not take the focus along. */
  onFocus: (name: string) => void
  /** By the names of fields. */
  wrong: Readonly<Record<string, string>>
}

/** A field that is empty where it follows something: what that is stands in it in grey, and beside what is set instead. */
export const InheritingField = ({
  name,
  label,
  inherited,
  description,
  isList = false,
  textIn,
  onChange,
  onFocus,
  wrong,
}: Pick<FieldState, 'textIn' | 'onChange' | 'onFocus' | 'wrong'> & {
  name: string
  label: string
  /** What it is when it is empty. */
  inherited: string
  description: ReactNode
  /** More than one number. */
  isList?: boolean
}) => {
  const words = useWords(policyWords)
  const text = textIn(name)
  return (
    <TextField
      name={name}
      label={label}
      className="sms-inheriting"
      inputMode={isList ? 'text' : 'numeric'}
      value={text}
      onChange={(value) => onChange({ [name]: value })}
      placeholder={inherited}
      // What is wrong says what may be there by itself.
      {...(wrong[name] === undefined ? { description } : {})}
      action={
        text !== '' && (
          <Button
            look="quiet"
            icon="close"
            aria-label={words.inherit(label, inherited)}
            onPress={() => {
              onChange({ [name]: '' })
              onFocus(name)
            }}
          />
        )
      }
    />
  )
}

/** How codes are made and checked: a row for all purposes, and one for each that may differ from it. */
export const RulesTable = (state: FieldState) => {
  const words = useWords(policyWords)
  const names = useVocabulary()
  const { number } = useFormat()
  const id = useId()
  const { policy, textIn, onChange, onFocus } = state
  const { inherited, bounds } = policy
  const within = (rule: Rule) => words.within(number(bounds[rule].minimum), number(bounds[rule].maximum))
  const operatorsOf = (rule: Rule) => [inherited[rule]].flat().map(number).join(', ')

  const row = (purpose: string | null) => {
    const name = purpose === null ? words.allPurposes : names.purpose(purpose)
    const headingId = `${id}-${purpose ?? 'all'}`
    const own = RULES.map((rule) => ruleField(rule, purpose)).filter((it) => textIn(it) !== '')
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of a grid in every browser
      <div
        key={purpose}
        role="group"
        aria-labelledby={headingId}
        className="sms-rules-row"
        data-slot="policy-rules"
        data-purpose={purpose ?? undefined}
        data-own={own.length > 0 ? '' : undefined}
      >
        <div className="sms-rules-head">
          <span id={headingId} className="sms-cell-main">
            {name}
          </span>
          {purpose === null ? (
            <span className="sms-cell-note">{words.allPurposesText}</span>
          ) : own.length === 0 ? (
            <span className="sms-cell-note">{words.asAllPurposes}</span>
          ) : (
            <span className="sms-row">
              <Badge tone="info">{words.ownRules(own.length)}</Badge>
              <Button
                look="link"
                aria-label={words.resetOf(name)}
                onPress={() => {
                  onChange(Object.fromEntries(own.map((it) => [it, ''])))
                  onFocus(own[0] ?? '')
                }}
              >
                {words.reset}
              </Button>
            </span>
          )}
        </div>
        {RULES.map((rule) => {
          const field = ruleField(rule, purpose)
          const forAll = purpose === null ? '' : textIn(ruleField(rule, null)).trim()
          const all = problemIn(rule, forAll, bounds) ? '' : forAll
          const value = all === '' ? operatorsOf(rule) : all
          const isOwn = textIn(field) !== ''
          const source = isOwn
            ? all === ''
              ? words.operatorsValue(value)
              : words.ofAllPurposes(value)
            : all === ''
              ? words.operators
              : words.asAllPurposes
          return (
            <InheritingField
              key={field}
              {...state}
              name={field}
              label={words[rule]}
              inherited={value}
              isList={rule === 'resendWait'}
              description={
                <>
                  {/* What is followed is said once for the row. */}
                  <span className={purpose === null || isOwn ? undefined : 'sms-rules-heard'}>{source}</span>
                  <span className="sms-rules-heard">, </span>
                  <span className="sms-rules-bounds">{within(rule)}</span>
                </>
              }
            />
          )
        })}
      </div>
    )
  }

  return (
    <div className="sms-rules" data-slot="policy-purposes">
      {/* Each field says this by itself, to those who cannot see what is above it. */}
      <div className="sms-rules-columns" aria-hidden="true">
        <span>{words.purpose}</span>
        {RULES.map((rule) => (
          <span key={rule}>
            {words[rule]}
            <span className="sms-cell-note">{within(rule)}</span>
          </span>
        ))}
      </div>
      {row(null)}
      {policy.inForce.purposes.map(({ purpose }) => row(purpose))}
    </div>
  )
}
