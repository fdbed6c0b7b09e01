import { expect, test } from 'vitest'
import { ROLES, type NumberedScenario } from '#scenarios'
import { readVariants } from './variants.ts'

const lesson: NumberedScenario = {
  number: 99,
  title: 'a lesson',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'key-set',
  variants: { 'pass-through': 'hands the token on' },
  play: async () => ({}),
}

test.each(['1', 'true', 'x'])('?pass-through=%s is played', (value) => {
  const variants = readVariants({ 'pass-through': value }, lesson)
  expect(variants.has('pass-through')).toBe(true)
  expect(variants.query).toBe('?pass-through=1')
})

test.each(['0', 'no', 'false', ''])('?pass-through=%s is none', (value) => {
  const variants = readVariants({ 'pass-through': value }, lesson)
  expect(variants.has('pass-through')).toBe(false)
  expect(variants.query).toBe('')
})

test('a variant that the scenario does not explain is a fault in it, and not a "no"', () => {
  expect(() => readVariants({ emergency: '1' }, lesson).has('emergency')).toThrow('does not explain')
})

test('only variants travel on, in a spelling of ours', () => {
  const { query } = readVariants({ 'pass-through': '&x=1', expired: 'servicec', trace: '1', other: '1' }, lesson)
  expect(query).toBe('?pass-through=1&expired=servicec')
})

const expiredFor = (expired: string | string[] | undefined) =>
  ROLES.filter((role) => readVariants({ expired }, lesson).isExpired(role))

test.each(['1', 'true', 'yes', 'YES', 'x', 'ServiceC', 'jwt-factory', '__proto__'])(
  '?expired=%s expires the token for every callee',
  (value) => expect(expiredFor(value)).toEqual(ROLES),
)

test.each([undefined, '', '0', 'false', 'no', 'No'])('?expired=%s expires none', (value) => {
  expect(expiredFor(value)).toEqual([])
})

test.each(ROLES)('?expired=%s expires only the token for that service', (role) => {
  expect(expiredFor(role)).toEqual([role])
})

test('of several values the first counts', () => {
  expect(expiredFor(['servicec', '1'])).toEqual(['servicec'])
})
