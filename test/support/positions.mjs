import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, relative, resolve } from 'node:path'

const COMPILED = String.raw`(?:file://)?([^\s()'"]*\.cache/run/[^\s()'":]+\.mjs)`
/** As a stack has it, and as tap tells it in three lines. */
const POSITION = new RegExp(String.raw`${COMPILED}:(\d+):(\d+)`, 'g')
const IN_LINES = new RegExp(String.raw`${COMPILED}(\s+lineNumber: )(\d+)(\s+columnNumber: )(\d+)`, 'g')
/** A call of the test framework's own says nothing. */
const FRAME = /^ +.*node_modules\/(tap|@tapjs)\/\S+:\d+:\d+\)?\n/gm

/** @param {(file: string) => SourceMap | undefined} mapOf */
const placeOf = (mapOf, file, line, column) => {
  const { originalSource, originalLine, originalColumn } = mapOf(file)?.findEntry(line - 1, column - 1) ?? {}
  if (originalSource === undefined) return { file, line, column }
  const source = relative(process.cwd(), resolve(dirname(file), originalSource))
  return { file: source, line: originalLine + 1, column: originalColumn + 1 }
}

/**
 * Says by the lines of the sources where something came from. Node's own `--enable-source-maps` would, for a tenth of the
 * time that all tests take; here only those that fail have to.
 * @param {string} text of processes that ran what was compiled
 */
export const inSources = (text) => {
  const maps = new Map()
  const mapOf = (file) => {
    if (!maps.has(file))
      maps.set(
        file,
        existsSync(`${file}.map`) ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))) : undefined,
      )
    return maps.get(file)
  }
  const place = (file, line, column) => placeOf(mapOf, file, Number(line), Number(column))
  return text
    .replaceAll(IN_LINES, (_, name, before, line, between, column) => {
      const at = place(name, line, column)
      return `${at.file}${before}${at.line}${between}${at.column}`
    })
    .replaceAll(POSITION, (_, name, line, column) => {
      const at = place(name, line, column)
      return `${at.file}:${at.line}:${at.column}`
    })
    .replaceAll(FRAME, '')
}
