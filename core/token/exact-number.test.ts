import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../tests/support/soak-size.ts'
import { isExactNumber } from './exact-number.ts'

/** Every finite double. */
const double = () => fc.double({ noNaN: true, noDefaultInfinity: true })

describe('a number in JSON', () => {
  test('is exact in its shortest form, and as others write that: with zeros, a point or an exponent', () => {
    fc.assert(
      fc.property(double(), fc.nat(20), (number, zeros) => {
        const text = JSON.stringify(number)
        const [mantissa = '', exponent = '0'] = text.split('e')
        const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.0`
        const moved = `${mantissa.replace('.', '')}E${Number(exponent) - (mantissa.split('.')[1] ?? '').length}`
        const forms = [text, `${pointed}${'0'.repeat(zeros)}e${exponent}`]
        for (const form of forms) expect(isExactNumber(form), form).toBe(true)
        expect(Number(moved)).toBe(Number(text)) // as 015E-1 would be, which is no JSON but is the same number
        expect(isExactNumber(moved), moved).toBe(true)
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  test('is exact when it has 15 digits or fewer and is a number of every day', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: -30, max: 30 }), (whole, exponent) => {
        const digits = String(Math.abs(whole)).slice(0, 15)
        expect(isExactNumber(`${digits}e${exponent}`)).toBe(true)
      }),
    )
  })

  test('is not exact with one more digit behind all those of a double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 0.1, max: 1, maxExcluded: true }), (number) => {
        const text = `${JSON.stringify(number).padEnd('0.'.length + 17, '0')}1`
        expect(isExactNumber(text), text).toBe(false)
      }),
    )
  })

  test.each(
    '0 0.0 0e5 0e-999999 1 -1 0.1 1.0 1.50 1e3 1E+3 1e21 1e23 5e-324 1.7976931348623157e308 10e-1 100000000000000000000 0.30000000000000004 1700000000.1234567'.split(
      ' ',
    ),
  )('%s is read as it is written', (text) => {
    expect(isExactNumber(text)).toBe(true)
  })

  test.each([
    '1.00000000000000001',
    '0.10000000000000001',
    '0.1234567890123456789',
    '123456789012345.678901234',
    '9007199254740993',
    '9007199254740993e0',
    '900719925474099.3e1',
    '0.9007199254740993e16',
    '1e400',
    '-1e400',
    '1e-400',
    '4.9e-325',
    '4e-324',
    '1e-324',
    '-0',
    '-0.0',
    '-0e5',
    '-1e-400',
    '1.7976931348623158e308',
    `1e${'9'.repeat(1000)}`,
    `1e-${'9'.repeat(1000)}`,
    `0.${'0'.repeat(400)}1`,
  ])('%s is not', (text) => {
    expect(isExactNumber(text)).toBe(false)
  })

  test('an exponent with a great many zeros is read, and costs no time', () => {
    expect(isExactNumber(`1e${'0'.repeat(1_000_000)}1`)).toBe(true)
    expect(isExactNumber(`0.${'0'.repeat(1_000_000)}1e1000000`)).toBe(true)
    expect(isExactNumber(`1${'0'.repeat(1_000_000)}e-1000000`)).toBe(true)
  })
})
