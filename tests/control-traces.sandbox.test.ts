import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EffectInput } from '#core/control/effect'
import { askPlainUpgrade, isAnsweredOn } from '../apps/service/plain/plain-upgrade.ts'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Faults that are bound to a trace: its own plays meet them, whatever services keep, and no others do. So does time that passes for it.

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

const traceId = (digit: string) => digit.repeat(32)
const [ONE, TWO] = [traceId('1'), traceId('2')]
const headersOf = (trace: string) => ({ traceparent: `00-${trace}-${'e'.repeat(16)}-00` })
const play = async (path: string, trace: string, further = {}) => {
  const { status, body } = await sandbox.plain('servicea', path, { headers: { ...headersOf(trace), ...further } })
  return { status, ...body }
}
const alone = { tracestate: 'jwt-sandbox=alone' }
const good = { status: 200, valid: true }

/** How often B has asked the factory at this route. */
const askedByB = async (on: string) => (await control.requests('jwt-factory', `?on=${on}&from=serviceb`)).count

const FAULTS: [path: string, on: string, effect: EffectInput, answer: object][] = [
  ['/scenario5', 'jwks', { keys: 'impostor' }, { valid: false, reason: 'signature-mismatch' }],
  ['/scenario5', 'jwks', { status: 503 }, { status: 503 }],
  ['/scenario5', 'jwks', { reset: true }, { status: 503 }],
  ['/scenario7', 'discovery', { issuer: 'https://other.test' }, { status: 502 }],
  ['/scenario8?reuse=1', 'token', { status: 500 }, { status: 502 }],
  ['/scenario8?reuse=1', 'token', { reset: true }, { status: 502 }],
  ['/scenario8?reuse=1', 'discovery', { html: true }, { status: 502 }],
]

describe.each(FAULTS)('%s, where %s is to answer %j for one trace', (path, on, effect, answer) => {
  test('nobody keeps anything yet: before others, and at once with them', async () => {
    await control.fault('jwt-factory', { on, trace: ONE, effect })
    expect(await play(path, ONE)).toMatchObject(answer)
    expect(await play(path, TWO)).toMatchObject(good)
    await control.reset()
    await control.fault('jwt-factory', { on, trace: ONE, effect })
    const [one, ...others] = await Promise.all([ONE, TWO, traceId('3')].map((trace) => play(path, trace)))
    expect(one).toMatchObject(answer)
    for (const other of others) expect(other).toMatchObject(good)
  })

  test('everybody keeps what there is to keep: a play that says so meets it, each time', async () => {
    expect(await play(path, TWO)).toMatchObject(good)
    await control.fault('jwt-factory', { on, trace: ONE, effect })
    for (const _ of [1, 2]) {
      expect(await play(path, ONE, alone)).toMatchObject(answer)
      expect(await play(path, TWO)).toMatchObject(good)
    }
  })
})

test('B has keys: a rule on them is met all the same by a play in which the factory was asked before', async () => {
  expect(await play('/scenario5', TWO)).toMatchObject(good)
  await control.fault('jwt-factory', { on: 'jwks', trace: ONE, effect: { keys: 'dropped' } })
  for (const _ of [1, 2]) expect(await play('/scenario5', ONE)).toMatchObject({ reason: 'unknown-key' })
})

test('where the routes of the factory are, as it says in one trace, B tells nobody else', async () => {
  const { body } = await sandbox.get('jwt-factory', '/.well-known/oauth-authorization-server')
  const elsewhere = { ...body, introspection_endpoint: `${body.issuer}/elsewhere` }
  await control.fault('jwt-factory', { on: 'discovery', trace: ONE, effect: { status: 200, body: elsewhere } })
  expect(await play('/scenario10', ONE)).toMatchObject({ status: 503 })
  expect(await play('/scenario10', TWO)).toMatchObject({ status: 200, before: { valid: true } })
})

test('B knows where the routes of the factory are: it asks again for such a play, and keeps what others were told', async () => {
  const before = { status: 200, before: { valid: true } }
  expect(await play('/scenario10', TWO)).toMatchObject(before)
  await control.fault('jwt-factory', { on: 'discovery', from: 'serviceb', trace: ONE, effect: { status: 500 } })
  expect(await play('/scenario10', ONE)).toMatchObject({ status: 503, peer: 'jwt-factory' })
  const count = await askedByB('discovery')
  expect(await play('/scenario10', TWO)).toMatchObject(before)
  expect(await askedByB('discovery')).toBe(count)
})

/** A good token for B, in a request of this trace. */
async function askB(trace: string, further = {}) {
  const { text } = await sandbox.plain('jwt-factory', '/issueToken/servicea', {
    method: 'POST',
    body: { sub: 'servicea', aud: 'serviceb' },
  })
  const headers = { ...headersOf(trace), authorization: `Bearer ${text.trim()}`, ...further }
  const { status, body } = await sandbox.get('serviceb', '/scenario5-server', { headers })
  return { status, ...body }
}

describe('a callee that is called by itself', () => {
  test('without keys: the fault is that of its trace, and the answer is kept by nobody', async () => {
    await control.fault('jwt-factory', { on: 'jwks', trace: ONE, effect: { keys: 'impostor' } })
    expect(await askB(ONE)).toMatchObject({ reason: 'signature-mismatch' })
    expect(await askB(TWO)).toMatchObject(good)
  })

  test('with keys: it meets the fault where it is told to share none', async () => {
    expect(await askB(TWO)).toMatchObject(good)
    await control.fault('jwt-factory', { on: 'jwks', trace: ONE, effect: { keys: 'impostor' } })
    expect(await askB(ONE)).toMatchObject(good)
    expect(await askB(ONE, alone)).toMatchObject({ reason: 'signature-mismatch' })
    expect(await askB(TWO)).toMatchObject(good)
  })
})

test('each play that shares nothing starts without keys, also of one trace, and keeps them for its own requests', async () => {
  await play('/scenario5', TWO)
  for (const count of [2, 3]) {
    expect(await play('/scenario5', ONE, alone)).toMatchObject(good)
    expect(await askedByB('jwks')).toBe(count)
  }
  expect(await play('/scenario6', ONE, alone)).toMatchObject({ late: { valid: true } }) // four requests of B
  expect(await askedByB('jwks')).toBe(5) // the keys, and once again for a key that was not there
})

test('a trouble that is named beside a play is met by it, whatever B keeps', async () => {
  expect(await play('/scenario5', ONE)).toMatchObject(good)
  expect(await play('/scenario5', ONE, { tracestate: 'jwt-sandbox=keys-down' })).toMatchObject({ status: 503 })
})

test('one after the other, more plays with a trouble than at once', async () => {
  for (let at = 0; at < 60; at++)
    expect(await play('/scenario5?keys-down=1', traceId('4'))).toMatchObject({ status: 503 })
})

test('a certificate that is wrong: answer and trace say so, and who can tell why', async () => {
  await control.fault('serviceb', { on: 'tls', effect: { certificate: 'expired' } })
  const { detail, trace } = await play('/scenario3?trace=1', ONE)
  expect(detail).toMatch(/its certificate has expired, .* GET \/control there says whether it was told to/)
  expect(trace.at(-1)).toMatchObject({ verb: 'answers', reason: detail })
})

/** A connection to B through the relay, in a trace. */
async function openInTrace(trace: string) {
  const body = { aud: 'relay', piko: { endpoints: ['serviceb'] } }
  const { text: token } = await sandbox.plain('jwt-factory', '/issueToken/relay', { method: 'POST', body })
  const headers = { authorization: `Bearer ${token}`, ...headersOf(trace) }
  const asked = { path: '/_piko/v1/tcp/serviceb', protocol: 'piko-tcp', headers }
  const answer = await askPlainUpgrade({ host: 'localhost', port: sandbox.partyPorts.relay }, asked, NEVER)
  return 'socket' in answer ? answer.socket : expect.fail('it was not let in')
}

const NEVER = new AbortController().signal

test('time that passes for one trace is none for a connection of another, and moves no clock', async () => {
  await play('/scenario14', TWO) // the first one opens the relays
  const [cut, kept] = [await openInTrace(ONE), await openInTrace(TWO)]
  const end = once(cut, 'close')
  const pass = () => sandbox.plain('neighbours', `/control/traces/${ONE}/ahead`, { method: 'POST', body: { by: '1d' } })
  expect((await pass()).body).toEqual({ connections: 1 })
  await end
  expect(await isAnsweredOn(kept, '/echo', { host: 'serviceb' }, NEVER)).toBe(true)
  kept.destroy()
  expect((await pass()).body).toEqual({ connections: 0 })
  expect((await sandbox.plain('neighbours', '/control')).body.clock.moved).toBe(false)
})
