import type { SmsConversions } from '@sms-settings/api'
import { useState } from 'react'
import { Loaded, Select, Table } from '../elements/index.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { PrefixName } from './prefix-name.tsx'
import { appWords } from './words.ts'

type By = 'countries' | 'prefixes'
type Row = SmsConversions['countries'][number] & { prefix?: string }

/** How many codes of an App were used of late, as the fraud guard sees them: what may be blocked next. */
export const Conversions = ({ appId }: { appId: string }) => {
  const words = useWords(appWords)
  const { minute, number, share, country } = useFormat()
  const conversions = useSmsQuery('getConversions', { params: { appId } })
  const [by, setBy] = useState<By>('countries')
  const options = (['countries', 'prefixes'] as const).map((id) => ({ id, label: words.conversionsBy[id] }))
  return (
    <section className="sms-section" data-slot="conversions">
      <h2 className="sms-section-title">{words.conversions}</h2>
      <p className="sms-section-text">{words.conversionsText}</p>
      <Loaded query={conversions} lines={3}>
        {({ from, ...rows }) => (
          <>
            {rows.countries.length > 0 && (
              <div className="sms-row">
                <Select label={words.by} options={options} value={by} onChange={(it) => setBy(it as By)} />
              </div>
            )}
            <Table
              label={words.conversions}
              items={rows[by] as readonly Row[]}
              idOf={(it) => it.prefix ?? it.country}
              empty={<p className="sms-section-text">{words.noConversions}</p>}
              columns={[
                {
                  id: 'numbers',
                  label: by === 'prefixes' ? words.prefix : words.country,
                  isRowHeader: true,
                  cell: (it) =>
                    it.prefix === undefined ? (
                      country(it.country)
                    ) : (
                      <PrefixName prefix={it.prefix} country={it.country} />
                    ),
                },
                { id: 'asked', label: words.asked, isNumber: true, cell: (it) => number(it.started) },
                { id: 'used', label: words.used, isNumber: true, cell: (it) => number(it.approved) },
                { id: 'share', label: words.share, isNumber: true, cell: (it) => share(it.approved, it.started) },
              ]}
            />
            <p className="sms-description">{words.conversionsSince(minute(from))}</p>
          </>
        )}
      </Loaded>
    </section>
  )
}
