import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../../tests/support/any-text.ts'
import { fuzzRuns } from '../../../../tests/support/soak-size.ts'
import { AccessRefused } from '../../dialect.ts'
import { stokeClaims } from './go-claims.ts'

const REGISTERED = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])
const name = fc.oneof(anyText(), fc.constantFrom('stk', '__proto__', 'constructor')).filter((each) => !REGISTERED.has(each)) // prettier-ignore

test('whatever a directory may say is read as any reader of JSON reads it, however it is spaced', () => {
  const dates = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 })
  const registered = fc.record(
    { iss: anyText(), aud: fc.array(anyText()), exp: dates, nbf: dates },
    { requiredKeys: [] },
  )
  const spaces = fc.constantFrom('', ' ', '\n', '\t  ')
  fc.assert(
    fc.property(fc.dictionary(name, anyText()), registered, spaces, (values, known, space) => {
      const text = `${space}${JSON.stringify({ ...known, ...values }, undefined, space)}${space}`
      const { iss, aud, exp, nbf, values: read } = stokeClaims(text, false)
      expect({ iss, aud, exp, nbf }).toEqual({ iss: '', aud: [], exp: undefined, nbf: undefined, ...known })
      expect(read).toEqual(values)
    }),
    { numRuns: fuzzRuns(300) },
  )
})

test('any other JSON is refused', () => {
  const other = fc.oneof(
    fc.jsonValue().filter((value) => typeof value !== 'object' || Array.isArray(value)),
    fc.tuple(name, fc.jsonValue().filter((value) => typeof value !== 'string')).map(([key, value]) => ({ a: 'b', [key]: value })), // prettier-ignore
    fc.tuple(fc.constantFrom('exp', 'nbf', 'iat'), fc.jsonValue().filter((value) => !Number.isInteger(value))).map(([key, value]) => ({ [key]: value })), // prettier-ignore
  )
  fc.assert(
    fc.property(other, (value) => {
      expect(() => stokeClaims(JSON.stringify(value), false)).toThrow(AccessRefused)
    }),
    { numRuns: fuzzRuns(300) },
  )
})
