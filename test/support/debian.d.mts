export function findProgram(...names: string[]): string | undefined
export function canInstall(): boolean
export function install(...packages: string[]): string | undefined

/** A Chromium of the system's, or the one that `CHROMIUM` names. */
export function findBrowser(): string | undefined
