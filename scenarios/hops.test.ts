import { expect, test } from 'vitest'
import { hopsOf } from './hops.ts'
import type { Scenario } from './scenario.ts'

const lesson: Scenario = {
  title: '',
  story: '',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'pinned-key',
  play: async () => undefined,
}

test('the caller calls each callee, and where tokens are their own nobody calls the factory', () => {
  expect(hopsOf(lesson)).toEqual([
    ['servicea', 'serviceb'],
    ['servicea', 'servicec'],
  ])
})

test('a scenario says itself who calls whom, also somebody who is no service', () => {
  const calls = { servicea: ['signer'], signer: ['serviceb'] }
  expect(hopsOf({ ...lesson, callees: ['serviceb'], trust: 'key-set', calls })).toEqual([
    ['servicea', 'jwt-factory'],
    ['serviceb', 'jwt-factory'],
    ['servicea', 'signer'],
    ['signer', 'serviceb'],
  ])
})
