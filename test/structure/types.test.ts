import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

t.setTimeout(300_000)

// What the tests need was built before them; this is all the rest, and takes as long as that: beside the tests it costs
// nobody's time.
t.test('the compiler agrees with the tests, the stories and the examples', async (t) => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const tsc = fileURLToPath(new URL('../../node_modules/@typescript/native/bin/tsc', import.meta.url))
  const found = await promisify(execFile)(process.execPath, [tsc, '-b'], { cwd: root, maxBuffer: 1 << 26 }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )
  t.equal(found, '')
})

t.end()
