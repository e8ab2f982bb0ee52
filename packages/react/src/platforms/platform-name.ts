import { useSmsSettings } from '../context.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { languageOf } from '../words/words.ts'

/** How a platform is called: `alibaba_cloud` is “Alibaba Cloud”. */
export const usePlatformName = () => {
  const { locale } = useSmsSettings()
  const { data } = useSmsQuery('listPlatforms')
  return (id: string) => data?.items.find((it) => it.id === id)?.name[languageOf(locale)] ?? id
}
