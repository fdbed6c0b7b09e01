import { manualClock, systemClock } from '#core/clock'
import { expect, test } from 'vitest'
import { assertRefused } from '../matchers.ts'
import '../vitest.ts'
import type { RefusalAttempt, RefusalCases } from '../tokens/refusal-cases.ts'
import { refusesEvery } from './refuse-every.ts'
import { CASE_PATIENCE } from './send-case.ts'

const withKid = (kid: string) => `${btoa(JSON.stringify({ kid })).replaceAll('=', '')}.e30.sig`
const GOOD = withKid('known')

const must = (...tokens: string[]): RefusalCases => ({
  good: async () => GOOD,
  leftOut: [],
  cases: tokens.map((token, at) => ({
    id: `case-${at}`,
    title: 'Something is wrong',
    class: 'MUST',
    severity: { level: 'high', cwe: 1 } as RefusalCases['cases'][number]['severity'],
    references: ['RFC 7519'],
    attempts: [{ token }],
  })),
})

/** @param answer to all but the good token */
const letsIn = (answer: (token: string) => unknown) => async (token: string) =>
  token === GOOD ? { status: 200 } : ((await answer(token)) as { status: number }) // what a test says

const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it passes',
    (error: Error) => error.message,
  )
const BAD = withKid('known') + 'x'

test('a call that hangs is a finding of its case, and so is a connection that breaks', async () => {
  const clock = manualClock('2030-01-01')
  const hanging = refusesEvery(letsIn(() => { queueMicrotask(() => clock.advance({ milliseconds: CASE_PATIENCE })); return new Promise(() => {}) }), must(BAD), clock) // prettier-ignore
  expect(await hanging).toMatchObject({ pass: false, message: expect.stringMatching(/^.* 1 of 1 tokens:\n\ncase-0 [^]*The call hung: there was no answer within 5 s/) }) // prettier-ignore
  const dropped = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) }) // prettier-ignore
  expect(
    await refusesEvery(
      letsIn(() => Promise.reject(dropped)),
      must(BAD),
      systemClock,
    ),
  ).toMatchObject({
    pass: false,
    message: expect.stringMatching(/case-0 [^]*The connection was dropped \(UND_ERR_SOCKET\)/),
  })
})

test.each([
  ['the good token', () => ({ status: 401 }), must(BAD)],
  ['every call but the first', letsIn(() => ({ status: 503 })), must(BAD)],
  ['nothing, for there is no case', letsIn(() => ({ status: 401 })), must()],
  ['with 429, which says nothing', letsIn(() => ({ status: 429 })), must(BAD)],
] as const)('a service that refuses %s neither refuses every token nor lets one in', async (_what, service, cases) => {
  expect(await failing(expect(service).toRefuseEvery(cases))).not.toBe('it passes')
  expect(await failing(expect(service).not.toRefuseEvery(cases))).not.toBe('it passes')
})

test('one that is let in is what not is for', async () => {
  await expect(letsIn(() => ({ status: 204 }))).not.toRefuseEvery(must(BAD))
  await expect(letsIn(() => ({ status: 431 }))).toRefuseEvery(must(BAD))
})

test('tokens with unknown key ids are sent together, for each may wait for a fetch of keys', async () => {
  let waiting = 0
  let most = 0
  const slow = letsIn(async () => {
    most = Math.max(most, ++waiting)
    await new Promise((resolve) => setImmediate(resolve))
    waiting--
    return { status: 401 }
  })
  await expect(slow).toRefuseEvery(must(...Array.from({ length: 10 }, (_, at) => withKid(`other-${at}`))))
  expect(most).toBe(10)
})

/** As clients reject that take 401 for an error. */
const rejected = () => Promise.reject(Object.assign(new Error('Request failed with status code 401'), { response: { status: 401, data: { reason: 'expired' } } })) // prettier-ignore

test('an error that bears an answer is that answer', async () => {
  await expect(rejected()).toBeRefused('expired')
  await expect(rejected).toBeRefused('expired')
  await expect(letsIn(rejected)).toRefuseEvery(must(BAD))
  await expect(assertRefused(Promise.reject(new Error('no network')))).rejects.toThrow('no network')
})

test('what is no function and are no cases is said in a sentence', async () => {
  await expect(refusesEvery('http://localhost' as never, must(BAD), systemClock)).rejects.toThrow(
    'a function that calls your service',
  )
  await expect(refusesEvery(letsIn(() => ({ status: 401 })), Promise.resolve(must(BAD)) as never, systemClock)).rejects.toThrow('the await is missing') // prettier-ignore
  await expect(assertRefused({ status: 401 }, 'wrong-aud' as never)).rejects.toThrow('There is no reason "wrong-aud". Did you mean "wrong-audience"?') // prettier-ignore
})

const wantsScope = () => ({ status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="read"' }, body: '<!doctype html>\n<p>No</p>' }) // prettier-ignore

test('a good token that is refused shows the challenge, and how to say what the service wants', async () => {
  const { message } = await refusesEvery(wantsScope, must(BAD), systemClock)
  expect(message).toContain('await issuer.must({ scope: "read" })')
  expect(message).toContain('error="insufficient_scope"')
  expect(message).toContain('It says: No')
})

test('one that refuses everybody after the first call, and believes the last one, proves nothing', async () => {
  let calls = 0
  const locked = async () => ({ status: ++calls === 1 || calls > 30 ? 200 : 401 })
  const result = await refusesEvery(locked, must(...Array.from({ length: 28 }, () => BAD)), systemClock)
  expect(result).toMatchObject({ pass: false, message: expect.stringContaining('is refused in between') })
})

test('tokens that no header takes are not sent, and the message says so', async () => {
  const { pass, message } = await refusesEvery(letsIn(() => ({ status: 401 })), must(BAD, 'a\nb'), systemClock) // prettier-ignore
  expect({ pass, message }).toEqual({ pass: true, message: 'The service refuses all 1 tokens (1 more fit into no header, so no client sends them).' }) // prettier-ignore
})

/** The same cases, with what makes their tokens anew. */
function withMaker(cases: RefusalCases, make: (token: string) => Promise<string>): RefusalCases {
  const anew = (attempt: RefusalAttempt) => ({ ...attempt, make: () => make(attempt.token) })
  return { ...cases, cases: cases.cases.map((each) => ({ ...each, attempts: each.attempts.map(anew) })) }
}

test('a token is made anew right before it is sent, and one that cannot be is sent as it is', async () => {
  const happened: string[] = []
  const service = letsIn((token) => (happened.push(`sent ${token}`), { status: 401 }))
  const cases = withMaker(must(BAD, BAD), async (token) => (happened.push('made'), `${token}-anew`))
  await expect(service).toRefuseEvery({ ...cases, cases: [...cases.cases, ...must(BAD).cases] })
  const anew = ['made', `sent ${BAD}-anew`]
  expect(happened).toEqual([...anew, ...anew, `sent ${BAD}`])
})

test('an issuer that is gone says so, and no more is sent', async () => {
  const gone = withMaker(must(...Array.from({ length: 5 }, () => BAD), withKid('other')), async (token) => {
    if (token !== BAD) throw new Error('the issuer has stopped')
    return token
  })
  let sent = 0
  const service = letsIn(() => ({ status: 401, sent: sent++ }))
  expect(await failing(expect(service).toRefuseEvery(gone))).toBe('the issuer has stopped')
  expect(await failing(expect(service).not.toRefuseEvery(gone))).toBe('the issuer has stopped')
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(sent).toBeLessThan(5)
})

test('a token whose end comes before the answer may be refused for that alone: it is in doubt', async () => {
  const clock = manualClock('2030-01-01')
  const living = (seconds: number) => `${GOOD.split('.')[0]}.${btoa(JSON.stringify({ exp: clock.now() / 1000 + seconds })).replaceAll('=', '')}.sig` // prettier-ignore
  const slow = letsIn(() => (clock.advance({ seconds: 2 }), { status: 401 }))
  const refused = (seconds: number, isNot?: boolean) => refusesEvery(slow, must(living(seconds)), clock, isNot)
  expect(await refused(2)).toMatchObject({ pass: false, message: expect.stringContaining('Its exp came before the answer') }) // prettier-ignore
  expect(await refused(2, true)).toMatchObject({ pass: true })
  expect(await refused(3)).toMatchObject({ pass: true })
  expect(await refused(0)).toMatchObject({ pass: true })
})
