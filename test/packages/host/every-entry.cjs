// Each entry of each package, as CommonJS requires and as it imports it.
const assert = require('node:assert/strict')

const compare = async () => {
  for (const name of ['api', 'fastify', 'emulator', 'react']) {
    const { exports } = JSON.parse(
      require('node:fs').readFileSync(`${__dirname}/node_modules/@sms-settings/${name}/package.json`, 'utf8'),
    )
    for (const entry of Object.keys(exports).filter((it) => !it.endsWith('.css'))) {
      const path = `@sms-settings/${name}${entry.slice(1)}`
      const { __esModule: _, ...required } = require(path)
      assert.deepEqual(Object.keys(required).sort(), Object.keys(await import(path)).sort(), path)
      console.log(path)
    }
  }
}

compare()
