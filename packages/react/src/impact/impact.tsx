import type { SmsImpact } from '@sms-settings/api'
import type { UseQueryResult } from '@tanstack/react-query'
import { Banner, Loaded } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { impactWords } from './words.ts'

/** What stops working without an account, a signature or a template: App by App. */
export const Impact = ({ query }: { query: UseQueryResult<SmsImpact> }) => {
  const words = useWords(impactWords)
  const names = useVocabulary()
  const { list } = useFormat()
  return (
    <Loaded query={query} lines={2}>
      {({ apps }) => {
        const lines = apps.flatMap(({ appId, name, affected }) =>
          (['stopped', 'other'] as const).flatMap((becomes) => {
            const what = affected.filter((it) => it.becomes === becomes)
            if (what.length === 0) return []
            const named = list(what.map((it) => `${names.purpose(it.purpose)} (${names.region(it.region)})`))
            return [
              {
                id: `${appId} ${becomes}`,
                isStopped: becomes === 'stopped',
                text: becomes === 'stopped' ? words.stopped(name, named) : words.other(name, named),
              },
            ]
          }),
        )
        if (lines.length === 0) return <Banner tone="info">{words.nothing}</Banner>
        return (
          <Banner tone={lines.some((it) => it.isStopped) ? 'danger' : 'warning'} title={words.breaks}>
            <ul className="sms-impact" data-slot="impact">
              {lines.map((it) => (
                <li key={it.id}>{it.text}</li>
              ))}
            </ul>
          </Banner>
        )
      }}
    </Loaded>
  )
}
