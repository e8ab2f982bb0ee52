import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8')

/** Every document of the project, by its path. */
export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'packages/api/README.md',
  'packages/emulator/README.md',
  'packages/fastify/README.md',
  'packages/react/README.md',
  'examples/existing-fastify/README.md',
  'examples/host/README.md',
  'examples/platform-adapter/README.md',
  'examples/ssr-react/README.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((it) => it.endsWith('.md'))
    .map((it) => `docs/${it}`),
]

export type Block = { document: string; line: number; language: string; text: string }

/** The blocks of code of a document, each with the line that it begins on. */
export const blocksOf = (document: string): Block[] => {
  const text = read(document)
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    language,
    text: code,
  }))
}
