// One way to the platform in a process of its own: WAY, ENDPOINT.
// POST / { sends, atOnce } → { seconds, milliseconds, sockets }
import diagnostics from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { WAYS, type Way } from './ways.ts'

const { WAY = '', ENDPOINT = '' } = process.env
const send = await WAYS[WAY as Way](ENDPOINT)
let sockets = 0
diagnostics.subscribe('net.client.socket', () => {
  sockets++
})

let sent = 0
const run = async (sends: number, atOnce: number) => {
  const milliseconds: number[] = []
  const before = sockets
  let left = sends
  const began = performance.now()
  const work = async () => {
    while (left-- > 0) {
      const phone = `139${String(sent++ % 100_000_000).padStart(8, '0')}`
      const at = performance.now()
      const bizId = await send(phone, '482913', `M${sent}`)
      if (!/^\d+\^\d+$/.test(bizId)) throw new Error(`no receipt but ${bizId}`)
      milliseconds.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { seconds: (performance.now() - began) / 1000, milliseconds, sockets: sockets - before }
}

const server = createServer(async (request, response) => {
  const { sends, atOnce } = (await json(request)) as { sends: number; atOnce: number }
  try {
    response.end(JSON.stringify(await run(sends, atOnce)))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`))
