import type { SearchedPage } from '@sms-settings/api'
import { useEffect, useState } from 'react'

/** Pages that are read without being asked for, as long as they bring little. */
const BY_ITSELF = 5
/** As many found are enough to look at before more is looked for. */
const ENOUGH = 20

/** Of a list that is read page by page; what `useSmsList` gives. */
type Listed = {
  data: { pages: SearchedPage<unknown>[] } | undefined
  hasNextPage: boolean
  isFetching: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  isPlaceholderData: boolean
  fetchNextPage: () => unknown
}

export type Search = {
  /** Back to when all has been looked at; undefined where the list is at its end, or its next page is at hand. */
  searchedTo: string | undefined
  isSearching: boolean
  /** Somebody wants it to go on until something is found. */
  isWanted: boolean
  goOn: () => void
  stop: () => void
  /** For the button below a table: the next page is at hand. */
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => void }
}

/** From which page on how many are read by themselves. */
type Wish = { list: string; from: number; atMost: number }

/**
 * Goes on where a page of a filtered list ended before it was full: by itself for a few pages, then when it is wanted,
 * until a page is full, history ends, or somebody stops it.
 * @param name of what is listed: with other filters it begins anew
 */
export const useSearch = (name: string, listed: Listed): Search => {
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage } = listed
  const [wished, wish] = useState<Wish>({ list: name, from: 0, atMost: BY_ITSELF })
  const { from, atMost } = wished.list === name ? wished : { from: 0, atMost: BY_ITSELF }
  // What stands in for a list that is still being read says nothing about it.
  const pages = isPlaceholderData ? [] : (listed.data?.pages ?? [])
  const searchedTo = hasNextPage ? pages.at(-1)?.searchedTo : undefined
  const since = pages.slice(from)
  const found = since.reduce((count, { items }) => count + items.length, 0)
  const isSearching = searchedTo !== undefined && since.length < atMost && found < ENOUGH && !isFetchNextPageError

  useEffect(() => {
    if (isSearching && !isFetching) fetchNextPage()
  }, [isSearching, isFetching, fetchNextPage])

  const read = (atMost: number) => {
    wish({ list: name, from: pages.length, atMost })
    fetchNextPage()
  }
  return {
    searchedTo,
    isSearching,
    isWanted: atMost === Number.POSITIVE_INFINITY,
    goOn: () => read(Number.POSITIVE_INFINITY),
    stop: () => wish({ list: name, from: pages.length, atMost: 0 }),
    more: {
      hasNextPage: hasNextPage && searchedTo === undefined,
      isFetchingNextPage,
      fetchNextPage: () => read(BY_ITSELF),
    },
  }
}
