import type { accountWords } from '../accounts/words.ts'
import type { alarmWords } from '../alarms/words.ts'
import type { policyWords } from '../app-settings/policy-words.ts'
import type { appWords } from '../app-settings/words.ts'
import type { auditWords } from '../audit/words.ts'
import type { authorisationWords } from '../authorisation/words.ts'
import type { elementWords } from '../elements/words.ts'
import type { generalWords } from '../general/words.ts'
import type { impactWords } from '../impact/words.ts'
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

type WordsOf<W> = W extends Words<infer Area, infer T> ? { [K in Area]?: Overrides<T> } : never

/** A host's own words in place of some of ours, by area and name. What is left out stays as it is. */
export type PanelWords = WordsOf<typeof accountWords> &
  WordsOf<typeof alarmWords> &
  WordsOf<typeof appWords> &
  WordsOf<typeof auditWords> &
  WordsOf<typeof authorisationWords> &
  WordsOf<typeof elementWords> &
  WordsOf<typeof errorWords> &
  WordsOf<typeof generalWords> &
  WordsOf<typeof impactWords> &
  WordsOf<typeof importWords> &
  WordsOf<typeof messageWords> &
  WordsOf<typeof pickerWords> &
  WordsOf<typeof policyWords> &
  WordsOf<typeof signatureWords> &
  WordsOf<typeof statisticsWords> &
  WordsOf<typeof templateWords> &
  WordsOf<typeof timelineWords> &
  WordsOf<typeof verificationWords> &
  WordsOf<typeof vocabulary>
