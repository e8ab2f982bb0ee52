import { useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { Button } from './button.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { elementWords } from './words.ts'

/** A value of a machine's, and a button that copies it. */
export const Copyable = ({
  value,
  shown = value,
  blockLabel,
}: {
  value: string
  /** What is to be seen of it, when it is not for everybody's eyes. */
  shown?: string
  /** Given, it is a text of several lines: what it is called. */
  blockLabel?: string
}) => {
  const words = useWords(elementWords)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => {},
    )
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div className="sms-copyable" data-slot="copyable" data-block={blockLabel === undefined ? undefined : ''}>
      {blockLabel === undefined ? (
        <span className="sms-code">{shown}</span>
      ) : (
        <ScrollBox label={blockLabel} className="sms-scroll sms-pre">
          <pre className="sms-code">{value}</pre>
        </ScrollBox>
      )}
      <Button
        look="quiet"
        icon={copied ? 'check' : 'copy'}
        aria-label={copied ? words.copied : words.copy}
        onPress={copy}
      />
    </div>
  )
}
