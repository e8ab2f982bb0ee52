import { useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { Button } from './button.tsx'
import { elementWords } from './words.ts'

/** A value of a machine's, and a button that copies it. */
export const Copyable = ({ value, isBlock = false }: { value: string; isBlock?: boolean }) => {
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
    <span className="sms-copyable" data-slot="copyable" data-block={isBlock ? '' : undefined}>
      {isBlock ? <pre className="sms-code sms-pre">{value}</pre> : <span className="sms-code">{value}</span>}
      <Button
        look="quiet"
        icon={copied ? 'check' : 'copy'}
        aria-label={copied ? words.copied : words.copy}
        onPress={copy}
      />
    </span>
  )
}
