import { expect, test } from 'vitest'
import { explain, isOverTls, type ReportedStep, type StepCheck } from './step.ts'

test.each([
  [{ verb: 'plays', what: 'scenario 1: a title' }, 'Service B plays scenario 1: a title.'],
  [{ verb: 'signs', what: 'a token', ringId: 'servicea' }, 'Service B signs a token with its key "servicea".'],
  [{ verb: 'signs', what: 'a token' }, 'Service B signs a token.'],
  [{ verb: 'asks', what: 'for a token', to: 'jwt-factory' }, 'Service B asks jwt-factory for a token.'],
  [{ verb: 'sends', what: 'the token', to: 'servicec' }, 'Service B sends the token to Service C.'],
  [{ verb: 'believes', what: 'the token' }, 'Service B believes the token.'],
  [{ verb: 'refuses', what: 'the token', reason: 'It has expired' }, 'Service B refuses the token: It has expired.'],
  [{ verb: 'refuses', what: 'the token' }, 'Service B refuses the token.'],
  [{ verb: 'answers', what: 'with a verdict' }, 'Service B answers with a verdict.'],
  [{ verb: 'fails', what: 'to call', reason: 'C is down.' }, 'Service B fails to call: C is down.'],
  [{ verb: 'fails', what: 'to call' }, 'Service B fails to call.'],
] satisfies [ReportedStep, string][])('%o is told in a sentence', (step, sentence) => {
  expect(explain('serviceb', step)).toBe(sentence)
})

test('checks are counted, and those that failed are named', () => {
  const checks = [
    { check: 'form', rule: 'r', outcome: 'passed' as const },
    { check: 'expiry', rule: 'r', outcome: 'failed' as const },
    { check: 'binding', rule: 'r', outcome: 'skipped' as const },
  ]
  expect(explain('jwt-factory', { verb: 'checks', what: 'the token', checks })).toBe(
    'jwt-factory checks the token: 1 passed, and the check "expiry" failed; skipped: 1 after it.',
  )
  expect(explain('servicea', { verb: 'checks', what: 'the token', checks: checks.slice(0, 1) })).toBe(
    'Service A checks the token: 1 passed.',
  )
})

const outcomes = (...all: StepCheck['outcome'][]) =>
  explain('serviceb', {
    verb: 'checks',
    what: 'it',
    checks: all.map((outcome) => ({ check: outcome, rule: 'r', outcome })),
  })

test('why checks were skipped is said in words: they come after the one that failed, or nothing asks for them', () => {
  expect(outcomes('passed', 'skipped', 'skipped')).toMatch(/: 1 passed; skipped: 2 that nothing asks for\.$/)
  expect(outcomes('passed', 'skipped', 'failed', 'skipped', 'skipped')).toMatch(
    /and the check "failed" failed; skipped: 2 after it, 1 that nothing asks for\.$/,
  )
})

test('a rule that did not match, where another one decided, is no failure, and the sentence says so', () => {
  const unmatched: StepCheck = { check: 'ALLOW b', rule: 'r', outcome: 'skipped', reason: 'it does not match' }
  const checks: StepCheck[] = [unmatched, { check: 'ALLOW a', rule: 'r', outcome: 'passed' }]
  expect(explain('web-ui', { verb: 'checks', what: 'the policies', checks })).toBe(
    'web-ui checks the policies: 1 passed; skipped: 1 that did not match.',
  )
})

test('what a sidecar hands on to its own service stays there, and only what it sends to another one is over TLS', () => {
  expect(explain('web-ui', { verb: 'sends', what: 'GET on', to: 'web-ui' })).toBe('web-ui sends GET on to its service.')
  expect(explain('ingress', { verb: 'sends', what: 'GET on', to: 'web-ui' })).toBe(
    'The ingress sends GET on to web-ui.',
  )
  const hops = [
    ['servicea', 'ingress'],
    ['ingress', 'web-ui'],
    ['web-ui', 'web-ui'],
    ['web-ui', 'backend-api'],
    ['signer', 'verifier'],
    ['verifier', 'serviceb'],
    ['servicea', 'serviceb'],
    ['verifier', 'jwt-factory'],
    ['servicea', 'stateless-gateway'],
    ['plugin-gateway', 'serviceb'],
    ['servicea', 'browser'],
    ['browser', 'login-gateway'],
    ['login-gateway', 'web-ui'],
  ] as const
  expect(hops.map(([from, to]) => isOverTls(from, to))).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
    true,
    true,
    false,
    false,
    false,
    true,
    true,
  ])
})
