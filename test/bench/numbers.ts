let numbers = 0

/** Numbers nobody has been sent a code to: 11 digits that begin like a Chinese mobile's, spread over many prefixes. */
export const newPhones = (count: number): string[] =>
  Array.from({ length: count }, () => {
    const at = numbers++
    return `+86139${String((at * 7919) % 10_000).padStart(4, '0')}${String(Math.floor(at / 10_000)).padStart(4, '0')}`
  })
