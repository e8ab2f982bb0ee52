import type { SmsCountries, SmsPolicy } from '@sms-settings/api'
import { useState } from 'react'
import { Button, Checkbox, Dialog, Empty, SearchField, Select } from '../elements/index.ts'
import { elementWords } from '../elements/words.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useCountries } from './countries.ts'
import { policyWords } from './policy-words.ts'

type Mode = SmsCountries['others']
const MODES: readonly Mode[] = ['allow', 'monitor', 'block']
const OPERATOR = 'operator'
/** More than these are counted: nobody reads on. */
const TOLD = 12

/** The only countries that the operator lets SMS go to, in words; undefined where any may be. */
export const useAllowed = (allowed: readonly string[] | null): string | undefined => {
  const words = useWords(policyWords)
  const { list } = useFormat()
  const { sorted } = useCountries()
  if (allowed === null) return undefined
  return allowed.length > TOLD
    ? words.operatorAllowsSome(allowed.length)
    : words.operatorAllows(list(sorted(allowed).map((it) => it.name)))
}

/** Where SMS may go: a rule for all countries, and those that have one of their own. */
export const CountriesField = ({
  policy: { inherited, bounds },
  value,
  onChange,
  onFocus,
}: {
  policy: SmsPolicy
  /** Goes to the list of rules: what was pressed is gone. */
  onFocus: () => void
  /** Undefined follows the operator. */
  value: SmsCountries | undefined
  onChange: (value: SmsCountries | undefined) => void
}) => {
  const words = useWords(policyWords)
  const { sorted } = useCountries()
  const allowed = useAllowed(bounds.countries)
  const [isAdding, setAdding] = useState(false)
  const { others, named } = value ?? inherited.countries
  const modes = MODES.map((id) => ({ id, label: words.modes[id] }))
  const modeOf = new Map(named.map((it) => [it.country, it.mode]))

  const change = (changed: Partial<SmsCountries>) => onChange({ others, named, ...changed })
  const description = [words.modesText[others], allowed].filter((it) => it !== undefined).join(' ')

  return (
    <div className="sms-stack">
      <Select
        name="countries"
        className="sms-policy-others"
        label={named.length === 0 ? words.allCountries : words.others}
        description={description}
        options={
          // Countries of one's own are not taken away by a choice about all others.
          value && named.length > 0
            ? modes
            : [{ id: OPERATOR, label: words.operatorsValue(words.modes[inherited.countries.others]) }, ...modes]
        }
        value={value === undefined ? OPERATOR : others}
        onChange={(id) => (id === OPERATOR ? onChange(undefined) : change({ others: id as Mode }))}
      />
      {named.length > 0 && (
        <ul className="sms-checklist sms-policy-countries" data-slot="policy-countries" aria-label={words.named}>
          {sorted([...modeOf.keys()]).map(({ code, name }) => (
            <li key={code} className="sms-policy-country" data-slot="policy-country">
              <span>
                <span className="sms-cell-main">{name}</span> <span className="sms-muted sms-code">{code}</span>
              </span>
              <Select
                aria-label={words.modeOf(name)}
                options={modes}
                value={modeOf.get(code) ?? others}
                onChange={(mode) =>
                  change({ named: named.map((it) => (it.country === code ? { ...it, mode: mode as Mode } : it)) })
                }
              />
              <Button
                look="quiet"
                icon="close"
                aria-label={words.remove(name)}
                onPress={() => {
                  change({ named: named.filter((it) => it.country !== code) })
                  onFocus()
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="sms-row">
        <Button icon="add" onPress={() => setAdding(true)}>
          {words.addCountries}
        </Button>
        {value && (
          <>
            <Button
              look="link"
              aria-label={words.resetOf(words.countries)}
              onPress={() => {
                onChange(undefined)
                onFocus()
              }}
            >
              {words.reset}
            </Button>
            <span className="sms-description">{words.operatorsValue(words.modes[inherited.countries.others])}</span>
          </>
        )}
      </div>
      {isAdding && (
        <AddCountries
          allowed={bounds.countries}
          taken={modeOf}
          mode={others === 'block' ? 'allow' : 'block'}
          onClose={() => setAdding(false)}
          onAdd={(codes, mode) => {
            change({ named: [...named, ...codes.map((country) => ({ country, mode }))] })
            setAdding(false)
          }}
        />
      )}
    </div>
  )
}

const AddCountries = ({
  allowed,
  taken,
  mode: first,
  onAdd,
  onClose,
}: {
  allowed: readonly string[] | null
  taken: ReadonlyMap<string, Mode>
  /** To begin with: what makes a difference to the rule of all others. */
  mode: Mode
  onAdd: (codes: string[], mode: Mode) => void
  onClose: () => void
}) => {
  const words = useWords(policyWords)
  const { cancel } = useWords(elementWords)
  const { among, fits } = useCountries()
  const [q, setQ] = useState('')
  const [mode, setMode] = useState(first)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const found = among(allowed).filter((it) => !taken.has(it.code) && fits(it, q))

  const choose = (code: string, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(code)
    else next.delete(code)
    setChosen(next)
  }

  return (
    <Dialog
      title={words.addCountries}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{cancel}</Button>
          <Button look="primary" isDisabled={chosen.size === 0} onPress={() => onAdd([...chosen], mode)}>
            {words.add(chosen.size)}
          </Button>
        </>
      }
    >
      <div className="sms-stack">
        <Select
          label={words.mode}
          description={words.modesText[mode]}
          options={MODES.map((id) => ({ id, label: words.modes[id] }))}
          value={mode}
          onChange={(id) => setMode(id as Mode)}
        />
        <SearchField label={words.searchCountries} onSearch={setQ} autoFocus />
        {found.length === 0 ? (
          <Empty title={words.noCountry} />
        ) : (
          <ul className="sms-checklist" aria-label={words.countries}>
            {found.map(({ code, name }) => (
              <li key={code}>
                <Checkbox
                  className="sms-checklist-item"
                  isSelected={chosen.has(code)}
                  onChange={(isChosen) => choose(code, isChosen)}
                >
                  <span>
                    {name} <span className="sms-muted sms-code">{code}</span>
                  </span>
                </Checkbox>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
