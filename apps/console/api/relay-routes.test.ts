import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openScriptedConsole } from '../test-console.ts'

const SINCE = Date.parse('2030-01-01T00:00:00Z')
const STATUS = {
  dialect: 'strict',
  listeners: [{ endpoint: 'b', since: SINCE, until: SINCE + 60_000, subject: 'agent', connections: 2 }, { endpoint: '<i>', since: SINCE, connections: 0 }], // prettier-ignore
  connected: [{ endpoint: 'b', by: 'TCP', since: SINCE, until: SINCE + 5000, subject: '<u>' }, ...Array.from({ length: 30 }, () => ({ endpoint: 'b', by: 'web socket', since: SINCE, until: SINCE + 30_000 }))], // prettier-ignore
  refused: { expired: 30, 'nobody-listens': 1 },
  refusals: [
    { at: SINCE, port: 'proxy', status: 403, reason: 'claim-not-allowed', check: 'permission', endpoint: 'c' },
    { at: SINCE, port: 'upstream', status: 502, reason: 'nobody-listens' },
    ...Array.from({ length: 30 }, () => ({
      at: SINCE,
      port: 'proxy',
      status: 401,
      reason: 'expired',
      check: 'expiry',
    })),
  ],
}

/** Both relays, at one port. */
async function openScriptedRelays(status: unknown = STATUS) {
  const server: Server = createServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/status' ? 200 : 404).end(JSON.stringify(status))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const place = `localhost:${(server.address() as AddressInfo).port}` // it listens on a port
  const ports = ['relay', 'relay-upstream', 'relay-admin', 'piko-relay', 'piko-relay-upstream', 'piko-relay-admin']
  const parties = Object.fromEntries(ports.map((name) => [name, place]))
  return openScriptedConsole({
    answer: (_name, { path }) =>
      path === '/'
        ? { status: 200, body: { parties } }
        : path === '/control'
          ? { status: 200, body: { clock: { now: '2030-01-01T00:00:10.000Z' } } }
          : undefined,
  })
}

test('who listens is told until when, by the clock of the relays, and what was refused in words', async () => {
  const { http } = await openScriptedRelays()
  const { body } = await http.get('/api/relay').expect(200)
  expect(body.now).toBe(SINCE + 10_000)
  const [ours, piko] = body.relays
  expect([ours.title, piko.title]).toEqual(['The relay', 'The Piko relay'])
  expect(ours.agents).toEqual(STATUS.listeners)
  expect(ours.clients).toEqual(STATUS.connected.slice(0, 20))
  expect(ours.refused).toBe(31)
  expect(ours.refusals).toHaveLength(20)
  expect(ours.refusals[0]).toMatchObject({ port: 'a client', endpoint: 'c', status: 403, check: 'permission' })
  expect(ours.refusals[1]).toMatchObject({ port: 'an agent', says: 'Nobody listens for this endpoint' })
})

test('the page shows it, and what strangers have named stays text', async () => {
  const { http } = await openScriptedRelays()
  const { text } = await http.get('/relay').set('accept', 'text/html').expect(200)
  expect(text).toContain('00:01:00, in 50 s')
  expect(text).toContain('for good')
  expect(text).toContain('the last 20 of 31')
  expect(text).toContain('00:00:05: it is over, and the connection is not')
  expect(text).toContain('00:00:30, in 20 s')
  expect(text).not.toMatch(/<[iu]>/)
})

test.each([
  ['no status', []],
  ['another one', { listeners: 'all', refusals: { a: 1 }, refused: 7 }],
])('what answers there may be no relay: %s', async (_name, status) => {
  const { http } = await openScriptedRelays(status)
  const { body } = await http.get('/api/relay').expect(200)
  expect(body.relays.flatMap((each: { agents: unknown[] }) => each.agents)).toEqual([])
})

test('without neighbours the page says so', async () => {
  const { http } = await openScriptedConsole()
  expect((await http.get('/api/relay').expect(200)).body.trouble).toContain('cannot be reached')
  await http.get('/relay').set('accept', 'text/html').expect(200)
})
