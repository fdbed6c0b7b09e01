import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { readTarget } from '#core/http/forward/target'
import { countedTokens, listenOn, logInto, openEcho, tokenUntil } from '../agent/agent.fixture.ts'
import { fixedToken } from '../client/token-source.ts'
import { IN_TIME, listenAs, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts'
import { startForward, type ForwardSettings, type ForwardWorld } from './start-forward.ts'
import { until } from '../../../tests/support/until.ts'

const LISTENS = relayToken({ ...IN_TIME, piko: { listen: ['b', 'c'] } })
const CONNECTS = relayToken({ ...IN_TIME, piko: { endpoints: ['b', 'c'] } })

async function openForward(relay: number, settings: Partial<ForwardSettings> = {}, world: Partial<ForwardWorld> = {}) {
  const lines: string[] = []
  const forward = await startForward(
    {
      relay: readTarget(`http://127.0.0.1:${relay}`),
      endpoint: 'b',
      listen: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      token: fixedToken(CONNECTS),
      patience: 10_000,
      ...settings,
    },
    { clock: systemClock, machine: systemClock, log: logInto(lines), host: 'localhost', ...world },
  )
  onTestFinished(() => forward.close(0))
  const dial = (): Socket => connect({ port: forward.place.port ?? 0, host: '127.0.0.1', allowHalfOpen: true })
  return { forward, lines, dial }
}

async function openAll(servicePort: number) {
  const { ports, relay } = await openTestRelay(relayConfig('strict'))
  const agent = await listenAs(ports.upstream, 'b', servicePort, LISTENS)
  return { ports, relay, agent, ...(await openForward(ports.proxy)) }
}

test('bytes pass both ways, and each end is an end of its own', async () => {
  const { dial } = await openAll(await openEcho())
  const sockets = Array.from({ length: 5 }, dial)
  sockets.forEach((socket, at) => void socket.end(`said by ${at}`))
  expect(await Promise.all(sockets.map((socket) => text(socket)))).toEqual([0, 1, 2, 3, 4].map((at) => `said by ${at}`))
})

test('some megabytes come through as they are', async () => {
  const { dial } = await openAll(await openEcho())
  const bytes = Buffer.alloc(5_000_000, 'all that there is, ')
  const socket = dial()
  socket.end(bytes)
  expect((await buffer(socket)).equals(bytes)).toBe(true)
})

test('a port that needs no token says so, and whom it lets in', async () => {
  const { lines } = await openForward(1)
  expect(lines.find((line) => line.startsWith('port-needs-no-token'))).toMatch(
    /needs no token: the forward shows its own","level":"warn"}$/,
  )
  const { lines: beyond } = await openForward(1, { listen: { kind: 'tcp', host: '0.0.0.0', port: 0 } })
  expect(beyond.find((line) => line.startsWith('port-needs-no-token'))).toMatch(
    /"advice":"other machines can reach this port/,
  )
})

async function cutOf(socket: Socket): Promise<unknown> {
  const [error] = await once(socket, 'error')
  return error.code
}

test.each([
  [
    'another endpoint',
    { token: fixedToken(relayToken({ ...IN_TIME, piko: { endpoints: ['c'] } })) },
    /403.*piko\.endpoints names this endpoint/,
  ],
  ['no token', { token: fixedToken(undefined) }, /401.*--connect\.token=TOKEN/],
  ['a right to listen alone', { token: fixedToken(LISTENS) }, /403/],
  ['an endpoint for which nobody listens', { endpoint: 'c' }, /it answers 502 \\?"Nobody listens/],
])('who connects with %s is cut off, and the log says what to do', async (_what, settings, why) => {
  const { ports } = await openTestRelay(relayConfig('strict'))
  await listenAs(ports.upstream, 'b', await openEcho(), LISTENS)
  const { dial, lines } = await openForward(ports.proxy, settings)
  expect(await cutOf(dial())).toBe('ECONNRESET')
  expect(await cutOf(dial())).toBe('ECONNRESET')
  const told = lines.filter((line) => line.startsWith('connection-not-forwarded'))
  expect(told).toEqual([expect.stringMatching(why)])
})

test('a service that is away, and a relay that is gone, cut the connection', async () => {
  const { dial, relay } = await openAll(1)
  expect(await cutOf(dial())).toBe('ECONNRESET')
  await relay.close('now')
  expect(await cutOf(dial())).toBe('ECONNRESET')
})

test('what the service cuts is cut, and what the client cuts, too', async () => {
  const came: Socket[] = []
  const port = await listenOn(createServer((socket) => void came.push(socket.on('error', () => {}))))
  const { dial } = await openAll(port)
  const first = dial()
  first.write('x')
  const one = await until('the first has come', () => came[0] ?? false)
  one.resetAndDestroy()
  expect(await cutOf(first)).toBe('ECONNRESET')
  const second = dial()
  second.write('x')
  const other = await until('the second has come', () => came[1] ?? false)
  second.resetAndDestroy()
  expect(await cutOf(other)).toBe('ECONNRESET')
})

test('there are no more connections than may be', async () => {
  const { ports } = await openTestRelay(relayConfig('strict'))
  await listenAs(ports.upstream, 'b', await openEcho(), LISTENS)
  const { dial, forward, lines } = await openForward(ports.proxy, { most: 1 })
  const first = dial()
  first.write('x')
  await once(first, 'data')
  expect(await cutOf(dial())).toBe('ECONNRESET')
  expect(lines.join('\n')).toContain('too-many-connections')
  first.end()
  await once(first, 'close')
  await until('no connection is left', () => forward.connections === 0)
  expect(await text(dial().end('y'))).toBe('y')
})

test('who reads slowly holds up the service, and neither memory nor others', async () => {
  const sent: number[] = []
  const flood = createServer((socket) => {
    const at = sent.push(0) - 1
    const more = () => {
      let goesOn = true
      while (goesOn) {
        goesOn = socket.write(Buffer.alloc(65_536))
        sent[at] = (sent[at] ?? 0) + 65_536
      }
      socket.once('drain', more)
    }
    socket.on('error', () => {}).once('data', more)
  })
  const { dial } = await openAll(await listenOn(flood))
  const slow = dial()
  slow.write('x')
  await once(slow, 'readable')
  const fast = dial()
  fast.write('x')
  let read = 0
  for await (const piece of fast) if ((read += (piece as Buffer).length) > 60_000_000) break
  expect(sent[0]).toBeLessThan(30_000_000) // while the other one had twice as much
  slow.destroy()
})

test('a token is shown until it is to be renewed, and another one where it is refused before that', async () => {
  const shown: (string | undefined)[] = []
  const answers: number[] = []
  const port = await listenOn(
    createServer((socket) => {
      socket.once('data', (head: Buffer) => {
        shown.push(/authorization: Bearer (\S+)/i.exec(String(head))?.[1])
        socket.end(`HTTP/1.1 ${answers.shift() ?? 503} X\r\ncontent-length: 0\r\n\r\n`)
      })
    }),
  )
  const clock = manualClock(0)
  const tokens = Array.from({ length: 5 }, (_each, at) => tokenUntil(1000 + at))
  const token = countedTokens((at) => tokens[at] ?? '')
  const { dial } = await openForward(port, { token }, { clock })
  await cutOf(dial())
  await cutOf(dial())
  clock.advance({ seconds: 969 })
  await cutOf(dial())
  clock.advance({ seconds: 1 })
  await cutOf(dial())
  answers.push(401, 401)
  await cutOf(dial())
  expect(shown.map((each) => tokens.indexOf(String(each)))).toEqual([0, 0, 0, 1, 1, 2])
})

test('whoever ends it lets what is open finish, and cuts what takes longer than it may', async () => {
  const { dial, forward } = await openAll(await openEcho())
  const open = dial()
  open.write('begun ')
  await once(open, 'readable')
  const closed = forward.close(60_000)
  open.end('and finished')
  expect(await text(open)).toBe('begun and finished')
  await closed
  const { dial: dialAnother, forward: another } = await openAll(await openEcho())
  const endless = dialAnother()
  endless.write('x')
  await once(endless, 'readable')
  const over = another.close(1).then(() => 'over')
  const late = new AbortController()
  const waits = systemClock.delay(30_000, late.signal).then(() => 'it waits')
  expect(await Promise.race([over, waits]).finally(() => (endless.destroy(), waits.catch(() => {}), late.abort()))).toBe('over') // prettier-ignore
})
