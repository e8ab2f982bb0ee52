import { usePermission } from '../context.ts'
import { useSmsList } from './queries.ts'

/** The Apps' names, where they may be read. */
export const useAppName = () => {
  const apps = useSmsList('listApps', { query: { limit: 100 } }, { enabled: usePermission('settings:read') })
  return (appId: string) => apps.items?.find((it) => it.appId === appId)?.name ?? appId
}
