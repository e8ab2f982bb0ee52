import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'
import { ErrorBanner } from './banner.tsx'
import { Button } from './button.tsx'
import { elementWords } from './words.ts'

/** A list that is read page by page; what `useSmsList` gives. */
export type Pages = {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
  /** Left out where the list itself says why a page could not be read. */
  isFetchNextPageError?: boolean
  error?: unknown
}

/** Behind what a list has so far: its next page, and why that could not be read. */
export const More = ({ pages, children }: { pages: Pages; children?: ReactNode }) => {
  const { loadMore } = useWords(elementWords)
  if (!pages.hasNextPage) return null
  return (
    <>
      {pages.isFetchNextPageError && <ErrorBanner error={pages.error} />}
      <div className="sms-more">
        <Button isPending={pages.isFetchingNextPage} onPress={() => pages.fetchNextPage()}>
          {children ?? loadMore}
        </Button>
      </div>
    </>
  )
}
