import { useFormat } from '../words/format.ts'

/** What numbers begin with, and the country that they are of. */
export const PrefixName = ({ prefix, country }: { prefix: string; country: string }) => {
  const { country: nameOf } = useFormat()
  return (
    <div>
      <bdi dir="ltr" className="sms-cell-main">
        {prefix}…
      </bdi>
      <span className="sms-cell-note">{nameOf(country)}</span>
    </div>
  )
}
