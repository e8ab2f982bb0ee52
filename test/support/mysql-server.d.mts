export function findServer(): string | undefined
export function waitForServer(url: string, milliseconds: number): Promise<void>
export function startServer(
  program: string,
  extra?: string[],
): Promise<{
  url: string
  pid: number
  stop: () => Promise<void>
  kill: () => Promise<void>
  restart: () => Promise<void>
}>
