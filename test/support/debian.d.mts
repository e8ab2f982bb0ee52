export function findProgram(...names: string[]): string | undefined
export function canInstall(): boolean
export function install(...packages: string[]): string | undefined
