import { describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { featuresOf } from './likeness.ts'
import { readOutcome } from './read-outcome.ts'
import { runCatalogue } from './run-catalogue.ts'
import { subjectPlaces } from './subject-places.ts'
import {
  answerOf,
  answeredWith,
  askStrict,
  bearerOf,
  casesNamed,
  claimsOf,
  runOf,
  tokenOf,
  world,
} from './target.fixture.ts'

const ORDERS = { sub: 'servicea', orders: [1, 2] }
const UNKNOWN = answerOf(401, { error: 'invalid_token' })

function readBeside(good: Answer, answer: Answer, refusals = [UNKNOWN]) {
  const places = subjectPlaces('servicea', [good, good])
  const yardstick = { good, goodFeatures: featuresOf(good), refusals, url: 'https://b/', ...(places && { places }) }
  return readOutcome({ kind: 'answered', answer }, yardstick, bearerOf({ sub: 'servicea' }))
}

test.each([401, 403, 404])('an answer %i with the data of the good one is a belief, and says why', (status) => {
  expect(readBeside(answerOf(200, ORDERS), answerOf(status, ORDERS))).toMatchObject({
    verdict: 'believed',
    remark: expect.stringContaining(`its status ${status} says no, and its body says yes`),
  })
})

describe('whose refusals look like its successes', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['has empty bodies', '', '', { error: 'who?' }],
    ['has empty objects', {}, {}, { error: 'who?' }],
    ['says one word', { message: 'ok' }, { message: 'forbidden' }, ''],
    ['has an envelope', { code: 0, message: 'ok', path: '/orders', data: [1] }, { code: 403, message: 'no', path: '/orders', data: null }, ''], // prettier-ignore
    ['has a flag', { ok: true, time: 12, path: '/orders', service: 'orders' }, { ok: false, time: 13, path: '/orders', service: 'orders' }, ''], // prettier-ignore
    ['has the same body for all', { service: 'orders', links: ['/a'], by: 'us' }, { service: 'orders', links: ['/a'], by: 'us' }, { service: 'orders', links: ['/a'], by: 'us' }], // prettier-ignore
    ['has a page', '<html><nav>Shop Help Basket</nav><h1>Your orders of today', '<html><nav>Shop Help Basket</nav><h1>You may not', ''], // prettier-ignore
  ])('one that %s refuses by its status', (_what, good, refused, unknown) => {
    expect(readBeside(answerOf(200, good), answerOf(403, refused), [answerOf(401, unknown)]).verdict).toBe('refused')
  })

  test.each<[string, unknown, unknown]>([
    ['only ids and numbers are the same', { id: '6f0c1c1e-0000-4000-8000-000000000001', time: 12 }, { id: '6f0c1c1e-0000-4000-8000-000000000002', time: 13 }], // prettier-ignore
    ['the data come with an error', ORDERS, { ...ORDERS, error: 'insufficient_scope' }],
    ['it is for somebody else', ORDERS, { ...ORDERS, sub: 'anonymous' }],
  ])('nobody can tell where %s', (_what, good, answer) => {
    expect(readBeside(answerOf(200, good), answerOf(403, answer), [answerOf(401, '')]).verdict).toBe('inconclusive')
  })
})

test('a service that sets the status and goes on is found, by what it gives and not by what it says', async () => {
  const { cases } = await runCatalogue(
    runOf(casesNamed('aud-other-service', 'exp-past'), async (request) => {
      const outcome = await askStrict(request)
      const { aud } = claimsOf(tokenOf(request))
      if (aud === undefined || aud === world.target.audience) return outcome
      return answeredWith(401, { valid: true, orders: [1, 2], claims: { sub: 'servicea', iss: world.target.issuer } })
    }),
  )
  expect(cases.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['exp-past', 'refused'],
    ['aud-other-service', 'believed'],
  ])
  expect(cases[1]?.finding).toMatchObject({ isFailing: true, sentence: expect.stringMatching(/its status was 401/) })
})
