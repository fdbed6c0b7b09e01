import { describe, expect, test } from 'vitest'
import { checkShapes, faultyClaims } from './claims.ts'
import { TokenRejected } from './rejection.ts'

const LAST_DATE = 253_402_300_799

const TEXTS = ['iss', 'sub', 'jti', 'client_id']
const DATES = ['exp', 'nbf', 'iat']

describe('the shapes of claims', () => {
  test.each([
    {},
    { iss: 'a', sub: 'b', aud: 'c', exp: 3, nbf: 1, iat: 1, jti: 'd' },
    { aud: ['a', 'b'] },
    { exp: 0 },
    { exp: 1_800_000_000.5 },
    { exp: LAST_DATE },
    { sub: 'Müller 😀 日本' },
    { iss: ' a', jti: 'b ' },
    { scope: '' },
    { scope: 'orders.read orders.write' },
    { act: {} },
    { act: { sub: 'a', act: { sub: 'b' } } },
    { may_act: { sub: 'a' } },
    { cnf: { jkt: 'x' } },
    { anything: [null, { else: true }] },
  ])('%j makes sense', (claims) => {
    expect(() => checkShapes(claims)).not.toThrow()
  })

  const faulty = [
    ...TEXTS.flatMap((claim) =>
      [1, null, true, '', ['a'], {}, 'a\0', 'a\nb', '\u{7f}', '\u{85}', '\u{d800}'].map((value) => ({ claim, value })),
    ),
    ...['sub', 'client_id'].flatMap((claim) =>
      [' a', 'a ', '\u{a0}a', '\u{feff}a', ' '].map((value) => ({ claim, value })),
    ),
    ...DATES.flatMap((claim) =>
      [-1, -0.5, '1800000000', null, true, [1], {}, 1.8e12, LAST_DATE + 1, Infinity, NaN].map((value) => ({
        claim,
        value,
      })),
    ),
    ...[[], '', [''], ['a', 1], [null], {}, 1, null, ['a', 'b\0']].map((value) => ({ claim: 'aud', value })),
    ...[['orders.read'], 1, null, {}, '\u{d800}'].map((value) => ({ claim: 'scope', value })),
    ...['a', [], null, 1, { act: 'a' }, { act: { act: [] } }].flatMap((value) => [
      { claim: 'act', value },
      { claim: 'may_act', value },
    ]),
    ...['a', [], null, 1].map((value) => ({ claim: 'cnf', value })),
  ]

  test.each(faulty)('$claim: $value makes no sense, and the claim is named', ({ claim, value }) => {
    expect(() => checkShapes({ iss: 'a', [claim]: value })).toThrow(
      expect.objectContaining({ reason: 'invalid-claim', claim }),
    )
    expect(() => checkShapes({ iss: 'a', [claim]: value })).toThrow(TokenRejected)
  })

  test.each([null, undefined, 'text', 1, true, [], [{ iss: 'a' }]])('%j is no claims set', (claims) => {
    expect(() => checkShapes(claims)).toThrow(expect.objectContaining({ reason: 'malformed' }))
  })

  test('all faulty claims are named, and the sound ones are not', () => {
    expect(faultyClaims({ iss: 'a', sub: '', exp: '1', aud: 'b', scope: [] })).toEqual(['sub', 'exp', 'scope'])
  })

  test('inherited members are nobody’s claims', () => {
    expect(faultyClaims(Object.create({ iss: 1, exp: 'x' }))).toEqual([])
  })
})
