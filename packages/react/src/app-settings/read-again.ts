import type { UseQueryResult } from '@tanstack/react-query'

/** What a query answers now, whatever it did before. @throws what kept it from answering */
export const readAgain = async <T>(query: UseQueryResult<T>): Promise<T> => {
  const { data, error } = await query.refetch()
  if (!data || error) throw error
  return data
}
