import { useEffect, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { Button } from './button.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { elementWords } from './words.ts'

/** Long enough to be seen, or to be read. */
const SHOWN = { copied: 2000, failed: 8000 }

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
  const [outcome, setOutcome] = useState<{ is: keyof typeof SHOWN }>()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN[outcome.is])
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => {
    try {
      // Without TLS there is no clipboard.
      await navigator.clipboard.writeText(value)
      setOutcome({ is: 'copied' })
    } catch {
      setOutcome({ is: 'failed' })
    }
  }
  const isCopied = outcome?.is === 'copied'
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
        icon={isCopied ? 'check' : 'copy'}
        aria-label={isCopied ? words.copied : words.copy}
        onPress={copy}
      />
      {outcome?.is === 'failed' && (
        <span className="sms-field-error" role="alert">
          {words.notCopied}
        </span>
      )}
    </div>
  )
}
