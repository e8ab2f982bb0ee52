/** What of the field is selected. */
export type Range = { start: number; end: number }

export const rangeOf = (input: HTMLInputElement): Range => ({
  start: input.selectionStart ?? input.value.length,
  end: input.selectionEnd ?? input.value.length,
})

/** In a shadow root as well, where the document has only its host for an active element. */
export const hasFocus = (input: HTMLInputElement | null): boolean => input?.matches(':focus') ?? false

/**
 * Selects the digit at a place, so that the next key takes its place; behind the last one, where the next digit goes.
 * In a full field that is the last digit: there is no room behind it.
 */
export const selectSlot = (input: HTMLInputElement, slot: number, length: number): void => {
  const filled = input.value.length
  const start = Math.max(0, Math.min(slot, filled, length - 1))
  input.setSelectionRange(start, Math.min(start + 1, filled))
}

/** Which slot is at a place on the screen: the nearest one. */
export const slotAt = (slots: HTMLElement, clientX: number): number => {
  const distances = [...slots.children].map((slot) => {
    const { left, right } = slot.getBoundingClientRect()
    return Math.abs((left + right) / 2 - clientX)
  })
  return distances.indexOf(Math.min(...distances))
}
