import { expect, test } from 'vitest'
import { ruleSchema, type FaultRuleInput } from './fault-rules.ts'
import { refuseMisplaced, sayRule } from './rule-words.ts'

const say = (rule: FaultRuleInput, applied = 0) => sayRule({ id: 'f1', rule: ruleSchema.parse(rule), applied })

test.each<[FaultRuleInput, number, string]>([
  [{ on: 'jwks', effect: { status: 500 } }, 0, 'f1: jwks is to answer 500; it has not happened yet'],
  [
    { on: '*', times: 1, effect: { hang: true } },
    1,
    'f1: every route is to give no answer (once at most); it happened once',
  ],
  [
    { on: 'token', from: 'servicea', trace: 'c'.repeat(32), after: 1, times: 3, chance: 0.5, effect: { limit: '2s' } },
    2,
    'f1: token is to answer 429, to be asked again in 2 s (asked by servicea, in the trace cccccccc…, after 1 request, ' +
      '3 times at most, with a chance of 0.5); it happened 2 times',
  ],
])('%j in words', (rule, applied, sentence) => {
  expect(say(rule, applied)).toBe(sentence)
})

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

test.each<FaultRuleInput>([
  { on: 'discovery', effect: { issuer: `https://other.test/${TOKEN}` } },
  { on: 'jwks', effect: { keys: 'dropped', kid: TOKEN } },
])('a token that is named in %j is not said: everybody may read what is set', (rule) => {
  expect(say(rule)).toContain('jwt:')
  expect(say(rule)).not.toContain('c2lnbmF0dXJl')
})

test.each(['two words', 'curl/8', '*', '', TOKEN])('a fault from %j is refused: nobody is called so', (from) => {
  const { error } = ruleSchema.safeParse({ on: 'jwks', from, effect: { status: 500 } })
  expect(error?.issues).toMatchObject([{ path: ['from'], message: expect.stringContaining('name of a caller') }])
})

test.each<[FaultRuleInput, boolean, RegExp | undefined]>([
  [{ on: 'jwks', effect: { keys: 'dropped' } }, true, undefined],
  [{ on: '*', effect: { keys: 'dropped' } }, true, undefined],
  [{ on: 'discovery', effect: { issuer: 'https://other/' } }, true, undefined],
  [{ on: 'token', effect: { keys: 'dropped' } }, true, /changes the answers of jwks alone/],
  [{ on: 'jwks', effect: { issuer: 'https://other/' } }, true, /changes the answers of discovery alone/],
  [{ on: '*', effect: { keys: 'stale' } }, false, /publishes no key set/],
  [{ on: 'token', effect: { status: 500 } }, false, undefined],
])('%j where keys are published: %j', (rule, hasKeys, refusal) => {
  const place = () => refuseMisplaced(ruleSchema.parse(rule), hasKeys)
  if (refusal) expect(place).toThrow(refusal)
  else expect(place).not.toThrow()
})
