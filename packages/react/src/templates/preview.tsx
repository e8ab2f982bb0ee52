import type { Region, SmsTemplateWarning } from '@sms-settings/api'
import { Banner } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { countSegments } from './segments.ts'
import { TemplateText } from './template-text.tsx'
import { templateWords } from './words.ts'

const SAMPLE_CODE = '042137'

/** Something to read in place of each variable. */
export const sampleOf = (variable: string): string =>
  /code/i.test(variable) ? SAMPLE_CODE : /time|min|expire/i.test(variable) ? '5' : variable

/** How the platform puts the sender before the text: in `[]` abroad when everything is plain English. */
const signatureHead = (name: string, text: string, region: Region): string =>
  region === 'international' && /^[\x20-\x7e\n]*$/.test(name.replace('…', '') + text) ? `[${name}] ` : `【${name}】`

/** A template as a person's phone shows it, with samples for its variables, and what it costs. */
export const TemplatePreview = ({
  content,
  variables,
  region,
  signature,
}: {
  content: string
  variables: readonly string[]
  region: Region
  /** The sender's name; without it one of usual length is counted. */
  signature?: string
}) => {
  const words = useWords(templateWords)
  const { number } = useFormat()
  const samples = Object.fromEntries(variables.map((it) => [it, sampleOf(it)]))
  const filled = content.replace(/\$\{\s*([^}\s]*)\s*\}/g, (whole, name: string) => samples[name] ?? whole)
  const head = signatureHead(signature ?? '…', filled, region)
  const { characters, segments } = countSegments(head + filled, region)
  return (
    <figure className="sms-bubble-phone" data-slot="template-preview">
      <figcaption className="sms-description">{words.preview}</figcaption>
      <div className="sms-bubble">
        {head}
        <TemplateText content={content} samples={samples} />
      </div>
      <span className="sms-description">{words.cost(number(characters), number(segments))}</span>
    </figure>
  )
}

export const TemplateWarnings = ({ warnings }: { warnings: readonly SmsTemplateWarning[] }) => {
  const words = useWords(templateWords)
  if (warnings.length === 0) return null
  return (
    <Banner tone="warning">
      {warnings.map((it) => (
        <span key={it.code}>{words.warnings[it.code]}</span>
      ))}
    </Banner>
  )
}
