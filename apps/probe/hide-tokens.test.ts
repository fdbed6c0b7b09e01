import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hideTokens } from './hide-tokens.ts'
import { reportedCase } from './engine/result.ts'
import { answerOf, casesNamed } from './engine/target.fixture.ts'
import { protectText } from './reports/protect-report.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const SIGNATURE = 'c2VjcmV0LXNpZ25hdHVyZS1vZi1hLXRva2Vu'
const TOKEN = `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part({ sub: 'servicea' })}.${SIGNATURE}`

const bytes = (text: string) => Buffer.from(text)
const each = (text: string, code: (value: number) => string) => [...bytes(text)].map(code).join('')
const hex = (value: number) => value.toString(16).padStart(2, '0')

const WRITTEN: Record<string, (text: string) => string> = {
  base64: (text) => bytes(text).toString('base64'),
  base64url: (text) => bytes(text).toString('base64url'),
  'base64 in lines': (text) => bytes(text).toString('base64').replace(/.{64}/g, '$&\r\n'),
  'base64 in lines, in JSON': (text) =>
    bytes(text)
      .toString('base64')
      .replace(/.{64}/g, String.raw`$&\n`),
  'base64 with escaped slashes': (text) =>
    bytes(`???>>>${text}`)
      .toString('base64')
      .replaceAll('/', String.raw`\/`),
  'base64 twice': (text) => bytes(bytes(text).toString('base64')).toString('base64'),
  'base64 in an address': (text) => encodeURIComponent(`${bytes(`>>>${text}`).toString('base64')}==`),
  hexadecimal: (text) => bytes(text).toString('hex'),
  'large hexadecimal': (text) => bytes(text).toString('hex').toUpperCase(),
  'hexadecimal with colons': (text) =>
    bytes(text)
      .toString('hex')
      .replace(/..(?=.)/g, '$&:'),
  'percent signs': (text) => each(text, (value) => `%${hex(value)}`),
  'percent signs for dots': (text) => text.replaceAll('.', '%2E'),
  'percent signs twice': (text) => text.replaceAll('.', '%252E'),
  'Unicode escapes': (text) => each(text, (value) => String.raw`\u00${hex(value)}`),
  'a Unicode escape for dots': (text) => text.replaceAll('.', String.raw`\u002e`),
  'escapes of a program': (text) => each(text, (value) => String.raw`\x${hex(value)}`),
  'numbers of HTML': (text) => each(text, (value) => `&#${value};`),
  'numbers of HTML for dots': (text) => text.replaceAll('.', '&#x2e;'),
}

/** Whether the signature can be read out of a text, by whoever knows how it was written. */
const shows = (shown: string, written: string) => {
  const end = written.slice(-40)
  return shown.includes(SIGNATURE) || shown.includes(end)
}

describe.each(Object.entries(WRITTEN))('a token written in %s', (_how, write) => {
  test.each([
    ['alone', TOKEN],
    ['behind a word', `Bearer ${TOKEN}`],
    ['in JSON', JSON.stringify({ got: { authorization: `Bearer ${TOKEN}` } })],
  ])('is hidden: %s', (_what, text) => {
    const written = write(text)
    for (const body of [written, JSON.stringify({ echo: written }), `<p>you sent ${written}</p>`, `x=${written}&y=1`]) {
      expect(shows(hideTokens(body), written), body).toBe(false)
      expect(shows(protectText(body), written), body).toBe(false)
      expect(hideTokens(hideTokens(body))).toBe(hideTokens(body))
    }
  })

  test('is hidden in the report of a case, also where the body is cut', () => {
    const [attack] = casesNamed('exp-past')
    const written = write(TOKEN)
    for (const lead of [0, 300, 390]) {
      const answer = answerOf(200, `${'- '.repeat(lead / 2)}${written}`, [
        'www-authenticate',
        `Bearer realm="${written}"`,
      ])
      const { got } = reportedCase(attack!, { verdict: 'believed', remarks: [], answer }, { library: undefined })
      expect(shows(JSON.stringify(got), written)).toBe(false)
      expect(got?.body).not.toContain(written.slice(0, 30))
      expect(got?.challenge).not.toContain(written.slice(0, 30))
    }
  })
})

test('what holds no token stays as it is', () => {
  for (const text of [
    'Orders of servicea: apples, pears, plums and cherries',
    'https://localhost:8443/scenario5-server?page=2&sort=a%20b%20c%20d%20e%20f%20g',
    Buffer.from('a picture, or anything else that is written so').toString('base64'),
    '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    String.raw`{"text":"\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc and so on"}`,
  ])
    expect(hideTokens(text)).toBe(text)
})

test('any text is read, and only once', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => hideTokens(hideTokens(text)) === hideTokens(text)))
})
