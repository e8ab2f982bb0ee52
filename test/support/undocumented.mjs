import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createJudge } from './judge.mjs'

/** Names in what a handler gave that are not in what was sent: no schema knows them. */
const dropped = (given, sent, path = '') => {
  if (typeof given !== 'object' || given === null || typeof sent !== 'object' || sent === null) return []
  return Object.entries(given).flatMap(([name, value]) => {
    const place = Array.isArray(given) ? `${path}.*` : `${path}.${name}`
    return Object.hasOwn(sent, name) ? dropped(value, sent[name], place) : [place]
  })
}

const judgeBy = (path) => createJudge(JSON.parse(readFileSync(path, 'utf8')))
/** Of the plugin's own document: nearly all files need it. */
let ofPlugin

/** Half a line is what a process left that was killed. */
const linesOf = (path) => readFileSync(path, 'utf8').split('\n').slice(0, -1)

/**
 * What is wrong with the answers that were written down (documented.mjs), each complaint once. Here, in the process that
 * runs the files: to make ready for it takes a second, and there are hundreds of servers.
 * @param {string} folder of the answers of one test file
 * @param {string} document the file of the plugin's own document
 * @returns {string[]}
 */
export function undocumented(folder, document) {
  const problems = new Set()
  const judges = new Map()
  const judgeOf = (own) => {
    if (own === null) {
      ofPlugin ??= judgeBy(document)
      return ofPlugin
    }
    if (!judges.has(own)) judges.set(own, judgeBy(own))
    return judges.get(own)
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  for (const line of files.flatMap((name) => linesOf(join(folder, name)))) {
    const { document: own, id, answer, given } = JSON.parse(line)
    for (const problem of judgeOf(own).judge(id, answer)) problems.add(problem)
    if (given && answer.body)
      for (const name of dropped(given, JSON.parse(answer.body)))
        problems.add(`${id} ${answer.status} gives body${name}, which is not in the document`)
  }
  return [...problems]
}
