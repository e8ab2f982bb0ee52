import { useWords } from '../words/use-words.ts'
import { verificationWords } from './words.ts'

/** The digits at the end of a masked number. */
export const endingOf = (masked: string): string => /\d+$/.exec(masked)?.[0] ?? ''

/** A masked number: stars to look at, and the last digits for who listens. */
export const MaskedNumber = ({ phone }: { phone: string }) => {
  const words = useWords(verificationWords)
  return (
    <>
      <bdi className="sms-verification-number" data-slot="masked-number" dir="ltr" aria-hidden="true">
        {phone}
      </bdi>
      <span className="sms-unseen">{words.numberEnding(endingOf(phone))}</span>
    </>
  )
}
