/**
 * The id of the host's request, as its own log has it, from whatever a host hands along as its request. It goes along by
 * hand: an AsyncLocalStorage would make every promise of the process dearer on Node 20 and 22.
 */
export const correlationOf = (request: unknown): string | null => {
  const id = (request as { id?: unknown } | null | undefined)?.id
  return typeof id === 'string' ? id : null
}
