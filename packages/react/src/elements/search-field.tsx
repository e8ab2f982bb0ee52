import { useEffect, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { Icon } from './icon.tsx'
import { elementWords } from './words.ts'

export type SearchFieldProps = {
  /** Read aloud, and shown while it is empty. */
  label: string
  /** Called when the person pauses. */
  onSearch: (text: string) => void
  autoFocus?: boolean
}

/** A typist's pause. */
const PAUSE = 250

export const SearchField = ({ label, onSearch, autoFocus = false }: SearchFieldProps) => {
  const [text, setText] = useState('')
  const words = useWords(elementWords)
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), text === '' ? 0 : PAUSE)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  return (
    <aria.SearchField
      className="sms-search"
      data-slot="search-field"
      aria-label={label}
      value={text}
      onChange={setText}
      // With none, Enter would go on to the form that it is in, and send it.
      onSubmit={() => onSearch(text.trim())}
      autoFocus={autoFocus}
    >
      <Icon name="search" />
      <aria.Input className="sms-input" data-slot="input" placeholder={label} maxLength={64} />
      {text !== '' && (
        <aria.Button className="sms-button sms-search-clear" data-look="quiet" aria-label={words.clear}>
          <Icon name="close" />
        </aria.Button>
      )}
    </aria.SearchField>
  )
}
