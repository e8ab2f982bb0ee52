export function compiled(program: string): string
export function compile(programs: string[], how?: { gather?: boolean }): Promise<unknown>
export function children(): string[]
