/** What a person did wrong, in one line. */
export class Usage extends Error {}

/** What could not be done though it was asked rightly, in one line without secrets. */
export class Failed extends Error {}
