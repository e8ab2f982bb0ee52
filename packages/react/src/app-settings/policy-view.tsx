import type { SmsPolicy } from '@sms-settings/api'
import { Table } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { useCountries } from './countries.ts'
import { useAllowed } from './countries-field.tsx'
import { LIMITS, RULES, type Rule } from './policy-fields.ts'
import { policyWords } from './policy-words.ts'

const MODES = ['allow', 'monitor', 'block'] as const

/** The policy for those who may only read it: what holds, and where it comes from. */
export const PolicyView = ({ policy: { set, inForce, bounds } }: { policy: SmsPolicy }) => {
  const words = useWords(policyWords)
  const names = useVocabulary()
  const { number, list } = useFormat()
  const { sorted } = useCountries()
  const allowed = useAllowed(bounds.countries)
  const shown = (value: number | number[]) => [value].flat().map(number).join(', ')

  const sourceOfApp = (own: unknown) => (own === undefined ? words.operators : words.own)
  const sourceOf = (purpose: string, rule: Rule) =>
    set.purposes?.find((it) => it.purpose === purpose)?.[rule] !== undefined
      ? words.ownOfPurpose
      : sourceOfApp(set[rule])
  const { others, named } = inForce.countries
  const inMode = (mode: (typeof MODES)[number]) =>
    sorted(named.filter((it) => it.mode === mode).map((it) => it.country)).map((it) => it.name)

  return (
    <div className="sms-stack" data-slot="policy-view">
      <h3 className="sms-section-subtitle">{words.rules}</h3>
      <Table
        label={words.rules}
        items={inForce.purposes}
        idOf={(it) => it.purpose}
        columns={[
          {
            id: 'purpose',
            label: words.purpose,
            isRowHeader: true,
            cell: (it) => <span className="sms-cell-main">{names.purpose(it.purpose)}</span>,
          },
          ...RULES.map((rule) => ({
            id: rule,
            label: words[rule],
            cell: (it: SmsPolicy['inForce']['purposes'][number]) => (
              <div>
                {shown(it[rule])}
                <span className="sms-cell-note">{sourceOf(it.purpose, rule)}</span>
              </div>
            ),
          })),
        ]}
      />
      <h3 className="sms-section-subtitle">{words.limits}</h3>
      <dl className="sms-facts">
        {LIMITS.map((limit) => (
          <div key={limit}>
            <dt>{words.limit[limit]}</dt>
            <dd>
              {number(inForce.limits[limit])}
              <span className="sms-cell-note">{sourceOfApp(set.limits?.[limit])}</span>
            </dd>
          </div>
        ))}
      </dl>
      <h3 className="sms-section-subtitle">{words.countries}</h3>
      {allowed !== undefined && <p className="sms-section-text">{allowed}</p>}
      <dl className="sms-facts">
        <div>
          <dt>{named.length === 0 ? words.allCountries : words.others}</dt>
          <dd>
            {words.modes[others]}
            <span className="sms-cell-note">{sourceOfApp(set.countries)}</span>
          </dd>
        </div>
        {MODES.filter((mode) => inMode(mode).length > 0).map((mode) => (
          <div key={mode}>
            <dt>{words.modes[mode]}</dt>
            <dd>{list(inMode(mode))}</dd>
          </div>
        ))}
      </dl>
      <h3 className="sms-section-subtitle">{words.lists}</h3>
      <dl className="sms-facts">
        {(['safeList', 'blockList'] as const).map((name) => (
          <div key={name}>
            <dt>{words[name]}</dt>
            <dd className={set[name]?.length ? 'sms-code' : undefined}>{set[name]?.join(', ') || names.none}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
