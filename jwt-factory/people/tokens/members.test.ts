import { expect, test } from 'vitest'
import { payloadOfMembers, tokenMembers, withoutIssuersClaims, withoutNamesakes } from './members.ts'
import { hasRequired } from './scope.ts'
import type { TokenSettings, TokenScope } from './token-settings.ts'
import { PEOPLE_SETTINGS, STEPHEN } from './tokens.fixture.ts'

const MOMENT = { now: 1000, exp: 2800, tokenId: undefined }
const told = (settings: Partial<TokenSettings> = {}, scope: TokenScope = {}, claims = STEPHEN.claims) =>
  payloadOfMembers(tokenMembers({ ...STEPHEN, claims }, { ...PEOPLE_SETTINGS, ...settings }, MOMENT, scope))

test('what the directory knows of the user of the page is texts, and who it is stands under its names', () => {
  expect(told()).toBe(
    '{"iss":"stk","exp":2800,"log":"r,w","stk":"S","n":"Stephen Toke","u":"stoke","e":"stoke@hppr.dev"}',
  )
})

test('each of the registered claims is there where its setting says so', () => {
  expect(told({ issuer: undefined, userInfo: {} })).toBe('{"exp":2800,"log":"r,w","stk":"S"}')
  expect(JSON.parse(told({ subject: 'all', audience: ['a'], saysIssuedAt: true, saysNotBefore: true }))).toMatchObject({ sub: 'all', aud: ['a'], iat: 1000, nbf: 1000 }) // prettier-ignore
})

test('who somebody is takes the place of a claim with the same name', () => {
  expect(JSON.parse(told({ userInfo: { first_name: 'log', last_name: 'last' } }))).toMatchObject({ log: 'Stephen', last: 'Toke' }) // prettier-ignore
})

test('a claim with a registered name is there twice, and in a strict token not at all', () => {
  const claims = { exp: 'S', iss: 'evil', log: 'w' }
  expect(told({ userInfo: {} }, {}, claims)).toBe('{"iss":"stk","exp":2800,"exp":"S","iss":"evil","log":"w"}')
  expect(withoutIssuersClaims(claims)).toEqual({ log: 'w' })
  expect(withoutNamesakes([['a', 1], ['b', 2], ['a', 3]])).toEqual([['b', 2], ['a', 1]]) // prettier-ignore
})

test('a filter leaves the claims that it names, and whatever is not of the directory', () => {
  expect(told({}, { filter: ['stk'] })).toBe('{"iss":"stk","exp":2800,"stk":"S","n":"Stephen Toke","u":"stoke","e":"stoke@hppr.dev"}') // prettier-ignore
  expect(told({ userInfo: {} }, { filter: [] })).toBe('{"iss":"stk","exp":2800}')
})

test.each<[string, Record<string, string>[] | undefined, boolean]>([
  ['nothing', undefined, true],
  ['an empty list', [], true],
  ['any value', [{ stk: '' }], true],
  ['one of several values', [{ log: 'w' }], true],
  ['the whole list as a value', [{ log: 'r,w' }], false],
  ['another value', [{ log: 'x' }], false],
  ['a claim that is not there', [{ test: '' }], false],
  ['two that are there', [{ stk: 'S', log: 'w' }], true],
  ['ST-8a: one of two in one object is not enough, whichever comes first', [{ stk: 'S', log: 'x' }], false],
  ['ST-8a: and the other way round', [{ log: 'x', stk: 'S' }], false],
  ['one of two objects is enough', [{ log: 'x' }, { stk: 'S' }], true],
  ['an object that asks for nothing', [{}], true],
  ['a member that every object has', [{ constructor: '' }], false],
])('a login requires %s', (_name, required, fits) => {
  expect(hasRequired(STEPHEN, required === undefined ? {} : { required })).toBe(fits)
})
