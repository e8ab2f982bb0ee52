/** What a person did wrong, in one line. */
export class Usage extends Error {}
