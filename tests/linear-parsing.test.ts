import type { IncomingMessage } from 'node:http'
import express from 'express'
import { expect, test } from 'vitest'
import { shownPath } from '#core/http/answer-errors'
import { bearerError, readBearer } from '#core/http/bearer'
import { nameIn } from '#core/http/guard'
import { isJsonType } from '#core/http/input'
import { mediaType } from '#core/http/peer'
import { readQuery, yesOrNo } from '#core/http/query'
import { maxAgeSeconds } from '#core/key-sources/remote-key-set'
import { loadKeySet } from '#core/keys/key-set'
import { isRingId, isStoredRingId } from '#core/rings/ring-id'
import { faultyClaims } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { decodeUnverified } from '#core/token/decode-unverified'
import { redact } from '#core/token/redact'
import { parseStrictJsonText } from '#core/token/strict-json'
import { hasType } from '#core/token/token-type'
import { readTraceparent } from '#core/trace/context'
import { isIssuerOf } from '../jwt-factory/issuer.ts'
import { chooseTarget, readScope } from '../jwt-factory/oauth/bounds.ts'
import { readCredentials } from '../jwt-factory/oauth/credentials.ts'
import { formFrom, isFormType } from '../jwt-factory/oauth/form.ts'

// Every parser of outside text takes about twice as long for twice as much. One that looks at each letter again and
// again takes four times as long; a few kilobytes a second would then keep a process busy.

const LINEAR = 3.2
const ROUNDS = 3
const ATTEMPTS = 4

/** As long as a body may be. */
const LENGTH = 50_000

/** What a header, a body or an answer may be made of, over and over. */
const PIECES = [
  ' ',
  'x',
  '=',
  ';',
  ',',
  '.',
  '"',
  '\\',
  '-',
  '0',
  '1',
  '/',
  ':',
  ':0',
  '+',
  '%',
  '&',
  '\t',
  'a.',
  'a=b&',
  'max-age=',
  'ewk',
]

/** Words that begin something which a parser may look for the end of. */
const BEGINNINGS = [
  'ey.',
  'eyJ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '"d":"',
  '"d" ',
  '"oth":[',
  '"password":"',
  '\\"password\\":\\"\\\\',
  '{"a":',
  '[',
  '\\u0061',
]

const request = (authorization: string) =>
  ({ rawHeaders: ['Authorization', authorization], url: '/', headers: { authorization } }) as unknown as IncomingMessage

/** As many names as fit into a text of that length. */
const names = (text: string) => Array.from({ length: text.length / 8 }, (_, at) => `n${at}`)

const client = { id: 'a', audiences: ['b'], scopes: [], trustedIssuers: [] }
const form = (text: string) => formFrom(new URLSearchParams(text))

/** Each takes any text; what it throws is its answer. `limit`: longer texts are refused before they are looked at. */
const PARSERS: Record<string, { parse: (text: string) => unknown; limit?: number }> = {
  'strict JSON, any text': { parse: parseStrictJsonText },
  'strict JSON, a string': { parse: (text) => parseStrictJsonText(JSON.stringify(text)) },
  'strict JSON, names': {
    parse: (text) =>
      parseStrictJsonText(
        `{${names(text)
          .map((name) => `"${name}":1`)
          .join()}}`,
      ),
  },
  'strict JSON, a number': { parse: (text) => parseStrictJsonText(`1${'0'.repeat(text.length)}1`) },
  'strict JSON, a fraction': { parse: (text) => parseStrictJsonText(`0.${'0'.repeat(text.length)}1`) },
  'strict JSON, an exponent': { parse: (text) => parseStrictJsonText(`1e${'9'.repeat(text.length)}`) },
  'strict JSON, a small exponent': { parse: (text) => parseStrictJsonText(`1e-${'0'.repeat(text.length)}1`) },
  'strict JSON, many numbers': { parse: (text) => parseStrictJsonText(`[${'1e1,'.repeat(text.length / 4)}1]`) },
  'a compact token': { parse: parseCompactForm, limit: 15_000 },
  'a token to look at': {
    parse: (text) => decodeUnverified(`${btoa('{}')}.${btoa(text.replace(/[^ -~]/g, ''))}.x`),
    limit: 5000,
  },
  'the type of a token': { parse: (text) => hasType({ typ: text }, 'JWT') },
  claims: {
    parse: (text) => faultyClaims({ iss: text, sub: text, aud: [...text], act: { act: { act: {} } }, scope: text }),
  },
  'what is hidden in a log': { parse: redact },
  'the Accept header': {
    parse: (text) => express.request.accepts.call({ headers: { accept: text } } as never, 'text/plain', 'a/b'),
  },
  traceparent: { parse: (text) => readTraceparent(`00-${text}`) },
  'the bearer header': { parse: (text) => readBearer(request(`Bearer${text}`), 'b') },
  'the challenge of a callee': { parse: (text) => bearerError(`Bearer ${text}`) },
  'the Host header': { parse: (text) => nameIn(text) },
  'the Host header, an address': { parse: (text) => nameIn(`[${text}]`) },
  'the type of an answer': { parse: (text) => mediaType(text) },
  'the name of a ring': { parse: (text) => [isRingId(text), isStoredRingId(`@${text}`)] },
  'a path that is shown': { parse: (text) => shownPath({ originalUrl: `/${text}` } as never) },
  'a query, a value': { parse: (text) => readQuery({ expired: text }, { expired: yesOrNo }) },
  'a query, a number': { parse: (text) => readQuery({ expired: `1${text}` }, { expired: yesOrNo }) },
  'a query, a name': { parse: (text) => readQuery({ [text]: '1' }, { expired: yesOrNo }) },
  credentials: { parse: (text) => readCredentials(request(`Basic ${text}`) as never, form('a=b')) },
  'the type of a JSON body': { parse: (text) => isJsonType(`application/${text}`) },
  'the type of a form': { parse: (text) => isFormType(`application/x-www-form-urlencoded${text}`) },
  'a form': { parse: (text) => form(text) },
  'a form of many names': { parse: (text) => form(names(text).join('&')) },
  'an issuer that a caller names': { parse: (text) => isIssuerOf('https://a', `https://a/${text}b`) },
  'a scope': { parse: (text) => readScope(`a${text}`) },
  targets: {
    parse: (text) =>
      chooseTarget(
        form(
          names(text)
            .map(() => 'resource=https://a')
            .join('&'),
        ),
        client,
      ),
  },
  'cache-control': { parse: maxAgeSeconds },
  'a key set': {
    parse: (text) =>
      void loadKeySet({ keys: [{ kty: 'RSA', n: text, e: text, kid: text, use: text }] }).catch(() => {}),
  },
}

/** The time that this process worked, whatever else the machine did. */
function milliseconds(act: () => unknown): number {
  const begin = process.cpuUsage()
  try {
    act()
  } catch {
    // a refusal is an answer
  }
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

const quickest = (act: () => unknown) => Math.min(...Array.from({ length: ROUNDS }, () => milliseconds(act)))

/** Shorter than that for a whole body is nobody's trouble, and cannot be measured well. Milliseconds. */
const NOTHING = 25

/** How the work grows when the text is twice as long; the best of several tries, for the machine is busy at times. */
function growth(parse: (text: string) => unknown, piece: string, length: number, attempts = ATTEMPTS): number {
  const text = (size: number) => `${piece.repeat(Math.ceil(size / piece.length))}\u{1}x`
  const ratios: number[] = []
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (milliseconds(() => parse(text(2 * length))) < NOTHING) return 1
    const twice = quickest(() => parse(text(2 * length)))
    ratios.push(twice / quickest(() => parse(text(length))))
    if ((ratios.at(-1) ?? 0) < LINEAR) break
  }
  return Math.min(...ratios)
}

test.each(Object.entries(PARSERS))('%s: the work grows with the text', (_name, { parse, limit = Infinity }) => {
  for (const piece of [...PIECES, ...BEGINNINGS]) {
    expect(growth(parse, piece, Math.min(LENGTH, limit / 2)), JSON.stringify(piece)).toBeLessThan(LINEAR)
  }
})

function again(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) for (let other = 0; other < at; other++) sum += text.charCodeAt(other)
  return sum
}

// The measure proves something only if it can fail.
test('a parser that looks at each letter again for every other is found out', () => {
  const growths = Array.from({ length: 3 }, () => growth(again, 'x', 6000, 1))
  expect(Math.max(...growths)).toBeGreaterThan(LINEAR)
})
