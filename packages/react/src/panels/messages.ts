import type { errorWords } from '../words/errors.ts'
import type { Overrides, Words } from '../words/words.ts'

type MessagesOf<W> = W extends Words<infer Room, infer T> ? { [K in Room]?: Overrides<T> } : never

/** Texts of a host's own, by room and name. What is left out stays as it is. */
export type PanelMessages = MessagesOf<typeof errorWords>
