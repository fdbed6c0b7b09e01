import { expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { playOutcomeOf } from './outcome.ts'
import { verdictWords } from './verdict-words.ts'

const step = (who: string, verb: Step['verb'], more: Partial<Step> = {}): Step => ({
  who,
  verb,
  what: 'the token',
  sentence: '',
  ms: 0,
  ...more,
})

const said = (steps: Step[], status = 200, isUp?: (name: string) => boolean) =>
  verdictWords(playOutcomeOf(steps, status), isUp)

test('a refusal is one sentence: who refused what, and why, with the check that failed', () => {
  const checks: Step['checks'] = [{ check: 'audience', rule: '', outcome: 'failed' }]
  const steps = [
    step('servicec', 'checks', { checks }),
    step('servicec', 'refuses', { reason: 'The token was issued for somebody else' }),
    step('servicea', 'answers', { what: 'with what the callees said' }),
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
    expect(said([step('serviceb', 'refuses', { reason })]).headline).toBe(headline)
  },
)

test('of an error of OAuth people read the words; its code stands beside them, and what was refused is named', () => {
  const reason = 'invalid_scope: The scope is too wide.'
  expect(said([step('jwt-factory', 'refuses', { what: 'the request', reason })])).toEqual({
    outcome: 'refused',
    headline: 'jwt-factory refused the request: the scope is too wide',
    refusal: 'invalid_scope',
  })
})

test('a sidecar is called in a headline as in every sentence', () => {
  expect(said([step('verifier', 'refuses', { reason: 'The token has expired' })]).headline).toBe(
    'The verifier refused the token: it has expired',
  )
  const steps = [
    step('signer', 'sends', { to: 'verifier' }),
    step('servicea', 'answers', { reason: 'verifier cannot be reached' }),
  ]
  expect(said(steps, 502).headline).toBe('The signer cannot go on: the verifier does not answer')
})

test('where a reason names nobody, whoever called last could not go on: its answer came back through the others', () => {
  const steps = [
    step('servicea', 'sends', { to: 'serviceb' }),
    step('serviceb', 'asks', { to: 'jwt-factory' }),
    step('jwt-factory', 'is-told', { what: 'answer 503' }),
    step('servicea', 'answers', { reason: 'Keys are not available: the key set cannot be fetched.' }),
  ]
  expect(playOutcomeOf(steps, 503)).toMatchObject({ outcome: 'cannot-decide', who: 'serviceb', step: 3 })
  expect(said(steps, 503).headline).toBe(
    'Service B cannot go on: keys are not available: the key set cannot be fetched',
  )
})

const AWAY = 'jwt-factory cannot be reached at localhost:5443: nobody listens there. FACTORY_URL says where it is.'

test('whoever called somebody that does not answer cannot go on, also where another one says it in the end', () => {
  const steps = [
    step('servicea', 'sends', { to: 'serviceb' }),
    step('serviceb', 'asks', { to: 'jwt-factory' }),
    step('servicea', 'answers', { what: 'with the problem "cannot-decide"', reason: AWAY }),
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
  const steps = [step('servicea', 'sends', { to: 'serviceb' }), step('servicea', 'fails', { reason })]
  expect(said(steps).headline).toBe('Service A cannot go on: Service B did not answer in time')
})

test('good is what everybody believed; where nobody was to believe anything, nobody refused', () => {
  expect(said([step('serviceb', 'believes')]).headline).toBe('Everybody believed the token')
  expect(said([step('servicea', 'answers')]).headline).toBe('Nobody refused anything')
})

test('where one refuses what another one does not notice, both are told: that is the lesson', () => {
  const steps = [
    step('relay', 'refuses', { what: 'the token to reach serviceb', reason: 'its claims do not allow this' }),
    step('piko-relay', 'fails', { what: 'to notice that the token names no endpoint', reason: 'empty is all' }),
    step('servicea', 'answers', { what: 'with what the callees said' }),
  ]
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline: 'The relay refused the token to reach serviceb: its claims do not allow this',
    details: 'The Piko relay failed to notice that the token names no endpoint.',
  })
  expect(said(steps.slice(1)).headline).toBe('The Piko relay failed to notice that the token names no endpoint')
  const handedOn = step('piko-relay', 'fails', { what: 'to keep the token to itself', reason: 'every header goes on' })
  expect(said([handedOn])).toMatchObject({
    outcome: 'refused',
    headline: 'The Piko relay failed to keep the token to itself',
  })
})

test('what somebody failed to notice is no success, and no refusal either: who it was stands in the headline', () => {
  const steps = [
    step('plugin-gateway', 'believes'),
    step('plugin-gateway', 'fails', { what: 'to notice that the token has expired', reason: 'nothing names exp' }),
    step('servicea', 'answers', { what: 'with what the callees said' }),
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
    step('plugin-gateway', 'refuses', { reason: 'The signature does not fit' }),
    step('plugin-gateway', 'fails', lax),
    step('serviceb', 'answers', { what: 'GET /echo' }),
    step('plugin-gateway', 'refuses', { reason: 'The signature does not fit' }),
    step('plugin-gateway', 'fails', lax),
    step('plugin-gateway', 'refuses', { what: 'the request', reason: 'its ACL does not let this consumer in' }),
    step('servicea', 'answers', { what: 'with what the callees said' }),
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
  const lax = step('plugin-gateway', 'fails', { what: 'to notice that the token has expired' })
  const refusal = step('serviceb', 'refuses', { reason: 'The signature does not fit' })
  expect(said([refusal, lax]).headline).toBe('Service B refused the token: the signature does not fit')
})

test('what the caller found out by trying is the headline where nobody tells of a refusal', () => {
  const found = (what: string) => step('servicea', 'finds', { what })
  const steps = [
    step('stateless-gateway', 'believes'),
    found('in many headers 4 KiB of a claim arrive, and 6 KiB are refused (431)'),
    found('in one header 6 KiB of a claim arrive'),
    step('servicea', 'answers'),
  ]
  expect(said(steps)).toEqual({
    outcome: 'refused',
    headline:
      'In many headers 4 KiB of a claim arrive, and 6 KiB are refused (431); in one header 6 KiB of a claim arrive',
  })
  expect(said(steps, 503).outcome).toBe('cannot-decide')
  const others = [
    step('servicea', 'plays'),
    step('login-gateway', 'finds', { what: 'there is no session' }),
    ...steps.slice(0, 1),
  ]
  expect(said(others).headline, 'what others find is no headline').toBe('Everybody believed the token')
})

test('a reason that is a sentence of its own goes on after the colon', () => {
  const refuses = step('login-gateway', 'refuses', { what: 'the login', reason: 'This login was completed already.' })
  expect(said([step('servicea', 'plays'), refuses]).headline).toBe(
    'The login gateway refused the login: this login was completed already',
  )
})
