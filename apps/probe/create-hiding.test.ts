import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createHiding } from './create-hiding.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const SIGNATURE = createHash('sha512').update('a signature').digest('base64url')
const [HEADER, PAYLOAD] = [part({ alg: 'ES256', typ: 'at+jwt' }), part({ sub: 'alice', aud: 'orders' })]
const TOKEN = `${HEADER}.${PAYLOAD}.${SIGNATURE}`

const codes = (text: string, write: (code: number) => string, between = '') =>
  [...Buffer.from(text)].map(write).join(between)
const every = (text: string, count: number, between: string) =>
  (text.match(new RegExp(`.{1,${count}}`, 'g')) ?? []).join(between)
const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (each) => Buffer.from([each.charCodeAt(0) + (/[a-m]/i.test(each) ? 13 : -13)]).toString())

function base32(text: string): string {
  const bits = codes(text, (code) => code.toString(2).padStart(8, '0'))
  return (bits.match(/.{5}/g) ?? [])
    .map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(each, 2)])
    .join('')
}

const WRITTEN: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  backwards: (text) => [...text].toReversed().join(''),
  'letter by letter': (text) => [...text].join(' '),
  'letters in HTML': (text) => [...text].map((each) => `<b>${each}</b>`).join(''),
  'letters with nothing between them': (text) => [...text].join('\u200b'),
  'lines of 20': (text) => every(text, 20, '\n'),
  'lines in JSON': (text) => every(text, 8, String.raw`\n`),
  'soft hyphens': (text) => every(text, 10, '\u00ad'),
  strokes: (text) => every(text, 6, '|'),
  'texts that are joined': (text) => every(text, 30, '" + "'),
  'wide letters': (text) => [...text].map((each) => String.fromCodePoint(each.charCodeAt(0) + 0xfe_e0)).join(''),
  capitals: (text) => text.toUpperCase(),
  'names of HTML': (text) => text.replaceAll('.', '&period;').replaceAll('_', '&lowbar;'),
  'dots of Japan': (text) => text.replaceAll('.', '。'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base32,
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'turned by 13': rot13,
  deflated: (text) => deflateSync(text).toString('base64'),
  zipped: (text) => gzipSync(text).toString('base64url'),
  'numbers of bytes': (text) => JSON.stringify([...Buffer.from(text)]),
  'octal escapes': (text) => codes(text, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  'binary numbers': (text) => codes(text, (code) => code.toString(2).padStart(8, '0'), ' '),
  'hexadecimal numbers': (text) => codes(text, (code) => `0x${code.toString(16)}`, ', '),
  'percent signs': (text) => codes(text, (code) => `%${code.toString(16)}`),
  'Unicode escapes': (text) => codes(text, (code) => `\\u00${code.toString(16)}`),
}

const FORMS: Record<string, string> = {
  'a token': TOKEN,
  'a flattened JWS': JSON.stringify({ protected: HEADER, payload: PAYLOAD, signature: SIGNATURE }),
  'three members': JSON.stringify({ header: HEADER, payload: PAYLOAD, signature: SIGNATURE }),
  'a list of parts': JSON.stringify([HEADER, PAYLOAD, SIGNATURE]),
  'parts with blanks': `${HEADER} . ${PAYLOAD} . ${SIGNATURE}`,
  'a signature alone': SIGNATURE,
  'the bytes of a signature': Buffer.from(SIGNATURE, 'base64url').toString('hex'),
}

/** Whatever stands between the letters of a text that is shown. */
const letters = (text: string) => text.normalize('NFKC').replace(/[^0-9a-z]/gi, '').toLowerCase() // prettier-ignore

/** Every eight letters in a row that have a digit among them. */
const partsWithDigits = (text: string) =>
  Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)).filter((part) =>
    /\d/.test(part),
  )

describe.each(Object.entries(FORMS))('%s', (_what, form) => {
  test.each(Object.entries(WRITTEN))('is not told, however it is written: %s', (_how, write) => {
    const written = write(form)
    for (const body of [written, `you sent ${written} here`, JSON.stringify({ sub: 'alice', got: written })]) {
      const black = createHiding(TOKEN).shown(body)
      expect(partsWithDigits(written).filter((part) => black.includes(part))).toEqual([])
      const white = createHiding(undefined).shown(body, [TOKEN])
      expect(letters(white)).not.toContain(letters(write(SIGNATURE)).slice(-30))
    }
  })
})

test('with a live token of somebody else, plain words and a few numbers of a body are shown', () => {
  const { shown } = createHiding(TOKEN)
  for (const text of [
    '{"error":"invalid_token","error_description":"The audience is wrong"}',
    'Bearer realm="orders", error="invalid_token"',
    '{"orderId":17,"total":250,"paid":true,"sub":"alice"}',
    'Das Token ist ungültig. 令牌无效',
  ])
    expect(shown(text)).toBe(text)
  expect(shown('{"trace":"3f9a1c07","id":"ORD-x91","at":"aGVsbG8"}')).toBe('{"trace":"…","id":"ORD-…","at":"…"}')
  expect(shown('12 101 121 74 104 98 71 99 105 79')).toBe('…')
})

test('another token of the same run is not taken for it', () => {
  const body = JSON.stringify({ id: '3f9a1c07', trace: 'c29tZXRoaW5nLWVsc2UtYW5kLWxvbmc' })
  expect(createHiding(undefined).shown(body, [TOKEN])).toBe(body)
})

test('the words of a sentence of ours are no secret, whatever letters they hold together', () => {
  const { sentence } = createHiding(undefined, ['serviceb', 'orderskey'])
  const own = 'the service behind shows that the orders, keyed, came'
  expect(sentence(own)).toBe(own)
  expect(sentence('it said "the s e r v i c e b of " o r d e r s" and no more')).toMatch(/^\[not shown/)
  expect(sentence('its challenge says o-r-d-e-r-s-k-e-y twice')).toMatch(/^\[not shown/)
})

test('a sentence keeps its words, and tells no signature', () => {
  const { sentence } = createHiding(TOKEN)
  const plain = 'it was refused for another reason (RFC 7519 §4.1.3): "kid 17 is ES256"'
  expect(sentence(plain)).toBe(plain)
  expect(sentence(`it said "${SIGNATURE.slice(10, 40)}"`)).toMatch(/^\[not shown/)
})

test.each([
  ['as it is', (text: string) => text],
  ['in JSON', (text: string) => JSON.stringify({ text })],
  ['in an address', encodeURIComponent],
  ['in HTML', (text: string) => text.replaceAll('"', '&quot;')],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
  ['backwards', (text: string) => [...text].toReversed().join('')],
  ['letter by letter', (text: string) => [...text].join('-')],
])('what the target wants besides is hidden where it is repeated: %s', (_how, write) => {
  const secret = 'tenant "42" of them'
  const shown = createHiding(undefined, [secret, 'short']).shown(`you sent ${write(secret)}, and short`)
  expect(shown).not.toContain(write(secret))
  expect(shown).toMatch(/^you sent .*\[own-secret\].*, and short$|^\[not shown/)
})

const OWN_BYTES = [...Buffer.from(SIGNATURE, 'base64url')]
const inHex = (byte: number, before: string) => `${before}${byte.toString(16).padStart(2, '0')}`

test.each<[string, string]>([
  ['escapes of C and Python', OWN_BYTES.map((each) => inHex(each, String.raw`\x`)).join('')],
  [
    'bytes of Python',
    `b'${OWN_BYTES.map((each) => (each > 32 && each < 127 ? String.fromCharCode(each) : inHex(each, String.raw`\x`))).join('')}'`,
  ],
  ['bytes of Go', `[]byte{${OWN_BYTES.map((each) => `0x${each.toString(16)}`).join(', ')}}`],
  ['a Buffer in JSON', JSON.stringify({ signature: Buffer.from(OWN_BYTES) })],
  ['decimal numbers with blanks', OWN_BYTES.join(' ')],
  ['signed numbers', `[${OWN_BYTES.map((each) => (each > 127 ? each - 256 : each)).join(', ')}]`],
  ['rows', OWN_BYTES.map((each, at) => `${at}: ${each}`).join('\n')],
  ['octal escapes', OWN_BYTES.map((each) => `\\${each.toString(8).padStart(3, '0')}`).join('')],
  ['binary numbers', OWN_BYTES.map((each) => each.toString(2).padStart(8, '0')).join(' ')],
  ['letters', Buffer.from(OWN_BYTES).toString('latin1')],
])('the bytes of a signature are not shown as %s, nor twelve of them', (_how, written) => {
  const hiding = createHiding(undefined)
  const [from, to] = [Math.floor(written.length * 0.3), Math.floor(written.length * 0.6)]
  for (const told of [`refused ${written}`, written.slice(from, to)])
    expect(hiding.shown(told, [TOKEN])).not.toContain(told.slice(-20))
})

test('numbers that are no signature are shown', () => {
  const orders = JSON.stringify({ orders: Array.from({ length: 60 }, (_, at) => (at * 37) % 256), price: '12.50 é' })
  expect(createHiding(undefined).shown(orders, [TOKEN])).toBe(orders)
})
