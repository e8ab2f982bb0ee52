import type { SmsFigures } from '@sms-settings/api'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useFigures } from './use-figures.ts'
import { statisticsWords } from './words.ts'

/** What all comes to, in a few numbers. */
export const Figures = ({ total }: { total: SmsFigures }) => {
  const words = useWords(statisticsWords)
  const { number } = useFormat()
  const { share, seconds } = useFigures()
  const { sent, delivered, failed, refused, started, approved, wasted, deliverySeconds } = total
  const ofSent = (count: number) => {
    const part = share(count, sent)
    return part === null ? words.nothing : words.ofSent(part)
  }
  const [p50, p95] = [seconds(deliverySeconds.p50), seconds(deliverySeconds.p95)]
  const tiles = [
    {
      name: words.sent,
      value: number(sent),
      note: refused > 0 ? words.notTaken(number(refused)) : words.allTaken,
    },
    { name: words.delivered, value: number(delivered), note: ofSent(delivered) },
    { name: words.failed, value: number(failed), note: ofSent(failed) },
    {
      name: words.conversion,
      value: share(approved, started) ?? words.nothing,
      note: words.conversionNote(number(approved), number(started)),
    },
    { name: words.wasted, value: number(wasted), note: words.wastedNote },
    {
      name: words.speed,
      value: p50 ?? words.nothing,
      note: p95 === null ? words.nothing : words.speedNote(p95),
    },
  ]
  return (
    <dl className="sms-facts sms-figures" data-slot="figures">
      {tiles.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span className="sms-figure">{value}</span>
            <span className="sms-cell-note">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
