import { expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { toldStep } from '#core/trace/told-step.fixture'
import { playOutcomeOf } from './outcome.ts'
import { verdictWords } from './verdict-words.ts'

const said = (steps: Step[], status = 200, isUp?: (name: string) => boolean) =>
  verdictWords(playOutcomeOf(steps, status), isUp)

test('a refusal is one sentence: who refused what, and why, with the check that failed', () => {
  const checks: Step['checks'] = [{ check: 'audience', rule: '', outcome: 'failed' }]
  const steps = [
    toldStep('servicec', 'checks', { checks }),
    toldStep('servicec', 'refuses', { reason: 'The token was issued for somebody else' }),
    toldStep('servicea', 'answers', { what: 'with what the callees said' }),
  ]
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline: 'Service C refused the token: it was issued for somebody else',
    refusal: 'check: audience',
  })
})

test.each([['The signature does not fit', 'Service B refused the token: the signature does not fit']])(
  'a reason goes on after the colon: %s',
  (reason, headline) => {
    expect(said([toldStep('serviceb', 'refuses', { reason })]).headline).toBe(headline)
  },
)

test('of an error of OAuth people read the words; its code stands beside them, and what was refused is named', () => {
  const reason = 'invalid_scope: The scope is too wide.'
  expect(said([toldStep('jwt-factory', 'refuses', { what: 'the request', reason })])).toEqual({
    outcome: 'refused',
    headline: 'jwt-factory refused the request: the scope is too wide',
    refusal: 'invalid_scope',
  })
})

test('a sidecar is called in a headline as in every sentence', () => {
  expect(said([toldStep('verifier', 'refuses', { reason: 'The token has expired' })]).headline).toBe(
    'The verifier refused the token: it has expired',
  )
  const steps = [
    toldStep('signer', 'sends', { to: 'verifier' }),
    toldStep('servicea', 'answers', { reason: 'verifier cannot be reached' }),
  ]
  expect(said(steps, 502).headline).toBe('The signer cannot go on: the verifier does not answer')
})

test('where a reason names nobody, whoever called last could not go on: its answer came back through the others', () => {
  const steps = [
    toldStep('servicea', 'sends', { to: 'serviceb' }),
    toldStep('serviceb', 'asks', { to: 'jwt-factory' }),
    toldStep('jwt-factory', 'is-told', { what: 'answer 503' }),
    toldStep('servicea', 'answers', { reason: 'Keys are not available: the key set cannot be fetched.' }),
  ]
  expect(playOutcomeOf(steps, 503)).toMatchObject({ outcome: 'cannot-decide', who: 'serviceb', step: 3 })
  expect(said(steps, 503).headline).toBe(
    'Service B cannot go on: keys are not available: the key set cannot be fetched',
  )
})

const AWAY = 'jwt-factory cannot be reached at localhost:5443: nobody listens there. FACTORY_URL says where it is.'

test('whoever called somebody that does not answer cannot go on, also where another one says it in the end', () => {
  const steps = [
    toldStep('servicea', 'sends', { to: 'serviceb' }),
    toldStep('serviceb', 'asks', { to: 'jwt-factory' }),
    toldStep('servicea', 'answers', { what: 'with the problem "cannot-decide"', reason: AWAY }),
  ]
  expect(playOutcomeOf(steps, 503)).toMatchObject({
    outcome: 'cannot-decide',
    who: 'serviceb',
    peer: 'jwt-factory',
    step: 2,
  })
  expect(said(steps, 503)).toEqual({
    outcome: 'cannot-decide',
    headline: 'Service B cannot go on: jwt-factory does not answer',
    details: AWAY,
  })
  const { details } = said(steps, 503, () => true)
  expect(details, 'it is up, so a fault is at work').toMatch(/nobody listens there\.$/)
})

test('who is too slow is told apart from who is away', () => {
  const reason = 'serviceb did not answer within 3000 ms.'
  const steps = [toldStep('servicea', 'sends', { to: 'serviceb' }), toldStep('servicea', 'fails', { reason })]
  expect(said(steps).headline).toBe('Service A cannot go on: Service B did not answer in time')
})

test('good is what everybody believed; where nobody was to believe anything, nobody refused', () => {
  expect(said([toldStep('serviceb', 'believes')]).headline).toBe('Everybody believed the token')
  expect(said([toldStep('servicea', 'answers')]).headline).toBe('Nobody refused anything')
})

test('where one refuses what another one does not notice, both are told: that is the lesson', () => {
  const steps = [
    toldStep('relay', 'refuses', { what: 'the token to reach serviceb', reason: 'its claims do not allow this' }),
    toldStep('piko-relay', 'fails', { what: 'to notice that the token names no endpoint', reason: 'empty is all' }),
    toldStep('servicea', 'answers', { what: 'with what the callees said' }),
  ]
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline: 'The relay refused the token to reach serviceb: its claims do not allow this',
    details: 'The Piko relay failed to notice that the token names no endpoint.',
  })
  expect(said(steps.slice(1)).headline).toBe('The Piko relay failed to notice that the token names no endpoint')
  const handedOn = toldStep('piko-relay', 'fails', {
    what: 'to keep the token to itself',
    reason: 'every header goes on',
  })
  expect(said([handedOn])).toMatchObject({
    outcome: 'refused',
    headline: 'The Piko relay failed to keep the token to itself',
  })
})

test('what somebody failed to notice is no success, and no refusal either: who it was stands in the headline', () => {
  const steps = [
    toldStep('plugin-gateway', 'believes'),
    toldStep('plugin-gateway', 'fails', { what: 'to notice that the token has expired', reason: 'nothing names exp' }),
    toldStep('servicea', 'answers', { what: 'with what the callees said' }),
  ]
  expect(playOutcomeOf(steps, 200)).toMatchObject({ outcome: 'refused', isLax: true, step: 1 })
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline: 'The plugin gateway failed to notice that the token has expired',
    details: 'nothing names exp',
  })
})

test('a refusal that counts for nothing is none: who let the token through stands in the headline, and who refused later below', () => {
  const lax = { what: 'to keep out a token that it refused', reason: 'anonymous: whoever cannot be believed is nobody' }
  const steps = [
    toldStep('plugin-gateway', 'refuses', { reason: 'The signature does not fit' }),
    toldStep('plugin-gateway', 'fails', lax),
    toldStep('serviceb', 'answers', { what: 'GET /echo' }),
    toldStep('plugin-gateway', 'refuses', { reason: 'The signature does not fit' }),
    toldStep('plugin-gateway', 'fails', lax),
    toldStep('plugin-gateway', 'refuses', { what: 'the request', reason: 'its ACL does not let this consumer in' }),
    toldStep('servicea', 'answers', { what: 'with what the callees said' }),
  ]
  expect(playOutcomeOf(steps, 200)).toMatchObject({ outcome: 'refused', isLax: true, step: 1 })
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline: 'The plugin gateway failed to keep out a token that it refused',
    details:
      'anonymous: whoever cannot be believed is nobody. Thereafter the plugin gateway refused the request: its ACL does not let this consumer in',
  })
})

test('a refusal before that is the one that counts, and so is one of somebody else', () => {
  const lax = toldStep('plugin-gateway', 'fails', { what: 'to notice that the token has expired' })
  const refusal = toldStep('serviceb', 'refuses', { reason: 'The signature does not fit' })
  expect(said([refusal, lax]).headline).toBe('Service B refused the token: the signature does not fit')
})

const found = (what: string) => toldStep('servicea', 'finds', { what })

test('what the caller found out by trying is the headline where nobody tells of a refusal', () => {
  const steps = [
    toldStep('stateless-gateway', 'believes'),
    found('in many headers 4 KiB of a claim arrive, and 6 KiB are refused (431)'),
    found('in one header 6 KiB of a claim arrive'),
    toldStep('servicea', 'answers'),
  ]
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline:
      'In many headers 4 KiB of a claim arrive, and 6 KiB are refused (431); in one header 6 KiB of a claim arrive',
  })
  expect(said(steps, 503).outcome).toBe('cannot-decide')
  const others = [
    toldStep('servicea', 'plays'),
    toldStep('login-gateway', 'finds', { what: 'there is no session' }),
    ...steps.slice(0, 1),
  ]
  expect(said(others).headline, 'what others find is no headline').toBe('Everybody believed the token')
})

test('a reason that is a sentence of its own goes on after the colon', () => {
  const refuses = toldStep('login-gateway', 'refuses', {
    what: 'the login',
    reason: 'This login was completed already.',
  })
  expect(said([toldStep('servicea', 'plays'), refuses]).headline).toBe(
    'The login gateway refused the login: this login was completed already',
  )
})
