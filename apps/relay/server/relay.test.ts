import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import {
  askRelay,
  askToSwitch,
  IN_TIME,
  listenAs,
  openBehindRelay,
  openTestRelay,
  relayConfig,
  relayToken,
} from '../relay.fixture.ts'
import { tcpPath, TCP_PROTOCOL } from './paths.ts'

const showsHeaders = () => openBehindRelay(({ headers }, answer) => void answer.end(JSON.stringify(headers)))

test('strict: who may connect gets through to whoever may listen, and the token for the relay stays here', async () => {
  const { ports, relay } = await openTestRelay(relayConfig('strict'))
  const token = relayToken({ ...IN_TIME, sub: 'agent', piko: { listen: ['b'] } })
  await listenAs(ports.upstream, 'b', await showsHeaders(), token)
  const client = relayToken({ ...IN_TIME, piko: { endpoints: ['b'] } })
  const headers = { authorization: `Bearer ${client}`, 'x-piko-endpoint': 'b', 'x-own': '1' }
  const answer = await askRelay({ port: ports.proxy, headers })
  expect(answer.status).toBe(200)
  const seen = JSON.parse(answer.text)
  expect(seen).toMatchObject({ 'x-own': '1' })
  expect(Object.keys(seen).filter((name) => /auth|piko/.test(name))).toEqual([])
  expect(relay.shown.listeners).toMatchObject([{ endpoint: 'b', subject: 'agent', until: IN_TIME.exp * 1000 }])
})

test('TCP goes through by a path of its own, and each end is an end of its own', async () => {
  const { ports } = await openTestRelay(relayConfig('strict'))
  const echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
  await listenAs(ports.upstream, 'b', await openBehindRelay(echo), relayToken({ ...IN_TIME, piko: { listen: ['b'] } }))
  const client = relayToken({ ...IN_TIME, piko: { endpoints: ['b'] } })
  const found = await askToSwitch(ports.proxy, tcpPath('b'), TCP_PROTOCOL, { authorization: `Bearer ${client}` })
  if (!('socket' in found)) throw new Error(found.text)
  found.socket.end('hello')
  expect(await text(found.socket)).toBe('hello')
  expect(
    await askToSwitch(ports.proxy, tcpPath('c'), TCP_PROTOCOL, { authorization: `Bearer ${client}` }),
  ).toMatchObject({ status: 403 })
})
