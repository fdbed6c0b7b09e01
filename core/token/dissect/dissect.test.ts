import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { parseCompactForm } from '../compact-form.ts'
import { dissectToken, type DissectedToken } from './dissect.ts'

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const HEADER = { alg: 'ES256', kid: 'k1', typ: 'JWT' }
const CLAIMS = { iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb', iat: 1, exp: 2, jti: 'x' }
const SIGNATURE = encode(new Uint8Array(64))

const tokenOf = (header: unknown = HEADER, payload: string | object = CLAIMS, signature = SIGNATURE) =>
  `${encode(JSON.stringify(header))}.${encode(typeof payload === 'string' ? payload : JSON.stringify(payload))}.${signature}`

/** All that is said, each with the part in which it is. */
const said = ({ faults, parts }: DissectedToken) => [
  ...faults.map(({ says }) => says),
  ...parts.flatMap(({ part, faults, json, meaning }) =>
    [...faults, ...(json?.faults ?? []), ...meaning].map(
      ({ at, says }) => `${part}${at === undefined ? '' : ` ${at}`}: ${says}`,
    ),
  ),
]

test('a token in which nothing is wrong', () => {
  const { around, faults, parts } = dissectToken(tokenOf())
  expect([around, faults, said({ around, length: 0, faults, parts })]).toEqual([[], [], []])
  expect(parts.map(({ json }) => json?.value)).toEqual([HEADER, CLAIMS, undefined])
})

describe('what stands around a token is taken off, and said', () => {
  const token = tokenOf()
  test.each([
    [`Bearer ${token}`, /Bearer/],
    [`  ${token}\n`, /around/],
    [`Authorization: Bearer ${token}`, /header/],
    [`"${token}",`, /Quotes/],
    [`'${token}'`, /Quotes/],
    [`TOKEN=${token}`, /variable/],
    [`${token.slice(0, 20)}\n  ${token.slice(20)}`, /middle/],
    [`\ufeff${token}`, /./],
    [`${token.slice(0, 9)}\u200b${token.slice(9)}`, /nobody sees/],
    [JSON.stringify({ access_token: token, token_type: 'Bearer' }), /access_token/],
  ])('%s', (pasted, words) => {
    const dissected = dissectToken(pasted)
    expect(dissected.around.join('\n')).toMatch(words)
    expect(dissected.length).toBe(token.length)
    expect(said(dissected)).toEqual([])
  })
})

describe('each fault is named where it is', () => {
  const [header = '', payload = ''] = tokenOf().split('.')
  test.each([
    ['padding', `${header}==.${payload}.${SIGNATURE}`, [`header ${header.length}: It ends with 2 × “=”`]],
    ['base64', `${header}.ab+/.${SIGNATURE}`, ['payload 2: “+”', 'payload 3: “/”']],
    ['a stray sign', `${header}.${payload.slice(0, 4)}!${payload.slice(4)}.${SIGNATURE}`, ['payload 4: “!” (U+0021)']],
    [
      'cut to no length',
      `${header}.${payload}.${SIGNATURE.slice(0, 85)}`,
      ['signature 85: It is cut', /It has 63 bytes/],
    ],
    ['cut JSON', `${header}.${encode('{"sub":"a"')}.${SIGNATURE}`, ['payload 10: The JSON ends too early']],
    [
      'no JSON',
      tokenOf(HEADER, "{'a':1}"),
      ['payload 1: The text is not JSON, at character 2: JSON has no single quotes'],
    ],
    ['twice', tokenOf(HEADER, '{"sub":"a","sub":"b"}'), ['payload 11: A member name appears twice, at character 12']],
    [
      'no UTF-8',
      `${header}.${encode(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))}.${SIGNATURE}`,
      ['payload 1: Byte 3', /no JSON object/],
    ],
    ['exp as a text', tokenOf(HEADER, { exp: '12' }), [/payload: exp must be .*a text with digits/]],
    ['exp in milliseconds', tokenOf(HEADER, { exp: 1.8e12 }), [/payload: exp must be .*milliseconds/]],
    ['none', tokenOf({ alg: 'none' }, CLAIMS, ''), ['header: alg is “none”', 'signature: It is empty']],
    ['an HMAC', tokenOf({ alg: 'HS256' }, CLAIMS, encode(new Uint8Array(32))), ['header: alg is an HMAC']],
    ['small letters', tokenOf({ alg: 'es256' }), ['header: alg is written ES256']],
    ['crit', tokenOf({ ...HEADER, crit: ['x'] }), ['header: crit asks']],
    ['DER', tokenOf(HEADER, CLAIMS, encode(new Uint8Array(70).fill(0x30, 0, 1))), [/signature: .*DER/]],
    ['a list', tokenOf([]), ['header: The header is no JSON object']],
    ['two segments', `${header}.${payload}`, [/two segments/]],
    ['five', 'a.b.c.d.e', [/five segments: it is encrypted/]],
    ['unused bits', `${header}.${payload}.${SIGNATURE.slice(0, -1)}B`, [/signature 85: The last character, “B”/]],
    ['empty', ' ', ['There is nothing here yet']],
  ])('%s', (_what, pasted, wanted) => {
    const all = said(dissectToken(pasted))
    for (const each of wanted)
      expect(all.join('\n')).toEqual(
        typeof each === 'string' ? expect.stringContaining(each) : expect.stringMatching(each),
      )
  })
})

test('any text is taken apart, and what is accepted as a token has no fault in its text', () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.stringMatching(/^[\w.=+-]{0,40}$/)), (text) => {
      const { faults, parts } = dissectToken(text)
      expect(parts.length).toBeLessThanOrEqual(3)
      let isForm = true
      try {
        parseCompactForm(text)
      } catch {
        isForm = false
      }
      if (isForm) expect([faults, ...parts.map((part) => part.faults)].flat()).toEqual([])
    }),
  )
})

test('100 kB of anything take a moment', () => {
  const many = 100_000
  for (const text of [
    '='.repeat(many) + 'x',
    '"'.repeat(many),
    '.'.repeat(many),
    `${encode('['.repeat(70_000))}.x.y`,
    ' ='.repeat(50_000),
  ])
    expect(dissectToken(text).parts.length).toBeLessThanOrEqual(3)
})
