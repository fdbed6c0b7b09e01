import { afterEach, expect, test } from 'vitest'
import { MOST_SEEN_BYTES } from '#core/access/dialects/jwtproxy/seen-ids'
import { manualClock, type ManualClock } from '#core/clock'
import { talk } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { newCaller, openRegistryVerifier, type RegistryAnswers, type RegistryVerifier } from './weaknesses.fixture.ts'

// The weaknesses of the original at its verifier, each over the wire: there in its dialect, and gone without it. Those of its
// signer are in signer/weaknesses.test.ts. docs/sidecars.md has the list.

const opened: RegistryVerifier[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
const orders = newCaller('orders')
const billing = newCaller('billing')
const BY_PATH = new Map(
  [orders, billing].map((caller) => [`/base/services/${caller.issuer}/keys/${caller.kid}`, caller]),
)

/** Both have a key there. */
const BOTH: RegistryAnswers = (path) => {
  const caller = BY_PATH.get(path)
  return caller ? { status: 200, body: caller.document } : { status: 404 }
}

type Opening = Parameters<typeof openRegistryVerifier>
async function open(dialect: 'strict' | 'jwtproxy', answers = BOTH, more: Opening[2] = {}) {
  const verifier = await openRegistryVerifier(dialect, answers, { verifier: 'issuers: [orders, billing]', ...more })
  opened.push(verifier)
  return verifier
}
/** In the dialect of the original, and without it. */
const openBoth = async (answers = BOTH, more: Opening[2] = {}) =>
  [await open('jwtproxy', answers, more), await open('strict', answers, more)] as const

const statuses = async (answers: readonly Promise<{ status: number }>[]) =>
  (await Promise.all(answers)).map(({ status }) => status)
const unsigned = (token: string) => token.replace(/[^.]*$/, Buffer.alloc(256).toString('base64url'))

test('each weakness is in the log of a verifier that has it, and none in that of a strict one', async () => {
  const [original, strict] = await openBoth()
  const [line = '', ...others] = original.logs.filter((text) => text.includes('dialect-is-unsafe'))
  for (const weakness of ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W12', 'W15'])
    expect(JSON.parse(line).weaknesses.split(' ')).toContain(weakness)
  expect(others).toEqual([])
  expect(strict.logs.join('')).not.toMatch(/"weakness|unsafe/)
})

test('W1: CONNECT goes past all checks, and without the dialect it is a 405', async () => {
  const [original, strict] = await openBoth()
  const past = 'CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\nGET /past HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  expect(await talk(original.port, past)).toContain('the upstream')
  expect(await talk(strict.port, past)).toMatch(/^HTTP\/1\.1 405 /)
  expect([original.upstream.seen.length, strict.upstream.seen.length]).toEqual([1, 0])
})

test('W2: an unsigned copy burns a token, and without the dialect it does not', async () => {
  for (const [verifier, expected] of [
    [await open('jwtproxy'), [403, 403]],
    [await open('strict'), [401, 200]],
  ] as const) {
    const token = verifier.token(orders)
    const first = await verifier.call(unsigned(token))
    expect([first.status, (await verifier.call(token)).status]).toEqual(expected)
  }
})

test('W3: ids that nobody has proved fill the memory up to a bound of ours, and without the dialect they take none', async () => {
  const jti = 'x'.repeat(8000)
  const enough = Math.ceil(MOST_SEEN_BYTES / (2 * jti.length)) + 1
  for (const [verifier, sent, expected] of [
    [await open('jwtproxy'), enough, 503],
    [await open('strict'), 20, 200],
  ] as const) {
    const madeUp = (at: number) => verifier.token(orders, { claims: { jti: `${at}-${jti}` }, isSigned: false })
    const flood = await statuses(Array.from({ length: sent }, (_, at) => verifier.call(madeUp(at))))
    expect(flood).not.toContain(200)
    const own = expected === 503 ? { claims: { jti } } : {} // a short id may still find room
    const good = await verifier.call(verifier.token(orders, own))
    expect(good.status).toBe(expected)
    if (expected === 503) expect(good.body).toContain('jwtproxy has no bound (W3)')
  }
})

test('W4: each made-up name is a question to the registry, and without the dialect there are few, or none', async () => {
  const machine = manualClock(0)
  const [original, strict] = await openBoth(BOTH, { machine })
  for (const { asked, call, token } of [original, strict]) {
    const made = (at: number) => call(token({ ...orders, issuer: `nobody-${at}` }, { isSigned: false }))
    for (const status of await statuses(Array.from({ length: 30 }, (_, at) => made(at)))) expect(status).not.toBe(200)
    expect(asked).toHaveLength(asked === original.asked ? 30 : 0)
    const named = (at: number) => call(token({ ...orders, kid: `none-${at}` }, { isSigned: false }))
    for (let round = 0; round < 4; round++)
      await whileItPasses(machine, statuses(Array.from({ length: 30 }, (_, at) => named(30 * round + at))))
  }
  expect(original.asked).toHaveLength(150)
  const lists = strict.asked.filter((path) => path.endsWith('/keys')).length
  const seconds = machine.monotonic() / 1000
  expect(strict.asked.length - lists).toBeLessThanOrEqual(50 + 20 * seconds) // at once, and each second
  expect(lists).toBeLessThanOrEqual(1 + 4 * seconds) // of all keys of a service
})

/** Lets the time of the machine pass, as long as somebody waits for it. */
async function whileItPasses(machine: ManualClock, waited: Promise<unknown>): Promise<void> {
  const over = waited.then(() => true)
  while (!(await Promise.race([over, someTurns()]))) machine.advance({ milliseconds: 10 })
}

/** Whoever can go on does. */
async function someTurns(): Promise<false> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  return false
}

test('W5: names with dots reach other addresses of the registry, and without the dialect nobody is asked', async () => {
  const stranger = newCaller('..', 'planted')
  const planted: RegistryAnswers = (path) =>
    path === '/base/keys/planted' ? { status: 200, body: stranger.document } : { status: 404 }
  const [original, strict] = await openBoth(planted, { verifier: 'issuers: any' })
  expect((await original.call(original.token(stranger))).status).toBe(200)
  expect((await strict.call(strict.token(stranger))).status).toBe(401)
  expect([original.asked, strict.asked]).toEqual([['/base/keys/planted'], []])
})

test('W6: a registry that fails for a moment burns a token, and without the dialect it does not', async () => {
  for (const [dialect, expected] of [
    ['jwtproxy', [403, 403]],
    ['strict', [503, 200]],
  ] as const) {
    const clock = manualClock(Date.now())
    let isAway = true
    const verifier = await open(dialect, (path) => (isAway ? { status: 500 } : BOTH(path)), { clock })
    const token = verifier.token(orders)
    const first = await verifier.call(token)
    isAway = false
    clock.advance({ seconds: 1 })
    expect([first.status, (await verifier.call(token)).status]).toEqual(expected)
  }
})

test('W7: one service uses up the ids of another, and without the dialect it does not', async () => {
  for (const [verifier, expected] of [
    [await open('jwtproxy'), [200, 403]],
    [await open('strict'), [200, 200]],
  ] as const) {
    const claims = { jti: 'the-same' }
    const first = await verifier.call(verifier.token(billing, { claims }))
    expect([first.status, (await verifier.call(verifier.token(orders, { claims }))).status]).toEqual(expected)
  }
})

test('W9, which is open in both: a token is good for any method and path of its audience, once', async () => {
  for (const { call, token, upstream } of await openBoth()) {
    const taken = token(orders)
    expect((await call(taken, { method: 'DELETE', path: '/everything' })).status).toBe(200)
    expect((await call(taken)).status).not.toBe(200)
    expect(upstream.seen).toMatchObject([{ method: 'DELETE', url: '/everything' }])
  }
})

test('W12: the upstream gets the token, and without the dialect it does not', async () => {
  const [original, strict] = await openBoth()
  for (const { call, token } of [original, strict]) expect((await call(token(orders))).status).toBe(200)
  expect(original.upstream.seen[0]?.headers.authorization).toMatch(/^Bearer ey/)
  expect(strict.upstream.seen[0]?.rawHeaders.join()).not.toMatch(/authorization|ey[\w-]+\./i)
})

test('W15: a registry that hangs holds up a request up to a bound of ours, and without the dialect for two seconds', async () => {
  for (const [dialect, shortOfIt] of [
    ['jwtproxy', 29_000],
    ['strict', 1000],
  ] as const) {
    const machine = manualClock(0)
    const { asked, call, token } = await open(dialect, () => undefined, { machine })
    let isAnswered = false
    const waiting = call(token(orders)).finally(() => (isAnswered = true))
    await until('the question', () => asked.length === 1)
    machine.advance({ milliseconds: shortOfIt })
    for (let others = 0; others < 5; others++) await call('none') // whatever had to come would be there by now
    expect(isAnswered).toBe(false)
    machine.advance({ seconds: 1 })
    const { status, body } = await waiting
    expect(status).toBe(503)
    if (dialect === 'jwtproxy') expect(body).toContain('the original would wait for ever')
  }
})
