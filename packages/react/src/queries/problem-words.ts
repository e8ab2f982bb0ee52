import { useQuery } from '@tanstack/react-query'
import { useSmsSettings } from '../context.ts'

/**
 * What the platform's codes mean, read when first needed: the list is long, and most who look at alarms or statistics have
 * none of them. Undefined until it is there: codes are shown as they are.
 */
export const useProblemWords = () => {
  const { queryClient } = useSmsSettings()
  const { data } = useQuery(
    {
      queryKey: ['sms-problem-words'],
      queryFn: () => import('@sms-settings/api/problems'),
      staleTime: Number.POSITIVE_INFINITY,
    },
    queryClient,
  )
  return data
}
