import { describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { bearerRequest } from './control-requests.ts'
import { featuresOf } from './likeness.ts'
import { readOutcome } from './read-outcome.ts'
import { answerOf } from './target.fixture.ts'

const CLAIMS = { iss: 'https://issuer', sub: 'servicea', aud: 'serviceb', client_id: 'servicea', jti: 'one', exp: 9 }

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const requestWith = (claims: object) => bearerRequest(`${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2lnbmF0dXJl`)

/** What is said of an answer, where the good token was answered so, and no token and garbage with 401. */
const readBeside = (good: Answer, answer: Answer, claims: object = CLAIMS, refusals = [answerOf(401)]) =>
  readOutcome(
    { kind: 'answered', answer },
    { good, goodFeatures: featuresOf(good), refusals, url: 'https://b/' },
    requestWith(claims),
  ).verdict

const json = (body: unknown) => answerOf(200, body)
const text = (body: string, type = 'text/plain') => answerOf(200, body, ['content-type', type])

describe('a service that answers 401 to whom it does not know', () => {
  const other = { iss: 'https://issuer', sub: 'anna', aud: 'web', nonce: 'n', at_hash: 'h', email: 'a@b', name: 'Anna', roles: ['x'] } // prettier-ignore

  test.each<[string, Answer, Answer, object]>([
    ['shows its claims', json({ valid: true, claims: CLAIMS }), json({ valid: true, claims: other }), other],
    ['greets by name', json({ message: 'Hello servicea' }), json({ message: 'Hello anna' }), other],
    ['is plain text', text('You are servicea, welcome here'), text('You are anna, welcome here'), other],
    ['repeats a word of the token', json({ ok: true, sub: 'servicea' }), json({ ok: true, sub: 'denied' }), { sub: 'denied' }], // prettier-ignore
  ])('believes where its answer %s', (_what, good, answer, claims) => {
    expect(readBeside(good, answer, claims)).toBe('believed')
  })

  test.each<[string, Answer, Answer]>([
    ['a code', json({ code: 0, data: {} }), json({ code: 40_101, data: {} })],
    ['a message in another language', json({ msg: 'ok', data: {} }), json({ msg: 'nicht angemeldet', data: {} })],
    ['a status inside', json({ result: { status: 'ok' }, time: 1 }), json({ result: { status: 'KO' }, time: 1 })],
    ['an empty envelope', json({ data: { orders: [1] } }), json({ data: null })],
    ['a message alone', json({ valid: true, claims: CLAIMS }), json({ message: 'log in first' })],
    ['words', text('Orders of today: 1, 2, 3'), text('Orders of today: access denied')],
    ['a page', text('<h1>Orders</h1><p>one', 'text/html'), text('<h1>Sign in</h1><p>please', 'text/html')],
    ['a short word', text('yes'), text('nope')],
    ['another type', json({ valid: true, claims: CLAIMS }), text('<h1>welcome', 'text/html')],
    ['another status', json({ valid: true, claims: CLAIMS }), answerOf(202, { valid: true, claims: {} })],
  ])('is not taken to believe where it says no by %s and 2xx', (_what, good, answer) => {
    expect(readBeside(good, answer)).not.toBe('believed')
  })
})

test('where refusals say 200, another answer is still no belief', () => {
  const good = json({ valid: true, claims: CLAIMS })
  const answer = json({ valid: true, claims: { email: 'a', name: 'b', nonce: 'c', roles: [], groups: [], at_hash: 'd' } }) // prettier-ignore
  expect(readBeside(good, answer, CLAIMS, [json({ error: 'who are you?' })])).not.toBe('believed')
})
