import { expect, test } from 'vitest'
import { ROLES, type NumberedScenario } from '#scenarios'
import { readVariants } from './variants.ts'

const lesson: NumberedScenario = {
  number: 99,
  title: 'a lesson',
  story: 'Something is learnt.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'key-set',
  variants: { 'pass-through': 'hands the token on' },
  play: async () => ({}),
}

test.each(['1', 'true', '7'])('?pass-through=%s is played', (value) => {
  const variants = readVariants({ 'pass-through': value }, lesson)
  expect(variants.has('pass-through')).toBe(true)
  expect(variants.query).toBe('?pass-through=1')
})

test.each(['0', 'no', 'false'])('?pass-through=%s is none', (value) => {
  const variants = readVariants({ 'pass-through': value }, lesson)
  expect(variants.has('pass-through')).toBe(false)
  expect(variants.query).toBe('')
})

test('a variant that the scenario does not explain is a fault in it, and not a "no"', () => {
  expect(() => readVariants({ emergency: '0' }, { ...lesson, variants: { emergency: 'x' } }).has('other')).toThrow(
    'does not explain',
  )
})

test('only variants travel on, in a spelling of ours', () => {
  const { query, isTraced } = readVariants({ 'pass-through': 'TRUE', expired: 'servicec', trace: '1' }, lesson)
  expect(query).toBe('?pass-through=1&expired=servicec')
  expect(isTraced).toBe(true)
})

const expiredFor = (expired: string | undefined) =>
  ROLES.filter((role) => readVariants(expired === undefined ? {} : { expired }, lesson).isExpired(role))

test.each(['1', 'true', 'yes', 'YES', '123', '-1'])('?expired=%s expires the token for every callee', (value) =>
  expect(expiredFor(value)).toEqual(ROLES),
)

test.each([undefined, '0', 'false', 'no', 'No'])('?expired=%s expires none', (value) => {
  expect(expiredFor(value)).toEqual([])
})

test.each(lesson.callees)('?expired=%s expires only the token for that service', (role) => {
  expect(expiredFor(role)).toEqual([role])
})

test.each(['', 'x', 'Service C', 'servicea', 'jwt-factory', '__proto__', 'servicec,serviceb'])(
  '?expired=%s is refused, with what is known',
  (value) =>
    expect(() => expiredFor(value)).toThrow(
      /cannot be.*1, true or yes; 0, false or no; or the service.*: serviceb, servicec.*pass-through/,
    ),
)

test.each([{ expire: '1' }, { 'wrong-audience': '1' }, { 'pass-through': '' }, { 'pass-through': ['1', '1'] }])(
  '%j does not play the good case',
  (query) => expect(() => readVariants(query, lesson)).toThrow(/^The parameter .* Scenario 99 takes: expired/),
)
