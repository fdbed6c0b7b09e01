import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_TOKEN_LENGTH, parseCompactForm } from './compact-form.ts'
import { TokenRejected } from './rejection.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function reasonOf(token: unknown): string {
  try {
    parseCompactForm(token)
    return 'accepted'
  } catch (error) {
    if (error instanceof TokenRejected) return error.reason
    throw error
  }
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })
const parts = fc.tuple(bytes, bytes, bytes)
const spell = (parts: Uint8Array[]) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.')

const isSameToALenientReader = (a: string, b: string) =>
  a.split('.').every((segment, index) => {
    const other = b.split('.')[index] ?? ''
    return Buffer.from(segment, 'base64url').equals(Buffer.from(other, 'base64url'))
  })

describe('the compact form', () => {
  test('of any three byte strings is read back as these bytes', () => {
    fc.assert(
      fc.property(parts, (parts) => {
        const form = parseCompactForm(spell(parts))
        expect(form.headerBytes).toEqual(Buffer.from(parts[0]))
        expect(form.payloadBytes).toEqual(Buffer.from(parts[1]))
        expect(`${form.protected}.${form.payload}.${form.signature}`).toBe(spell(parts))
      }),
    )
  })

  test('has one accepted spelling: nothing can be put in, not even what decoders skip', () => {
    const noise = fc.constantFrom(
      '=',
      '==',
      ' ',
      '\t',
      '\r\n',
      '\0',
      '\u{a0}',
      '\u{200b}',
      '\u{feff}',
      '+',
      '/',
      '%',
      '?',
      'é',
    )
    fc.assert(
      fc.property(parts, noise, fc.nat(), (parts, noise, place) => {
        const token = spell(parts)
        const at = place % (token.length + 1)
        expect(reasonOf(token.slice(0, at) + noise + token.slice(at))).toBe('malformed')
      }),
    )
  })

  test('has one accepted spelling: a last character with other unused bits is refused', () => {
    const ragged = bytes.filter((part) => part.length % 3 !== 0)
    fc.assert(
      fc.property(fc.tuple(ragged, ragged, ragged), fc.nat(2), (parts, which) => {
        const token = spell(parts)
        const segments = token.split('.')
        const segment = segments[which] ?? ''
        const twins = [...ALPHABET]
          .map((last) => segments.with(which, segment.slice(0, -1) + last).join('.'))
          .filter((twin) => twin !== token && isSameToALenientReader(twin, token))
        expect(twins.length).toBeGreaterThanOrEqual(3)
        for (const twin of twins) expect(reasonOf(twin)).toBe('malformed')
      }),
    )
  })

  test('has one accepted spelling: the alphabet of plain base64 is refused', () => {
    const plain = spell([Buffer.from('fbff', 'hex'), Buffer.from('fbff', 'hex'), Buffer.from('fbff', 'hex')])
    expect(plain).toBe('-_8.-_8.-_8')
    for (const twin of ['+_8.-_8.-_8', '-/8.-_8.-_8', '-_8.+/8.-_8', '-_8.-_8.+/8']) {
      expect(isSameToALenientReader(twin, plain)).toBe(true)
      expect(reasonOf(twin)).toBe('malformed')
    }
  })

  test.each([
    ['one segment', 'e30'],
    ['two segments', 'e30.e30'],
    ['four segments', 'e30.e30.e30.e30'],
    ['five segments, as an encrypted token has', 'e30.e30.e30.e30.e30'],
    ['no text', ''],
    ['dots only', '..'],
    ['no header', '.e30.e30'],
    ['an impossible length', 'e30.e.e30'],
    ['quotes around', '"e30.e30.e30"'],
    ['a scheme before', 'Bearer e30.e30.e30'],
  ])('refuses %s', (_, token) => {
    expect(reasonOf(token)).toBe('malformed')
  })

  test.each([undefined, null, 7, true, {}, [], ['e30.e30.e30'], Buffer.from('e30.e30.e30'), Symbol('e30.e30.e30')])(
    'refuses what is no string (%#)',
    (token) => {
      expect(reasonOf(token)).toBe('malformed')
    },
  )

  test('says when only the signature is missing', () => {
    expect(reasonOf('e30.e30.')).toBe('signature-missing')
    expect(reasonOf('e30..')).toBe('signature-missing')
  })

  test('reads an empty payload: whether it means anything is not a matter of form', () => {
    expect(parseCompactForm('e30..e30').payloadBytes).toHaveLength(0)
  })

  test('is limited in length, to the character', () => {
    const longest = `e30.e30.${'A'.repeat(MAX_TOKEN_LENGTH - 8)}`
    expect(longest).toHaveLength(MAX_TOKEN_LENGTH)
    expect(reasonOf(longest)).toBe('accepted')
    expect(reasonOf(`${longest}AAAA`)).toBe('too-large')
    expect(reasonOf('.'.repeat(1_000_000))).toBe('too-large')
  })
})
