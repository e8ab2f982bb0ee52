import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { DOCUMENTS, ROOT, read } from './documents.ts'

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (path: string) =>
  new Set(
    [
      ...read(path)
        .replaceAll(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/^#{1,6} (.+)$/gm),
    ].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )

t.test('what a document links to within the project is there', (t) => {
  let links = 0
  for (const document of DOCUMENTS)
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      links++
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? document : posix.join(posix.dirname(document), path)
      if (!t.ok(existsSync(`${ROOT}${file}`), `${document}: ${target}`)) continue
      if (anchor) t.ok(anchorsOf(file).has(anchor), `${document}: ${target}`)
    }
  t.ok(links > 50, `${links} links`)
  t.end()
})
