import { useQuery } from '@tanstack/react-query'
import { useSmsSettings } from '../context.ts'
import { smsKey } from './queries.ts'

/** Asks the platform about the key of an account, as soon as it is shown and whenever it is asked again. */
export const useAccountCheck = (accountId: string) => {
  const { client, queryClient } = useSmsSettings()
  return useQuery(
    {
      // Not among the settings' keys: what refreshes them must not ask the platform each time.
      queryKey: ['sms-check', accountId],
      queryFn: async () => {
        const result = await client.checkAccount({ params: { accountId } })
        await Promise.all(
          ['listAccounts' as const, 'getAccount' as const].map((id) =>
            queryClient.invalidateQueries({ queryKey: smsKey(id) }),
          ),
        )
        return result
      },
      staleTime: 0,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
    },
    queryClient,
  )
}
