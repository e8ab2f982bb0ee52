/**
 * The moment at which a day (`2026-11-23`) begins, where the person is or by UTC, or so many days later. Undefined where
 * the server cannot be asked for it: no day, and none of a year of four digits. Browsers let more be typed.
 */
export const beginningOf = (
  day: string,
  { later = 0, isUtc = false }: { later?: number; isUtc?: boolean } = {},
): string | undefined => {
  const at = new Date(`${day}T00:00${isUtc ? 'Z' : ''}`)
  // Not by hours: where the person is, a day may have 23 of them.
  if (isUtc) at.setUTCDate(at.getUTCDate() + later)
  else at.setDate(at.getDate() + later)
  const year = at.getUTCFullYear()
  return year >= 1 && year <= 9999 ? at.toISOString() : undefined
}
