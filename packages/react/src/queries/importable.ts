import { useQuery } from '@tanstack/react-query'
import { useSmsSettings } from '../context.ts'

/** What the platform has that can be imported into an account. */
export const useImportable = (accountId: string) => {
  const { client, queryClient } = useSmsSettings()
  return useQuery(
    {
      // Not among the settings' keys: listing the platform takes it many calls, and an import would list it once more.
      queryKey: ['sms-importable', accountId],
      queryFn: ({ signal }) => client.listImportable({ params: { accountId } }, { signal }),
      staleTime: 0,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    queryClient,
  )
}
