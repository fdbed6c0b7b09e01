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

test('where people log in, their browser, the gateway and the page ask who logs them in', () => {
  const calls = { servicea: ['browser'], browser: ['login-gateway'], 'login-gateway': ['web-ui'] }
  expect(hopsOf({ ...lesson, callees: [], trust: 'login', calls })).toEqual([
    ['browser', 'jwt-factory'],
    ['login-gateway', 'jwt-factory'],
    ['web-ui', 'jwt-factory'],
    ['servicea', 'browser'],
    ['browser', 'login-gateway'],
    ['login-gateway', 'web-ui'],
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
