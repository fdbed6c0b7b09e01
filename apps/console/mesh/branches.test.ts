import { expect, test } from 'vitest'
import type { RequestDecision } from '../../mesh/decide/decide-request.ts'
import { branchesOf } from './branches.ts'

const place = { file: 'policies', line: 1, column: 1 }
const ruleOf = (action: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM', rule: number, matched: boolean) => ({
  action,
  policy: 'default/p',
  rule,
  place,
  isDryRun: false,
  matched,
  sentence: `${action} ${rule}`,
})

const decided = (change: Partial<RequestDecision> = {}): RequestDecision => ({
  decision: 'allow',
  status: 200,
  by: { kind: 'rule', action: 'ALLOW', policy: 'default/p', rule: 1, place },
  reasons: [ruleOf('ALLOW', 0, true), ruleOf('ALLOW', 1, true), ruleOf('DENY', 0, false), ruleOf('AUDIT', 0, true)],
  ...change,
})

test('branches stand in the order of the mesh, and one of them has decided', () => {
  const branches = branchesOf(decided())
  expect(branches.map(({ sentence }) => sentence)).toEqual(['AUDIT 0', 'DENY 0', 'ALLOW 0', 'ALLOW 1'])
  expect(branches.map(({ isDeciding }) => isDeciding)).toEqual([false, false, false, true])
})

test('whose token it was stands before the policies', () => {
  expect(branchesOf(decided({ user: 'https://people/alice' }))[0]).toEqual({
    title: 'token',
    sentence: 'The token is good: it is https://people/alice.',
    matched: true,
    isDeciding: false,
  })
})

test('where no rule has decided, what decided stands at the end', () => {
  const denied = decided({ decision: 'deny', status: 403, by: { kind: 'no-allow-matched' } })
  expect(branchesOf(denied).at(-1)).toEqual({
    title: 'at the end',
    sentence: 'There are ALLOW policies, and none of them matched.',
    matched: false,
    isDeciding: true,
  })
})
