import { useSmsSettings } from '../provider/context.ts'
import { languageOf } from '../words/words.ts'

/** Something is under way. */
export const Spinner = ({ id }: { id?: string | undefined }) => {
  const { locale } = useSmsSettings()
  return (
    <span
      id={id}
      className="sms-spinner"
      data-slot="spinner"
      role="img"
      aria-label={languageOf(locale) === 'zh-CN' ? '处理中' : 'Working'}
    />
  )
}
