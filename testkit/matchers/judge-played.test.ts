import type { Step } from '#core/trace/step'
import { expect, test } from 'vitest'
import { assertBelieved, assertRefused } from '../matchers.ts'
import '../vitest.ts'

const played = (answer: Record<string, unknown>, story: Partial<Step>[] = [], status = 200) => ({
  status,
  answer,
  story: story.map(
    (step) => ({ who: 'servicea', verb: 'finds', what: '', sentence: 'It is told.', ms: 0, ...step }) as Step,
  ),
})

const own = { message: 'refused', valid: false, status: 401, claims: {}, isOwnService: true }
const challenge = 'Bearer realm="serviceb", error="invalid_token", error_description="The token has expired"'
const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it passes',
    (error: Error) => error.message,
  )

test('what a service of the tester answers counts, for it tells no steps', async () => {
  await expect(played(own)).toBeRefused()
  await expect(played({ ...own, reason: 'expired' })).toBeRefused('expired')
  await expect(played({ ...own, error: { message: challenge } })).toBeRefused('expired')
  await expect(played({ valid: true, servicec: { ...own, reason: 'wrong-audience' } })).toBeRefused('wrong-audience')
  expect(await failing(assertRefused(played(own), 'expired'))).toContain('the answer does not say why')
  expect(await failing(assertRefused(played({ ...own, reason: 'expired' }), 'wrong-audience'))).toContain(
    'another reason: expired',
  )
})

test('so does that of a gateway without a step of refusing', async () => {
  await expect(
    played({ message: 'refused by the login gateway', status: 401, reason: 'This needs a session' }),
  ).toBeRefused()
})

const guest = (status: number, more: object) => played({ ...own, status, ...more })

test.each([
  [403, {}],
  [403, { said: { message: 'Forbidden' } }],
  [403, { challenge: 'Bearer error="insufficient_scope"' }],
  [403, { reason: 'expired', said: { reason: 'expired', message: 'Your coupon is over' } }],
  [401, { said: 'Jwks remote fetch is failed' }],
])(
  'a play in which your own service answers %d %j is in doubt, as the same answer is outside of it',
  async (status, more) => {
    expect(await failing(assertRefused(guest(status, more)))).not.toBe('it passes')
    expect(await failing(expect(guest(status, more)).not.toBeRefused())).not.toBe('it passes')
    expect(await failing(assertBelieved(guest(status, more)))).not.toBe('it passes')
    expect(await failing(expect(guest(status, more)).not.toBeBelieved())).not.toBe('it passes')
  },
)

test('what your own service said is read as outside of a play', async () => {
  await expect(guest(403, { challenge })).toBeRefused('expired')
  await expect(guest(403, { challenge: 'Bearer error="insufficient_scope"' })).toBeRefused('insufficient-scope')
  await expect(guest(401, { said: { detail: 'Signature has expired' } })).toBeRefused('expired')
  expect(await failing(assertRefused(guest(401, { said: 'Invalid or expired JWT' }), 'expired'))).toContain('in doubt')
})

test('a story without an answer is no play', async () => {
  expect(await failing(assertRefused({ status: 401, story: [] }))).toBe('it passes')
  expect(await failing(assertRefused({ story: [] }))).toContain('This is no answer')
})

test.each([
  ['refused by an own service', played(own)],
  ['ended in 503', played({ title: 'This cannot be decided at the moment', status: 503 }, [], 503)],
  ['with a callee that could not decide', played({ serviceb: { valid: true }, servicec: { status: 503 } })],
  ['in which nobody was asked', played({})],
])('a play %s is not one in which everybody was let in', async (_what, play) => {
  expect(await failing(expect(play).not.toBeRefused())).not.toBe('it passes')
  expect(await failing(assertBelieved(play))).not.toBe('it passes')
})

test('one in which everybody is let in is', async () => {
  await expect(played({ valid: true, claims: { valid: false, status: 401 } })).not.toBeRefused()
  await expect(played({}, [{ verb: 'believes' }])).toBeBelieved()
})
