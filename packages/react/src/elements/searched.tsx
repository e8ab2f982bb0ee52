import { type RefObject, useEffect, useRef } from 'react'
import type { Search } from '../queries/search.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { Button } from './button.tsx'
import { Skeleton } from './states.tsx'
import { elementWords } from './words.ts'

/**
 * Behind what a filtered list has found so far: how far back it has looked, and to go on from there.
 * @param heading where the focus goes when the button that had it is gone
 */
export const Searched = ({
  search: { searchedTo, isSearching, isWanted, goOn, stop },
  found,
  heading,
}: {
  search: Search
  found: number
  heading: RefObject<HTMLElement | null>
}) => {
  const words = useWords(elementWords)
  const { minute } = useFormat()
  const wasPressed = useRef(false)
  const isOver = searchedTo === undefined
  useEffect(() => {
    if (!isOver || !wasPressed.current) return
    wasPressed.current = false
    if (document.activeElement === document.body) heading.current?.focus()
  }, [isOver, heading])

  if (isOver) return null
  const to = minute(searchedTo)
  // A few pages are read in no time: nothing is drawn that would be gone at once.
  if (isSearching && !isWanted) return found === 0 ? <Skeleton lines={6} /> : null
  return (
    <div className="sms-table-box">
      <div className="sms-empty" data-slot="searched">
        {/* Told once, not at each step. */}
        <strong className="sms-empty-title" role="status">
          {isSearching ? words.searching : found === 0 ? words.nothingBackTo(to) : words.searchedBackTo(to)}
        </strong>
        <p className="sms-empty-text">{isSearching ? words.searchedBackTo(to) : words.notSearched}</p>
        <Button
          onPress={() => {
            wasPressed.current = true
            if (isSearching) stop()
            else goOn()
          }}
        >
          {isSearching ? words.stopSearching : words.searchOn}
        </Button>
      </div>
    </div>
  )
}
