import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openTestSidecars, type TestSidecars } from '../sidecars.fixture.ts'
import { manualClock } from '#core/clock'
import type { AccessDecision } from '#core/access/dialect'
import type { Forwarder, ForwardOptions } from '#core/http/forward/options'
import { createTraces } from '#core/trace/recorder'
import { createVerifier } from './verifier.ts'
import { createTokenless, MOST_TOKENLESS } from './tokenless.ts'

let open: TestSidecars | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await open?.close()
  open = undefined
})

test('of too many requests without a token, the one that has gone on for longest gives way', () => {
  const tokenless = createTokenless()
  const all = Array.from({ length: MOST_TOKENLESS }, () => tokenless.enter())
  expect(all.some(({ signal }) => signal.aborted)).toBe(false)
  tokenless.enter()
  expect(all.map(({ signal }) => signal.aborted).indexOf(false)).toBe(1)
  all[1]?.leave()
  tokenless.enter()
  expect(all[2]?.signal.aborted).toBe(false)
  tokenless.enter()
  expect(all[2]?.signal.aborted).toBe(true)
  expect(all[3]?.signal.aborted).toBe(false)
})

/** Begins a body and never ends it. @param answered is told the beginning of its answer, when it has one */
function askSlowly(port: number, answered: (status: string) => void): void {
  const socket = connect({ port, host: '127.0.0.1' })
  sockets.push(socket)
  socket.on('error', () => {}) // its end is of interest alone
  socket.once('data', (chunk) => answered(chunk.toString().slice(0, 12)))
  socket.write('POST /public/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na')
}

test('slow bodies on paths that need no token keep neither a look at its health nor a request with a token waiting', async () => {
  open = await openTestSidecars({ verifier: 'excludes: [/healthz, /public/*]' })
  const { verifierPort, toVerifier, throughSigner } = open
  const answers: string[] = []
  const { promise: allBut32, resolve } = Promise.withResolvers<void>()
  for (let at = 0; at < 80; at++)
    askSlowly(verifierPort, (answer) => void (answers.push(answer) === 80 - MOST_TOKENLESS && resolve()))
  await allBut32
  expect((await toVerifier('/healthz')).status).toBe(200)
  expect((await throughSigner('/')).status).toBe(200)
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 503']))
})

test.each(['request', 'upgrade'] as const)(
  'a %s without a token has a minute, and one with a token all its life and the share of its issuer',
  async (how) => {
    const given: ForwardOptions[] = []
    let decision: AccessDecision = { kind: 'open' }
    const outcome = { kind: 'answered', status: 200, sent: 0, received: 0 } as const
    const clock = manualClock(0)
    const note = (options: ForwardOptions = {}) => (given.push(options), outcome)
    const forwarder: Pick<Forwarder, 'forward' | 'forwardUpgrade'> = {
      forward: async (_request, _response, _target, options) => note(options),
      forwardUpgrade: async (_request, _socket, _head, _target, options) => note(options),
    }
    const verifier = createVerifier({
      access: { decide: async () => decision, answers: {}, description: { forwardsToken: false } },
      identity: { remove: [], of: async () => ({}) },
      forwarder,
      clock,
      machine: clock,
      traces: createTraces('verifier', clock),
      log: { warn() {}, info() {}, debug() {} },
    } as never) // what this is about
    const ask = () =>
      verifier[how](
        { method: 'GET', url: '/', rawHeaders: [], headers: {}, headersDistinct: {} } as never,
        {} as never,
        {} as never,
      )
    await ask()
    decision = { kind: 'believed', claims: {}, issuer: 'a', keyId: 'k', until: 1000 }
    await ask()
    expect(given.map(({ times, client }) => [times?.total, client])).toEqual([
      [60_000, undefined],
      [undefined, 'issuer a'],
    ])
  },
)
