import type { OperationId, Page, SearchedPage } from '@sms-settings/api'
import type { Input, Output, SmsClient } from '@sms-settings/api/client'
import {
  hashKey,
  type InfiniteData,
  type Query,
  type QueryClient,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useSmsSettings } from '../context.ts'

type Reading = {
  [K in OperationId]: K extends `get${string}` | `list${string}` | `export${string}` ? K : never
}[OperationId]
type Listing = {
  [K in Reading]: Output<K> extends Page<unknown> ? K : never
}[Reading]
/** Asked of the platform or changed on the server. */
type Changing = Exclude<OperationId, Reading>
type ItemOf<K extends Listing> = Output<K> extends Page<infer T> ? T : never

type Call = (input: unknown, options?: { signal: AbortSignal }) => Promise<unknown>
const call = (client: SmsClient, id: OperationId) => client[id] as unknown as Call

/** The key of an operation's answer in the query cache: `['sms', 'listAccounts', input]`. */
export const smsKey = (id: OperationId, input?: unknown): QueryKey =>
  input === undefined ? ['sms', id] : ['sms', id, input]

/**
 * Reads by an operation of the server: `useSmsQuery('getAccount', { params: { accountId } })`.
 * @param enabled false waits
 * @param keeps what was read before stays in sight until what is asked for now is there
 */
export const useSmsQuery = <K extends Reading>(
  id: K,
  input?: Input<K>,
  { enabled = true, keeps = false }: { enabled?: boolean; keeps?: boolean } = {},
): UseQueryResult<Output<K>> => {
  const { client, queryClient } = useSmsSettings()
  return useQuery(
    {
      queryKey: smsKey(id, input ?? {}),
      queryFn: ({ signal }) => call(client, id)(input, { signal }) as Promise<Output<K>>,
      enabled,
      ...(keeps ? { placeholderData: (before: Output<K> | undefined) => before } : {}),
    } as UseQueryOptions<Output<K>>,
    queryClient,
  )
}

/** What comes after a page. Behind one that ended before it was full, things are rare: there as much is looked at as may be. */
type Place = { cursor: string; isSearch: boolean }
const cursorOf = (place: Place | null) => (place ? { cursor: place.cursor } : {})
const SEARCHED_AT_ONCE = 100
/** More pages than people turn: who comes back to the window does not have the whole search done again. */
const READ_AGAIN_AT_MOST = 10

/**
 * Reads a list page by page: `items` holds all pages so far. A page of a list with filters may hold few items, even none,
 * while `hasNextPage`: then it says in `searchedTo` how far back it has looked.
 * @param enabled false waits
 * @param every milliseconds after which it is read again, as long as somebody looks at the page
 */
export const useSmsList = <K extends Listing>(
  id: K,
  input: Input<K>,
  { enabled = true, every }: { enabled?: boolean; every?: number } = {},
): UseInfiniteQueryResult<InfiniteData<SearchedPage<ItemOf<K>>>> & { items: ItemOf<K>[] | undefined } => {
  const { client, queryClient } = useSmsSettings()
  const { query = {}, ...rest } = input as { query?: object }
  const result = useInfiniteQuery(
    {
      queryKey: smsKey(id, input),
      queryFn: ({ signal, pageParam }) =>
        call(client, id)(
          {
            ...rest,
            query: { ...(pageParam?.isSearch ? { limit: SEARCHED_AT_ONCE } : {}), ...query, ...cursorOf(pageParam) },
          },
          { signal },
        ) as Promise<SearchedPage<ItemOf<K>>>,
      initialPageParam: null as Place | null,
      getNextPageParam: ({ nextCursor, searchedTo }: SearchedPage<ItemOf<K>>): Place | null =>
        nextCursor === null ? null : { cursor: nextCursor, isSearch: searchedTo !== undefined },
      refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= READ_AGAIN_AT_MOST,
      enabled,
      refetchInterval: every ?? false,
      // What was found stays in sight until what is looked for now is there.
      placeholderData: (before: InfiniteData<SearchedPage<ItemOf<K>>, Place | null> | undefined) => before,
    },
    queryClient,
  )
  return { ...result, items: result.data?.pages.flatMap((page) => page.items) } as never
}

const subjectOf = (input: unknown) => hashKey([(input as { params?: unknown } | undefined)?.params])

/** Reads what is in sight again, except of what was deleted: the server would only answer that it is gone. */
const refetchAfter = async (queryClient: QueryClient, deleted?: unknown) => {
  const isGone = ({ queryKey }: Query) => deleted !== undefined && subjectOf(queryKey[2]) === subjectOf(deleted)
  await queryClient.invalidateQueries({ queryKey: ['sms'], refetchType: 'none' })
  await queryClient.refetchQueries({ queryKey: ['sms'], type: 'active', predicate: (query) => !isGone(query) })
}

/**
 * Calls an operation that changes something, or asks the platform. What a settings page shows is read again afterwards:
 * names, counts and readiness hang together across panels.
 */
export const useSmsMutation = <K extends Changing>(id: K): UseMutationResult<Output<K>, Error, Input<K>> => {
  const { client, queryClient } = useSmsSettings()
  return useMutation(
    {
      mutationFn: (input: Input<K>) => call(client, id)(input) as Promise<Output<K>>,
      onSuccess: (_, input) =>
        id === 'queryTemplate' ? undefined : refetchAfter(queryClient, id.startsWith('delete') ? input : undefined),
      // Secrets are among what is sent: nothing of it is kept.
      gcTime: 0,
    },
    queryClient,
  )
}
