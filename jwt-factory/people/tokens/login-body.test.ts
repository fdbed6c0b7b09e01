import { expect, test } from 'vitest'
import { parseInput } from '#core/http/input'
import { loginBody, loginRequestOf, renewalBody } from './login-body.ts'

const BODY = { username: 'stoke', password: 'admin' }

test('a login has the names of Stoke on the wire, and ours behind it', () => {
  const body = { ...BODY, provider: '', required_claims: [{ stk: '' }], filter_claims: ['stk'] }
  expect(loginRequestOf(parseInput(loginBody, body))).toEqual({ ...BODY, required: [{ stk: '' }], filter: ['stk'] })
  expect(loginRequestOf(parseInput(loginBody, { ...BODY, provider: 'ldap' }))).toEqual({ ...BODY, provider: 'ldap' })
})

test.each([
  ['no password', { username: 'stoke' }, 'password'],
  ['an empty name', { ...BODY, username: '' }, 'username'],
  ['a name without end', { ...BODY, username: 'x'.repeat(321) }, 'username'],
  ['a number for a password', { ...BODY, password: 1 }, 'password'],
  ['one object in place of the list', { ...BODY, required_claims: { stk: '' } }, 'required_claims'],
  ['a list of texts', { ...BODY, required_claims: ['stk'] }, 'required_claims.0'],
  ['a value that is no text', { ...BODY, required_claims: [{ stk: 1 }] }, 'required_claims.0.stk'],
  ['more than anybody requires', { ...BODY, required_claims: Array.from({ length: 17 }, () => ({})) }, 'required_claims'], // prettier-ignore
  ['too many in one', { ...BODY, required_claims: [Object.fromEntries(Array.from({ length: 17 }, (_, at) => [at, '']))] }, 'names more than 16 claims'], // prettier-ignore
  ['a filter that is a text', { ...BODY, filter_claims: 'stk' }, 'filter_claims'],
  ['a member that is none', { ...BODY, admin: true }, 'admin'],
])('a login that does not fit is told why: %s', (_name, body, at) => {
  expect(() => parseInput(loginBody, body)).toThrow(at)
})

test('a refresh value has a bound', () => {
  expect(() => parseInput(renewalBody, { refresh: 'x'.repeat(2001) })).toThrow('refresh')
  expect(parseInput(renewalBody, { refresh: 'x' })).toEqual({ refresh: 'x' })
})
