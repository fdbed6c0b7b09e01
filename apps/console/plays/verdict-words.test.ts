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
  verdictWords(playOutcomeOf(steps, status), steps, isUp)

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
    check: 'audience',
  })
})

test.each([
  ['The signature does not fit', 'Service B refused the token: the signature does not fit'],
  ['invalid_scope: Ask for less.', 'Service B refused the token: invalid_scope: Ask for less'],
])('a reason goes on after the colon: %s', (reason, headline) => {
  expect(said([step('serviceb', 'refuses', { reason })]).headline).toBe(headline)
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
