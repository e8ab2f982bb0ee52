import type { accountWords } from '../accounts/words.ts'
import type { alarmWords } from '../alarms/words.ts'
import type { policyWords } from '../app-settings/policy-words.ts'
import type { appWords } from '../app-settings/words.ts'
import type { auditWords } from '../audit/words.ts'
import type { authorisationWords } from '../authorisation/words.ts'
import type { elementWords } from '../elements/words.ts'
import type { generalWords } from '../general/words.ts'
import type { importWords } from '../imports/words.ts'
import type { messageWords } from '../messages/words.ts'
import type { verificationWords } from '../phone-verification/words.ts'
import type { pickerWords } from '../pickers/words.ts'
import type { signatureWords } from '../signatures/words.ts'
import type { statisticsWords } from '../statistics/words.ts'
import type { templateWords } from '../templates/words.ts'
import type { timelineWords } from '../timeline/words.ts'
import type { errorWords } from '../words/errors.ts'
import type { vocabulary } from '../words/vocabulary.ts'
import type { Overrides, Words } from '../words/words.ts'

type MessagesOf<W> = W extends Words<infer Room, infer T> ? { [K in Room]?: Overrides<T> } : never

/** Texts of a host's own, by room and name. What is left out stays as it is. */
export type PanelMessages = MessagesOf<typeof accountWords> &
  MessagesOf<typeof alarmWords> &
  MessagesOf<typeof appWords> &
  MessagesOf<typeof auditWords> &
  MessagesOf<typeof authorisationWords> &
  MessagesOf<typeof elementWords> &
  MessagesOf<typeof errorWords> &
  MessagesOf<typeof generalWords> &
  MessagesOf<typeof importWords> &
  MessagesOf<typeof messageWords> &
  MessagesOf<typeof pickerWords> &
  MessagesOf<typeof policyWords> &
  MessagesOf<typeof signatureWords> &
  MessagesOf<typeof statisticsWords> &
  MessagesOf<typeof templateWords> &
  MessagesOf<typeof timelineWords> &
  MessagesOf<typeof verificationWords> &
  MessagesOf<typeof vocabulary>
