import { expect, test } from 'vitest'
import { parseInput } from '../http/input.ts'
import { CERTIFICATE_FAULTS, effectSchema, KEY_FAULTS, sayEffect, type EffectInput } from './effect.ts'

test.each<[EffectInput, string]>([
  [{ status: 500 }, 'answer 500'],
  [{ status: 200, body: { any: 1 }, headers: { 'x-any': 'v' } }, 'answer 200'],
  [{ status: 404, body: null }, 'answer 404'],
  [{ delay: '1.5s' }, 'wait 1 s 500 ms'],
  [{ delay: 2, status: 503 }, 'wait 2 s and answer 503'],
  [{ hang: true }, 'give no answer'],
  [{ reset: true }, 'end the connection without an answer'],
  [{ truncated: true }, 'end the connection in the middle of its answer'],
  [{ empty: true }, 'answer with nothing'],
  [{ html: true }, 'answer with a page in place of JSON'],
  [{ wrongType: true }, 'answer with a wrong content type'],
  [{ limit: '1m' }, 'answer 429, to be asked again in 1 min'],
  [{ issuer: 'https://other/' }, 'say that its issuer is https://other/'],
  [
    { keys: 'dropped', kid: 'k1' },
    'answer with a key set that leaves a key out (the one that signs, unless a kid is named) (kid k1)',
  ],
  [{ certificate: 'other-name' }, 'show a certificate for another name'],
])('%j is an effect, and has words', (effect, words) => {
  expect(sayEffect(parseInput(effectSchema, effect))).toBe(words)
})

test('every fault of keys and of certificates has words', () => {
  for (const keys of Object.keys(KEY_FAULTS))
    expect(sayEffect(effectSchema.parse({ keys }))).toMatch(/^answer with a key set that /)
  for (const certificate of Object.keys(CERTIFICATE_FAULTS))
    expect(sayEffect(effectSchema.parse({ certificate }))).toMatch(/^show a certificate /)
})

test.each<[object, RegExp]>([
  [{}, /nothing that goes wrong: status, hang, .*or delay/],
  [{ hang: false }, /hang: /],
  [{ status: 500, hang: true }, /has status and hang: one of them at a time, a delay beside it/],
  [{ keys: 'stale', certificate: 'expired' }, /has keys and certificate/],
  [{ body: {}, delay: 1 }, /has body or headers, but no status/],
  [{ headers: {}, hang: true }, /has body or headers, but no status/],
  [{ kid: 'k', status: 500 }, /has a kid, but no fault of keys/],
  [{ certificate: 'expired', delay: 1 }, /a certificate comes at once/],
  [{ keys: 'lost' }, /keys: "lost" is not one of them. There are: dropped, stale, doubled, encryption, impostor/],
  [{ certificate: 'none' }, /certificate: /],
  [{ down: true }, /down/],
  [{ status: 199 }, /status: /],
  [{ status: 600 }, /status: /],
  [{ status: '500' }, /status: /],
  [{ delay: '11m' }, /delay: lasts from 0 to ten minutes/],
  [{ delay: -1 }, /delay: lasts from 0 to ten minutes/],
  [{ delay: 'soon' }, /delay: "soon" is no duration: write 90 \(seconds\), 500ms/],
  [{ delay: null }, /delay: null is no duration/],
  [{ limit: '1d' }, /limit: lasts from 0 to ten minutes/],
  [{ issuer: '' }, /issuer: /],
  [{ issuer: 'x'.repeat(501) }, /issuer: /],
  [{ status: 500, body: 'x'.repeat(20_000) }, /body: has more than 20000 bytes as JSON/],
  [{ status: 500, body: '€'.repeat(7000) }, /body: has more than 20000 bytes as JSON/],
  [{ status: 500, headers: { 'not a name': 'v' } }, /headers.not a name: is no header that a fault can set/],
  [{ status: 500, headers: { 'x-any': 'a\r\nset-cookie: b' } }, /headers.x-any: is no value of a header/],
  [{ status: 500, headers: { 'x-any': 'ü' } }, /is no value of a header/],
  [
    { status: 500, headers: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`x-${at}`, ''])) },
    /has more than 20 headers/,
  ],
])('%j is refused, with what to do', (effect, message) => {
  expect(() => parseInput(effectSchema, effect)).toThrow(message)
})

test.each(['content-length', 'Transfer-Encoding', 'connection', 'keep-alive', 'trailer', 'upgrade'])(
  'the header %s is not for a fault to set',
  (name) => {
    expect(() => parseInput(effectSchema, { status: 500, headers: { [name]: '5' } })).toThrow(
      /is no header that a fault can set/,
    )
  },
)

const circle: unknown[] = []
circle.push(circle)

test.each<[string, unknown]>([
  ['a circle', circle],
  ['a BigInt', { at: 1n }],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
])('a body that is %s is refused in words: it has no form in JSON', (_what, body) => {
  expect(() => parseInput(effectSchema, { status: 500, body })).toThrow(/body: has no form in JSON/)
})

const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown

test('a body has no more levels than one that comes by HTTP', () => {
  expect(() => parseInput(effectSchema, { status: 500, body: nested(33) })).toThrow(
    /body: there are more than 32 levels/,
  )
  expect(() => parseInput(effectSchema, { status: 500, body: nested(30) })).not.toThrow()
})

test('a body is as it was when the fault was set, whatever becomes of it later', () => {
  const body = { list: [1] }
  const effect = parseInput(effectSchema, { status: 200, body })
  body.list.push(2)
  expect(effect.body).toEqual({ list: [1] })
})

test('nothing in the words moves a terminal, or turns a line', () => {
  const issuer = 'a\u001b[31m\u0007\r\n\u202e\u009b'
  expect(sayEffect({ issuer })).toBe(String.raw`say that its issuer is a\u001b[31m\u0007\u000d\u000a\u202e\u009b`)
  expect(sayEffect({ keys: 'dropped', kid: '\u001b]0;title\u0007' })).toContain(String.raw`(kid \u001b]0;title\u0007)`)
})
