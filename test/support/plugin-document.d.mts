import type { Document } from './judge.d.mts'

export function pluginDocument(): Promise<Document>
