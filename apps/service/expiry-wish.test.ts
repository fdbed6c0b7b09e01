import { expect, test } from 'vitest'
import { ROLES } from '#scenarios'
import { expiryWish } from './expiry-wish.ts'

const expiredFor = (value: unknown) => ROLES.filter(expiryWish(value))

test.each(['1', 'true', 'yes', 'YES', 'x', 'ServiceC', 'jwt-factory', '__proto__'])(
  '%s expires the token for every callee',
  (value) => expect(expiredFor(value)).toEqual(ROLES),
)

test.each([undefined, '', '0', 'false', 'no', 'No'])('%s expires none', (value) => {
  expect(expiredFor(value)).toEqual([])
})

test.each(ROLES)('%s expires only the token for that service', (role) => {
  expect(expiredFor(role)).toEqual([role])
})

test('of several wishes the first counts', () => {
  expect(expiredFor(['servicec', '1'])).toEqual(['servicec'])
})
