import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { askRelay, askToSwitch, listenAs, openBehindRelay, relayToken } from '../relay.fixture.ts'
import { headersTo, openRelayWithGood, TOKEN_FOR_ALL } from './hostile-relay.fixture.ts'
import { tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'
import { until } from '../../../tests/support/until.ts'

/** Says something on a connection of its own. @returns the status line of each answer */
async function raw(port: number, said: string): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.end(said)
  return ((await text(socket).catch(() => '')).match(/^HTTP\/1\.1 \d{3}/gm) ?? []).map((line) => line.slice(9))
}

test.each([
  ['a length and chunks', 'content-length: 1\r\ntransfer-encoding: chunked', '0\r\n\r\n', ['400']],
  ['two lengths', 'content-length: 1\r\ncontent-length: 2', 'a', ['400']],
  ['two hosts', 'host: c.relay', '', ['400']],
  ['more headers than are read', 'x: y\r\n'.repeat(120).trim(), '', ['431']],
  ['a head of 20 kB', `x: ${'y'.repeat(20_000)}`, '', ['431']],
  ['a space before the colon', 'x : y', '', ['400']],
  ['an expectation of its own', 'expect: more', '', ['417']],
])('a request with %s goes no further', async (_name, head, body, status) => {
  const { ports, isWell } = await openRelayWithGood()
  const lines = `host: good.relay\r\nauthorization: Bearer ${TOKEN_FOR_ALL}\r\n${head}\r\nconnection: close\r\n\r\n${body}`
  expect(await raw(ports.proxy, `GET / HTTP/1.1\r\n${lines}`)).toEqual(status)
  expect(await isWell()).toBe(true)
})

test.each([
  ['CONNECT x:1 HTTP/1.1', ['405']],
  ['GET http://evil.example/ HTTP/1.1', ['400']],
  ['TRACE / HTTP/1.1', ['405']],
  ['GET /#x HTTP/1.1', ['400']],
])('%s is for no endpoint', async (line, status) => {
  const { ports } = await openRelayWithGood()
  expect(
    await raw(ports.proxy, `${line}\r\nhost: good.relay\r\nauthorization: Bearer ${TOKEN_FOR_ALL}\r\n\r\n`),
  ).toEqual(status)
})

test('names of endpoints are names and nothing else, whatever is in them', async () => {
  const { ports, listens, relay } = await openRelayWithGood()
  const service = await openBehindRelay((_asked, answer) => void answer.end('here'))
  for (const name of ['c/d', 'ü']) await listenAs(ports.upstream, name, service, TOKEN_FOR_ALL)
  expect([listens('c/d'), listens('ü')]).toEqual([true, true])
  expect((await askRelay({ port: ports.proxy, headers: headersTo('c/d') })).text).toBe('here')
  for (const path of [
    '/piko/v1/upstream/',
    `/piko/v1/upstream/${'x'.repeat(300)}`,
    '/piko/v1/upstream/%ff',
    '//piko/v1/upstream/b',
  ]) {
    const found = await askToSwitch(ports.upstream, path, TUNNEL_PROTOCOL, { authorization: `Bearer ${TOKEN_FOR_ALL}` })
    expect([path.slice(0, 30), 'status' in found && found.status]).toEqual([path.slice(0, 30), 404])
  }
  await askRelay({
    port: ports.proxy,
    headers: { ...headersTo('x'), 'x-piko-endpoint': `\u001b[31m${'n'.repeat(9000)}`.slice(5) },
  })
  expect(relay.shown.refusals[0]?.endpoint).toHaveLength(101)
})

test('no refusal shows a token', async () => {
  const { ports, lines, relay } = await openRelayWithGood('piko')
  const bad = relayToken({ sub: 'x' }, { secret: 'other' })
  await askRelay({ port: ports.proxy, headers: { authorization: `Bearer ${bad}`, 'x-piko-endpoint': bad } })
  const [, , signature = ''] = bad.split('.')
  expect(JSON.stringify(relay.shown)).not.toContain(signature)
  expect(lines.join('')).not.toContain(signature)
})

test('who reads nothing holds up nobody else, and ends with its connection', async () => {
  const { ports, relay, isWell } = await openRelayWithGood()
  const flood = createServer((socket) => {
    socket.on('error', () => {})
    const more = () => {
      while (socket.write(Buffer.alloc(65_536))) sent.bytes += 65_536
      socket.once('drain', more)
    }
    more()
  })
  const sent = { bytes: 0 }
  await listenAs(ports.upstream, 'b', await openBehindRelay(flood), TOKEN_FOR_ALL)
  const found = await askToSwitch(ports.proxy, tcpPath('b'), TCP_PROTOCOL, { authorization: `Bearer ${TOKEN_FOR_ALL}` })
  if (!('socket' in found)) throw new Error(found.text)
  found.socket.pause()
  for (let before = -1; before !== sent.bytes; await systemClock.delay(100)) before = sent.bytes
  expect(sent.bytes).toBeLessThan(30_000_000)
  expect(await isWell()).toBe(true)
  found.socket.destroy()
  const connections = () => relay.shown.listeners.find(({ endpoint }) => endpoint === 'b')?.connections
  await until('its connections have ended', () => connections() === 0)
})
