import { once } from 'node:events'
import { Agent, request as ask, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openProxy, openService } from '../support/forwarding.ts'
import { soakSize } from '../support/soak-size.ts'
import { until } from '../support/until.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 1000)
const REQUESTS = soakSize('SOAK_REQUESTS', 100_000)

const PIECE = Buffer.alloc(1_000_000, 'x')

/** What client, proxy and service together may need more than before: a proxy that held what passes would need all of it. Bytes. */
const FLAT = 200_000_000

test(`${MEGABYTES} MB up, and as many down, need no more memory than a few`, async () => {
  const { port } = await openService((request, response) => {
    request.resume().on('end', () => void sendMuch(response))
  })
  const proxy = await openProxy(port)
  const peak = watchMemory()
  const request = ask({ port: proxy.port, method: 'POST' })
  await sendMuch(request)
  const [answer] = (await once(request, 'response')) as [IncomingMessage] // what Node emits
  answer.resume()
  await once(answer, 'end')
  await until('its end', () => proxy.outcomes.length === 1)
  const bytes = MEGABYTES * PIECE.length
  expect(proxy.outcomes[0]).toMatchObject({ kind: 'answered', sent: bytes, received: bytes })
  expect(peak()).toBeLessThan(FLAT)
})

test(`${REQUESTS} requests need a few connections and no memory`, async () => {
  let connections = 0
  const { port, server } = await openService((_request, response) => response.end('ok'))
  server.on('connection', () => connections++)
  const proxy = await openProxy(port)
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const peak = watchMemory()
  let left = REQUESTS
  const sendInTurn = async () => {
    while (left-- > 0) {
      const request = ask({ port: proxy.port, agent })
      request.end()
      const [answer] = (await once(request, 'response')) as [IncomingMessage] // what Node emits
      answer.resume()
      await once(answer, 'end')
      proxy.outcomes.length = 0
    }
  }
  await Promise.all(Array.from({ length: 16 }, sendInTurn))
  agent.destroy()
  expect(connections).toBeLessThan(100)
  expect(peak()).toBeLessThan(FLAT)
  await until('the last', () => proxy.forwarder.open.exchanges === 0)
})

async function sendMuch(to: NodeJS.WritableStream): Promise<void> {
  for (let sent = 0; sent < MEGABYTES; sent++) if (!to.write(PIECE)) await once(to, 'drain')
  to.end()
}

/** @returns what tells by how much the memory of this process has grown at most */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss()
  let most = before
  const stop = systemClock.every(50, () => (most = Math.max(most, process.memoryUsage.rss())))
  return () => {
    stop()
    return most - before
  }
}
