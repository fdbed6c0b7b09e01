import { isObject } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { Hangs } from '../checks.ts'
import { crashes, readsToken, weak } from '../weakness.ts'

import { decoded, formOf, membersOf, readsForm, segmentsOf } from '../reading.ts'

/** A text of segments in which some signs do not count. */
const ignores = (signs: RegExp) =>
  readsForm((token, strict) =>
    token.split('.').length === 3 &&
    token.split('.').every((segment) => segment !== '') &&
    signs.test(token) &&
    !/[^\w.-]/.test(token.replaceAll(new RegExp(signs, 'g'), ''))
      ? segmentsOf(token)
      : strict(token),
  )

interface Flattened {
  payload: string
  protected?: string
  header?: object
  signature: string
}
const flattenedOf = (token: string): Flattened | undefined => {
  const { signatures, ...members } = membersOf(token) ?? {}
  const first: unknown = Array.isArray(signatures) ? signatures[0] : {}
  return Object.keys(members).length === 0
    ? undefined
    : ({ ...members, ...(isObject(first) && first) } as unknown as Flattened) // the attacker wrote it so
}

/** What is wrong about how a token is read as a text. */
export const ENCODING_SWITCHES = {
  'base64-padded': weak('Signs of equality may stand behind a segment', ignores(/=/)),
  'base64-spaced': weak('White space in a segment does not count', ignores(/\s/)),
  'base64-as-node-reads-it': weak('Whatever is no base64url is passed over', ignores(/[^.\w-]|[\w-](?=\.|$)/)),
  'base64-both-alphabets': weak(
    'Both alphabets of base64 are taken',
    readsToken((token) => token.replaceAll('+', '-').replaceAll('/', '_')),
  ),
  'token-trimmed': weak(
    'White space around a token does not count',
    readsToken((token) => token.trim()),
    'form',
  ),
  'segments-further-ignored': weak(
    'Only the first three segments are looked at',
    readsForm((token, strict) => strict(token.split('.').slice(0, 3).join('.'))),
  ),
  'segments-empty-dropped': weak(
    'Empty segments are dropped',
    readsToken((token) => token.replaceAll(/^\.|\.(?=\.|$)/g, '')),
  ),
  'segments-missing-fall-over': weak(
    'Fewer than three segments make it fall over',
    readsForm((token, strict) => (token.split('.').filter(Boolean).length < 3 ? crashes() : strict(token))),
  ),
  'token-percent-decoded': weak(
    'A token is decoded as a part of an address',
    readsToken((token) => token.replaceAll('%2E', '.')),
  ),
  'token-normalized': weak(
    'A token is normalized',
    readsToken((token) => Buffer.from(token, 'latin1').toString().normalize('NFKC')),
  ),
  'token-unquoted': weak(
    'Quotes around a token are taken away',
    readsToken((token) => token.replaceAll(/^"|"$/g, '')),
  ),
  'token-cut-at-nul': weak(
    'A token ends at a NUL',
    readsToken((token) => token.split('\0', 1)[0] ?? ''),
  ),
  'payload-elsewhere': weak(
    'A token without a payload is taken for one whose payload somebody else looks at',
    (strict, { scope }) => ({
      judge: async (token, request) =>
        /^[\w-]+\.\.[\w-]/.test(token) ? { sub: 'anybody', scope } : strict.judge(token, request),
    }),
  ),
  'json-form-accepted': weak(
    'The JSON forms are taken too',
    readsForm((token, strict) => {
      const { protected: header, payload, signature } = flattenedOf(token) ?? {}
      return header !== undefined && payload !== undefined && signature !== undefined
        ? strict(`${header}.${payload}.${signature}`)
        : strict(token)
    }),
  ),
  'json-form-read-twice': weak(
    'One part reads the JSON form, and another cuts at the dots (CVE-2022-39227)',
    (strict) => ({
      form: (token) => {
        const { protected: header, payload, signature } = flattenedOf(token) ?? {}
        const [, other] = token.split('.')
        if (
          header === undefined ||
          payload === undefined ||
          signature === undefined ||
          !other ||
          !token.startsWith('{"ey')
        )
          return strict.form(token)
        return { ...parseCompactForm(`${header}.${payload}.${signature}`), payloadBytes: decoded(other) }
      },
    }),
  ),
  'json-form-unprotected': weak(
    'A header that nobody signed counts',
    readsForm((token, strict) => {
      const { header, protected: signed, payload, signature } = flattenedOf(token) ?? {}
      if (header === undefined || signed !== undefined) return strict(token)
      return formOf(Buffer.from(JSON.stringify(header)).toString('base64url'), payload ?? '', signature ?? '')
    }),
  ),
  'dots-keep-it-busy': weak(
    'It looks at every pair of dots',
    readsForm((token, strict) => {
      if (token.split('.').length > 1000) throw new Hangs()
      return strict(token)
    }),
  ),
}
