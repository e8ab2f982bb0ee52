/** How many letters must change to make one word of another (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j] as number) + (letter === other ? 0 : 1), (row[j + 1] as number) + 1, (next[j] as number) + 1),
      )
    row = next
  }
  return row[b.length] as number
}

/** The name that was probably meant, if one is near. */
export const nearest = (word: string, names: readonly string[]): string | undefined => {
  const near = names
    .map((name) => ({ name, far: distance(word.slice(0, 64).toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0]
  return near && near.far <= Math.max(2, near.name.length / 3) ? near.name : undefined
}
