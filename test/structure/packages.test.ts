import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import t from 'tap'

for (const name of ['api', 'fastify', 'emulator', 'react'])
  await t.test(`@sms-settings/${name} is packed as its manifest says`, async (t) => {
    const { messages, pkg } = await publint({
      pkgDir: fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)),
      strict: true,
    })
    t.same(
      messages.map((it) => formatMessage(it, pkg)),
      [],
    )
  })

t.end()
