/** Codes that were started, and those of them that were approved. */
export type Tally = { started: number; approved: number }

/** What is known of a prefix, or of a country, and of what goes on beside it. */
export type Evidence = {
  /** Its own, in the window. */
  window: Tally
  /** Its own, in the 24 hours before the window. */
  before: Tally
  /** What the same App sends elsewhere, in both: the nearest first (other prefixes of the country), then wider. */
  others: readonly Tally[]
}

/** Times that its usual volume must be exceeded. */
const RISE = 3
/** The share of what others convert at, below which conversion counts as collapsed. */
const COLLAPSE = 1 / 2
/** Started codes elsewhere that are enough to compare with. */
const COMPARABLE = 50
/** What is expected where there is nothing to compare with: so a share below 0.2 counts as collapsed. */
const EXPECTED = 0.4
/** Of the standard normal distribution: 95 % two-sided. */
const Z = 1.96

/**
 * The highest share of approved codes that still fits what was seen (upper bound of the Wilson score interval, 95 %). With
 * few codes it stays high, so that a handful of people who did not type theirs is no attack.
 */
export const highestShare = ({ started, approved }: Tally): number => {
  if (started <= 0) return 1
  const share = Math.min(1, Math.max(0, approved / started))
  const z2 = Z * Z
  const centre = share + z2 / (2 * started)
  const spread = Z * Math.sqrt((share * (1 - share) + z2 / (4 * started)) / started)
  return Math.min(1, (centre + spread) / (1 + z2 / started))
}

/** The share that codes elsewhere are approved at. */
const expectedShare = (others: readonly Tally[]): number => {
  const comparable = others.find(({ started }) => started >= COMPARABLE)
  return comparable ? Math.min(1, comparable.approved / comparable.started) : EXPECTED
}

/**
 * Whether somebody is pumping: has SMS sent to numbers that earn him money, and never types a code.
 *
 * All three must hold, each against a mistake of its own:
 * - **Enough** codes were started in the window. Below that nothing can be said, and little is lost.
 * - **Volume has risen** to three times what the scope's own people would explain: the approved ones of the 24 hours
 *   before, at the share that is usual elsewhere. So a carrier that stops delivering blocks nobody while as many ask as
 *   always; and since only approved codes speak for a scope, an attack that grows slowly does not become its own measure.
 * - **Conversion has collapsed**: even the highest share that fits what was seen lies below half of what the App's other
 *   codes convert at, in the same country where there are enough. When the whole platform is in trouble all fall together,
 *   and nobody is blocked for it.
 *
 * More approved codes of the scope, now or before, never turn "no" into "yes".
 * @param window milliseconds
 */
export const isPumped = (
  { window: own, before, others }: Evidence,
  { minimum, window }: { minimum: number; window: number },
): boolean => {
  if (own.started < minimum) return false
  const expected = expectedShare(others)
  if (highestShare(own) >= expected * COLLAPSE) return false
  const usual = (before.approved / expected) * (window / BEFORE)
  return own.started >= RISE * usual
}

/** Milliseconds before the window that tell what is usual. */
export const BEFORE = 24 * 60 * 60_000
