import { expect, test } from 'vitest'
import { toldStep } from '#core/trace/told-step.fixture'
import { playOutcomeOf } from './outcome.ts'
import { verdictWords } from './verdict-words.ts'

const guest = (is: 'believes' | 'refuses', status: number, who = 'servicea') =>
  toldStep(who, 'finds', { what: 'Service B, your own service, …', verdict: { of: 'serviceb', is, status } })

test.each([
  ['believes', 200, { outcome: 'good', headline: 'Everybody believed the token' }],
  ['refuses', 401, { outcome: 'refused', headline: 'Service B refused the token: your own service answered 401' }],
] as const)('what a service of somebody else did counts as if it had told it: it %s', (is, status, expected) => {
  expect(verdictWords(playOutcomeOf([toldStep('servicea', 'plays'), guest(is, status)], 200))).toEqual(expected)
})

test('one that is called by B refuses, too, though B has believed the token', () => {
  const steps = [toldStep('servicea', 'plays'), toldStep('serviceb', 'believes'), guest('refuses', 403, 'serviceb')]
  expect(playOutcomeOf(steps, 200)).toMatchObject({ outcome: 'refused', who: 'serviceb', step: 2 })
})

test('where steps are missing, nobody is known to have refused nothing', () => {
  const steps = [toldStep('servicea', 'plays'), toldStep('serviceb', 'believes'), toldStep('servicea', 'answers')]
  expect(verdictWords(playOutcomeOf(steps, 200, ['servicec', 'verifier']))).toEqual({
    outcome: 'cannot-decide',
    headline: 'Nobody knows whether somebody refused: steps of Service C and the verifier are missing',
  })
  const refused = [...steps, toldStep('serviceb', 'refuses', { reason: 'The token has expired' })]
  expect(playOutcomeOf(refused, 200, ['servicec']).outcome, 'whoever refused has done so').toBe('refused')
  expect(playOutcomeOf(steps, 502, ['servicec']), 'what went wrong went wrong').not.toHaveProperty('untold')
})
