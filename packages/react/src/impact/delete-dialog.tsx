import type { SmsImpact } from '@sms-settings/api'
import type { UseQueryResult } from '@tanstack/react-query'
import { FormDialog, type SentFrom } from '../elements/index.ts'
import { useWords } from '../words/use-words.ts'
import { Impact } from './impact.tsx'
import { impactWords } from './words.ts'

/** Asks before something is deleted, with what that breaks in sight. */
export const DeleteDialog = ({
  name,
  text,
  impact,
  onDelete,
  onClose,
}: {
  name: string
  text: string
  impact: UseQueryResult<SmsImpact>
  onDelete: (dialog: SentFrom) => Promise<unknown>
  onClose: () => void
}) => {
  const words = useWords(impactWords)
  return (
    <FormDialog
      title={words.title(name)}
      submitLabel={words.delete}
      isDangerous
      // What it breaks has to be in sight first.
      isSubmitDisabled={impact.data === undefined}
      onSubmit={(_, dialog) => onDelete(dialog)}
      onClose={onClose}
    >
      <p className="sms-section-text">{text}</p>
      <Impact query={impact} />
    </FormDialog>
  )
}
