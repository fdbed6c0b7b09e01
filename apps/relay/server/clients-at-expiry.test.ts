import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { askToSwitch, IN_TIME, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken, RELAY_NOW, RELAY_SECRET } from '../relay.fixture.ts' // prettier-ignore
import { tcpPath, TCP_PROTOCOL } from './paths.ts'
import { until as soon } from '../../../tests/support/until.ts'

// What is open at the port of clients when their token ends (dialect: strict): TCP and web sockets.

const SWITCHES = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/** Two clients of one service, which says back what it is told; their token is good for a minute. */
async function openClients(disableDisconnectOnExpiry: boolean) {
  const auth = { keys: { kind: 'static', hmacSecretKey: RELAY_SECRET }, disableDisconnectOnExpiry } as const
  const { ports, clock, relay } = await openTestRelay(relayConfig('strict', { proxy: { auth } }))
  const echo = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (said: Buffer) => void socket.write(String(said).startsWith('GET') ? SWITCHES : said))
  })
  const long = { ...IN_TIME, exp: RELAY_NOW + 600, piko: { listen: ['late'] } }
  await listenAs(ports.upstream, 'late', await openBehindRelay(echo), relayToken(long))
  const token = relayToken({ ...IN_TIME, piko: { endpoints: ['late'] } })
  const headers = { authorization: `Bearer ${token}`, host: 'late.relay' }
  const found = await Promise.all([
    askToSwitch(ports.proxy, tcpPath('late'), TCP_PROTOCOL, headers),
    askToSwitch(ports.proxy, '/', 'websocket', headers),
  ])
  const sockets: Duplex[] = found.map((each) => {
    if (!('socket' in each)) throw new Error(each.text)
    return each.socket
  })
  const shown = () => relay.shown.connected.toSorted((one, other) => one.by.localeCompare(other.by))
  return { clock, sockets, shown }
}

const TOLD = { endpoint: 'late', since: RELAY_NOW * 1000 }

test('connections of clients end with their token', async () => {
  const { clock, sockets, shown } = await openClients(false)
  const ends = sockets.map((each) => once(each.resume(), 'close'))
  const until = (RELAY_NOW + 60) * 1000
  expect(shown()).toEqual([
    { ...TOLD, until, by: 'TCP' },
    { ...TOLD, until, by: 'web socket' },
  ])
  clock.advance({ seconds: 59 })
  expect(sockets.map((each) => each.destroyed)).toEqual([false, false])
  clock.advance({ seconds: 1 })
  await Promise.all(ends)
  await soon('no connection is shown', () => shown().length === 0)
})

test('with disable_disconnect_on_expiry they outlive it', async () => {
  const { clock, sockets, shown } = await openClients(true)
  const all = [
    { ...TOLD, by: 'TCP' },
    { ...TOLD, by: 'web socket' },
  ]
  expect(shown()).toEqual(all)
  clock.advance({ seconds: 61 })
  for (const socket of sockets) {
    const answer = once(socket, 'data')
    socket.write('still here')
    expect(String((await answer)[0])).toBe('still here')
  }
  expect(shown()).toEqual(all)
})
