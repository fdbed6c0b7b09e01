import { expect, test } from 'vitest'
import { ATTACKS_BY_ID } from '#attacks'
import { weighAttempt } from './weigh-attempt.ts'

test.each([
  ['http-error-leak', /^A bad token, or none: the target believed it\.$/],
  ['http-401-shape', /^A bad token, or none: the target believed it\.$/],
  ['alg-none', /^Nobody signs it.*: the target believed it\.$/],
])('a belief is told by what was sent, and not by what the answer should have been like: %s', (id, sentence) => {
  const attack = ATTACKS_BY_ID.get(id) ?? expect.fail('there is no such case')
  expect(weighAttempt(attack, { reading: { verdict: 'believed' } }, []).finding?.sentence).toMatch(sentence)
})
