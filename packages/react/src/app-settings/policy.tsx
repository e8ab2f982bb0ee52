import type { SmsCountries, SmsLimits, SmsPolicy, SmsPolicyInput } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Button, ErrorBanner, Form, Loaded, Root, Select, TextField, textOf, useNotify } from '../elements/index.ts'
import { usePermission } from '../provider/context.ts'
import { useSmsMutation, useSmsQuery } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { policyWords } from './policy-words.ts'

export type AppPolicyFormProps = { appId: string; className?: string }

/** How codes of one App are made, checked and limited: what it sets for itself, within what the operator allows. */
export const AppPolicyForm = ({ appId, className }: AppPolicyFormProps) => (
  <Root slotName="app-policy-form" {...(className ? { className } : {})}>
    <PolicySection appId={appId} />
  </Root>
)

export const PolicySection = ({ appId }: { appId: string }) => {
  const words = useWords(policyWords)
  const policy = useSmsQuery('getAppPolicy', { params: { appId } })
  // Drawn anew only when its own fields are to be emptied: what a colleague saves meanwhile must not take away what is typed.
  const [resets, setResets] = useState(0)
  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.title}</h2>
      <p className="sms-section-text">{words.text}</p>
      <Loaded query={policy} lines={6}>
        {(it) => <PolicyForm key={resets} appId={appId} policy={it} onReset={() => setResets(resets + 1)} />}
      </Loaded>
    </section>
  )
}

const RULES = ['lifetime', 'attempts', 'codeLength'] as const
const LIMITS: readonly (keyof SmsLimits)[] = [
  'phonePerMinute',
  'phonePerHour',
  'phonePerDay',
  'ipPerHour',
  'appPerDay',
  'countryPerHour',
  'prefixPerHour',
]
const MODES = ['allow', 'monitor', 'block'] as const

const lines = (text: string | undefined) => text?.split(/[\n,;]+/).flatMap((it) => it.trim() || [])

const PolicyForm = ({ appId, policy, onReset }: { appId: string; policy: SmsPolicy; onReset: () => void }) => {
  const words = useWords(policyWords)
  const { number } = useFormat()
  const notify = useNotify()
  const text = useErrorText()
  const mayWrite = usePermission('settings:write')
  const put = useSmsMutation('putAppPolicy')
  const form = useRef<HTMLFormElement>(null)
  const { set, inForce, bounds } = policy
  const [others, setOthers] = useState<SmsCountries['others'] | null>(set.countries?.others ?? null)
  const [named, setNamed] = useState<SmsCountries['named']>(set.countries?.named ?? [])

  const field = put.error ? text(put.error).field : undefined
  /** The field that the server finds wrong, with its own words: they name the number or the bound. */
  const refused = useMemo(() => {
    const name = field?.startsWith('limits.') ? field : field?.split('.')[0]
    const message = put.error instanceof SmsClientError ? (put.error.body?.message ?? put.error.message) : ''
    const sent = put.variables?.body
    const wrong = name === 'safeList' || name === 'blockList' ? sent?.[name]?.[Number(field?.split('.')[1])] : undefined
    return name ? { [name]: wrong === undefined ? message : words.notAPhone(wrong) } : {}
  }, [field, put.error, put.variables, words])
  useEffect(() => {
    const names = field ? [field, field.split('.')[0] ?? ''] : []
    const control = names.map((name) => form.current?.elements.namedItem(name)).find((it) => it !== null)
    if (control instanceof HTMLElement) control.focus()
  }, [field])

  /** A whole number within bounds, or nothing. */
  const whole = (low: number, high: number) => (value: string) =>
    value.trim() === '' || (/^\d+$/.test(value.trim()) && Number(value) >= low && Number(value) <= high)
      ? null
      : words.between(number(low), number(high))

  const waitsWithin = (value: string) => {
    const { minimum, maximum } = bounds.resendWait
    if (!/^\s*(\d+\s*(,\s*\d+\s*)*)?$/.test(value)) return words.notNumbers
    const isWithin = (lines(value) ?? []).every((it) => Number(it) >= minimum && Number(it) <= maximum)
    return isWithin ? null : words.between(number(minimum), number(maximum))
  }

  const save = async (input: SmsPolicyInput) => {
    await put.mutateAsync({ params: { appId }, body: input })
    notify({ tone: 'success', text: words.saved })
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const data = new FormData(event.currentTarget)
    const numberOf = (name: string) => {
      const value = textOf(data, name)
      return value === undefined ? undefined : Number(value)
    }
    const limits = Object.fromEntries(
      LIMITS.flatMap((name) => {
        const value = numberOf(`limits.${name}`)
        return value === undefined ? [] : [[name, value]]
      }),
    )
    const waits = lines(textOf(data, 'resendWait'))?.map(Number)
    const safeList = lines(textOf(data, 'safeList'))
    const blockList = lines(textOf(data, 'blockList'))
    await save({
      ...Object.fromEntries(
        RULES.flatMap((name) => {
          const value = numberOf(name)
          return value === undefined ? [] : [[name, value]]
        }),
      ),
      ...(waits ? { resendWait: waits } : {}),
      ...(Object.keys(limits).length > 0 ? { limits } : {}),
      ...(others !== null || named.length > 0
        ? { countries: { others: others ?? inForce.countries.others, named } }
        : {}),
      ...(safeList ? { safeList } : {}),
      ...(blockList ? { blockList } : {}),
      // Not drawn here: what is set for single purposes stays.
      ...(set.purposes ? { purposes: set.purposes } : {}),
    }).catch(() => {})
  }

  /** Numbers and rules of single purposes are no values of the operator's: they stay. */
  const reset = async () => {
    const { safeList, blockList, purposes } = set
    await save({
      ...(safeList ? { safeList } : {}),
      ...(blockList ? { blockList } : {}),
      ...(purposes ? { purposes } : {}),
    })
    onReset()
  }
  /** What is in force is the operator's only where the App has not set its own. */
  const hint = (isOwn: boolean, value: string) => (isOwn ? words.operatorOwn : words.operator(value))

  const modes = MODES.map((id) => ({ id, label: words.modes[id] }))
  const disabled = { isDisabled: !mayWrite }

  return (
    <Form formRef={form} slotName="policy-form" refused={refused} onForget={put.reset} onSubmit={submit}>
      {put.error && <ErrorBanner error={put.error} />}
      <h3 className="sms-section-subtitle">{words.codes}</h3>
      <div className="sms-grid">
        {RULES.map((name) => {
          const { minimum, maximum } = bounds[name]
          return (
            <TextField
              key={name}
              {...disabled}
              name={name}
              label={words[name]}
              inputMode="numeric"
              defaultValue={set[name] === undefined ? '' : String(set[name])}
              placeholder={hint(set[name] !== undefined, number(inForce[name]))}
              description={words.between(number(minimum), number(maximum))}
              validate={whole(minimum, maximum)}
            />
          )
        })}
        <TextField
          {...disabled}
          name="resendWait"
          label={words.resendWait}
          defaultValue={set.resendWait?.join(', ') ?? ''}
          placeholder={hint(set.resendWait !== undefined, inForce.resendWait.join(', '))}
          description={words.resendWaitText}
          validate={waitsWithin}
        />
      </div>
      <h3 className="sms-section-subtitle">{words.limits}</h3>
      <p className="sms-description">{words.limitsText}</p>
      <div className="sms-grid">
        {LIMITS.map((name) => (
          <TextField
            key={name}
            {...disabled}
            name={`limits.${name}`}
            label={words.limit[name]}
            inputMode="numeric"
            defaultValue={set.limits?.[name] === undefined ? '' : String(set.limits[name])}
            placeholder={hint(set.limits?.[name] !== undefined, number(inForce.limits[name]))}
            description={words.atMost(number(bounds.limits[name]))}
            validate={whole(0, bounds.limits[name])}
          />
        ))}
      </div>
      <h3 className="sms-section-subtitle">{words.countries}</h3>
      <div className="sms-grid">
        <Select
          {...disabled}
          label={words.others}
          options={[
            { id: 'operator', label: hint(set.countries !== undefined, words.modes[inForce.countries.others]) },
            ...modes,
          ]}
          value={others ?? 'operator'}
          onChange={(id) => setOthers(id === 'operator' ? null : (id as SmsCountries['others']))}
        />
      </div>
      {named.map((it, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name until one is typed
        <div key={at} className="sms-row sms-policy-country" data-slot="policy-country">
          <TextField
            {...disabled}
            label={words.country}
            isRequired
            maxLength={2}
            value={it.country}
            onChange={(country) =>
              setNamed(
                named.map((other, place) => (place === at ? { ...other, country: country.toUpperCase() } : other)),
              )
            }
            validate={(value) => (/^[A-Z]{2}$/.test(value) ? null : words.badCountry)}
          />
          <Select
            {...disabled}
            label={words.mode}
            options={modes}
            value={it.mode}
            onChange={(mode) =>
              setNamed(
                named.map((other, place) =>
                  place === at ? { ...other, mode: mode as SmsCountries['others'] } : other,
                ),
              )
            }
          />
          {mayWrite && (
            <Button
              look="quiet"
              icon="close"
              aria-label={words.remove(it.country)}
              onPress={() => setNamed(named.filter((_, place) => place !== at))}
            />
          )}
        </div>
      ))}
      {mayWrite && (
        <div>
          <Button icon="add" onPress={() => setNamed([...named, { country: '', mode: 'block' }])}>
            {words.addCountry}
          </Button>
        </div>
      )}
      <h3 className="sms-section-subtitle">{words.lists}</h3>
      <div className="sms-grid">
        <TextField
          {...disabled}
          name="safeList"
          label={words.safeList}
          description={words.safeListText}
          isMultiline
          defaultValue={set.safeList?.join('\n') ?? ''}
        />
        <TextField
          {...disabled}
          name="blockList"
          label={words.blockList}
          description={words.blockListText}
          isMultiline
          defaultValue={set.blockList?.join('\n') ?? ''}
        />
      </div>
      {mayWrite && (
        <div className="sms-row">
          <Button type="submit" look="primary" isPending={put.isPending}>
            {words.save}
          </Button>
          {Object.keys(set).length > 0 && (
            <Button onPress={() => reset().catch(() => {})} isPending={put.isPending}>
              {words.reset}
            </Button>
          )}
        </div>
      )}
    </Form>
  )
}
