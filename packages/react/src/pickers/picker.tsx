import { useState } from 'react'
import { Button, ErrorBanner, type Option, Root, SearchField, Select } from '../elements/index.ts'
import { elementWords } from '../elements/words.ts'
import { useWords } from '../words/use-words.ts'
import { pickerWords } from './words.ts'

export type PickerProps<T> = {
  /** The name under which a form sends the id. */
  name?: string
  /** The chosen id, if you keep it. */
  value?: string | null
  /** The id to begin with, if you do not. */
  defaultValue?: string
  /** Something was chosen: its id, and all that is known of it. */
  onChange?: (id: string, item: T) => void
  /** What stands above the list; “App”, “Signature” or “Template” unless you say otherwise. */
  label?: string
  /** A word of help under the list. */
  description?: string
  /**
   * What stands in the list as long as nothing is chosen.
   * @default 'Select'
   */
  placeholder?: string
  /** A form cannot be sent before something is chosen. */
  isRequired?: boolean
  /** Shown, and neither to be changed nor sent. */
  isDisabled?: boolean
  /** A class of yours on the outermost element. */
  className?: string
}

/** What can be chosen from, as far as it is known by now. */
export type Choices<T> = {
  items: readonly T[] | undefined
  error: unknown
  refetch: () => unknown
  /** There are more than these. */
  hasNextPage?: boolean
}

type Props<T> = PickerProps<T> & {
  label: string
  slotName: string
  choices: Choices<T>
  optionOf: (item: T) => Option
  /** Where there is nothing: what to do about it. */
  empty: string
  /** Where the server searches: told what is looked for. Has to stay the same function. */
  onSearch?: (text: string) => void
  /** What is looked for. */
  q?: string
}

/**
 * A list in a form of the host's. What is chosen stays in it from the first moment on, while the list loads, when it
 * cannot be read and whatever is searched for: a field that is not there would be sent as if nobody had chosen.
 */
export const Picker = <T,>({
  label,
  slotName,
  choices,
  optionOf,
  empty,
  onSearch,
  q = '',
  className,
  onChange,
  description,
  ...props
}: Props<T>) => {
  const words = useWords(pickerWords)
  const { retry } = useWords(elementWords)
  const { items, error, hasNextPage = false } = choices
  const [picked, setPicked] = useState<string | null>(null)
  /** All that was ever listed, for what is chosen and not among what is found now. */
  const [seen, setSeen] = useState<ReadonlyMap<string, Option>>(new Map())
  const [isLong, setLong] = useState(false)

  const found = (items ?? []).map(optionOf)
  if (found.some((it) => !seen.has(it.id))) setSeen(new Map([...seen, ...found.map((it) => [it.id, it] as const)]))
  // Once there were more than fit the search stays, however little it finds.
  if (hasNextPage && !isLong) setLong(true)

  const isListed = (id: string) => found.some((it) => it.id === id)
  const held = [...new Set([props.value, picked, props.defaultValue])].flatMap((id) => {
    if (id === undefined || id === null || id === '' || isListed(id)) return []
    return seen.get(id) ?? { id, label: items === undefined ? id : isLong ? id : words.gone(id) }
  })

  const note = error
    ? undefined
    : items === undefined
      ? words.loading
      : items.length === 0
        ? q
          ? words.notFound
          : empty
        : hasNextPage
          ? words.more
          : undefined
  const text = [description, note].filter((it) => it !== undefined).join(' ')

  return (
    <Root slotName={slotName} {...(className ? { className } : {})}>
      <div className="sms-stack">
        {isLong && onSearch && <SearchField label={words.search(label)} onSearch={onSearch} />}
        <Select
          {...props}
          label={label}
          {...(text === '' ? {} : { description: text })}
          options={[...held, ...found]}
          onChange={(id) => {
            setPicked(id)
            const item = items?.find((it) => optionOf(it).id === id)
            if (item !== undefined) onChange?.(id, item)
          }}
        />
        {error !== null && error !== undefined && items === undefined && (
          <ErrorBanner error={error}>
            <Button icon="refresh" onPress={() => choices.refetch()}>
              {retry}
            </Button>
          </ErrorBanner>
        )}
      </div>
    </Root>
  )
}
