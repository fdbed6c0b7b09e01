import { expect, test } from 'vitest'
import { featuresOf } from './likeness.ts'
import { readOutcome, type Yardstick } from './read-outcome.ts'
import type { Answer } from '../answer.ts'
import { answeredWith, answerOf, bearerOf } from './target.fixture.ts'

const GOOD = answerOf(200, { user: 'servicea', role: 'member', active: true, items: [1, 2] })
const REFUSED = answerOf(401, { message: 'refused' })

const yardstick = (refusals = [REFUSED]): Yardstick => ({
  good: GOOD,
  goodFeatures: featuresOf(GOOD),
  refusals,
  url: 'https://target.test/orders',
})

const read = (status: number, body: unknown = '', ...headers: [string, string][]) =>
  readOutcome(answeredWith(status, body, ...headers), yardstick(), bearerOf({ sub: 'servicea' })).verdict

test('a member that says false may be one of data: nobody can tell, where refusals have a status', () => {
  expect(read(200, { user: 'servicea', role: 'member', active: false, items: [1, 2] })).toBe('inconclusive')
})

test('a switch of protocols that nobody asked for is no success', () => {
  expect(read(101)).toBe('inconclusive')
})

test.each([
  ['ends too early', { kind: 'dropped', detail: 'it closed the connection' } as const, 'crashed'],
  ['does not end', { kind: 'hung', milliseconds: 5000 } as const, 'hung'],
])('an answer that believes and %s is a belief; any other is none', (_what, outcome, verdict) => {
  const readCame = (came?: Answer) =>
    readOutcome({ ...outcome, ...(came && { came }) }, yardstick(), bearerOf({ sub: 'servicea' }))
  expect(readCame(GOOD)).toMatchObject({ verdict: 'believed', remark: expect.stringContaining('did not end') })
  for (const came of [REFUSED, answerOf(200, '{"user":"serv'), undefined]) expect(readCame(came)).toEqual({ verdict })
})

test('a redirect to the target itself is a refusal only where others are sent there', () => {
  const back: [string, string] = ['location', '/orders']
  expect(read(303, '', back)).toBe('inconclusive')
  const sent = yardstick([answerOf(302, '', back)])
  expect(readOutcome(answeredWith(303, '', back), sent, bearerOf({ sub: 'servicea' })).verdict).toBe('refused')
})

test('what could not be decoded is no verdict, and says why', () => {
  const outcome = { kind: 'answered', answer: { ...GOOD, undecoded: 'exi' } } as const
  expect(readOutcome(outcome, yardstick(), bearerOf({ sub: 'servicea' }))).toEqual({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/content-encoding exi/),
  })
})
