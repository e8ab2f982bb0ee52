import { parseArgs } from 'node:util'
import { startEmulator } from './emulator.ts'
import { DEMO, SECOND } from './seed/keys.ts'

const HELP = `sms-emulator: Alibaba Cloud SMS on this machine

  --port <number>       default 4000
  --host <address>      default 127.0.0.1
  --report-url <url>    where delivery reports are pushed
  --help
`

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      host: { type: 'string', default: '127.0.0.1' },
      'report-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be from 0 to 65535, not ${values.port}`)
  const emulator = await startEmulator({ port, host: values.host })
  const reportUrl = values['report-url']
  if (reportUrl !== undefined) emulator.state.setReportUrl(reportUrl)
  console.log(`The phone:   ${emulator.url}
Endpoint:    ${emulator.endpoint}   (protocol http)
AccessKeys:  ${DEMO.accessKeyId}   ${DEMO.accessKeySecret}
             ${SECOND.accessKeyId}   ${SECOND.accessKeySecret}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => emulator.close().then(() => process.exit(0)))
}

run().catch((error: NodeJS.ErrnoException) => {
  console.error(error.code === 'EADDRINUSE' ? 'This port is in use: choose another by --port' : error.message)
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') || !error.code ? 2 : 1
})
