import { useWords } from '../words/use-words.ts'
import { elementWords } from './words.ts'

/** Something is under way. */
export const Spinner = ({ id }: { id?: string | undefined }) => (
  <span id={id} className="sms-spinner" data-slot="spinner" role="img" aria-label={useWords(elementWords).working} />
)
