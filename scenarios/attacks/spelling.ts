import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearing, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { withHighS } from './making/numbers.ts'
import { segmentwise } from './making/words.ts'
import { CannotBeMade } from './world.ts'

/** One signed text must have one spelling that is accepted. Otherwise whatever is keyed on the text of a token is passed by: replay, revocation, caches. */
export const SPELLING_ATTACKS: readonly AttackRow[] = [
  {
    id: 'b64-sig-padded',
    title: 'Signs of equality stand behind the signature',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1286 },
    references: ['RFC 7515 §2, App. C'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing([
      { label: 'one', spelled: (token) => `${token}=` },
      { label: 'two', spelled: (token) => `${token}==` },
    ]),
  },
  {
    id: 'b64-sig-spaced',
    title: 'There is white space in the signature',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1286 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14', 'Wycheproof JWS 360'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 token'],
    make: bearing([
      { label: 'a space', spelled: withinSignature(' ') },
      { label: 'a tab', spelled: withinSignature('\t') },
    ]),
  },
  {
    id: 'b64-sig-newline',
    title: 'A line end stands behind the token, in a form that can carry it',
    class: 'MUST',
    severity: { level: 'low', cwe: 1286 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token', 'form-body'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = `${await makeToken(world)}${changed ? '\n' : ''}`
      const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const
      const body = `access_token=${encodeURIComponent(token)}`
      return { steps: [{ do: 'send', request: { method: 'POST', headers, body } }], tokens: [token] }
    }),
  },
  {
    id: 'b64-sig-trailing-bits',
    title: 'The last sign of the signature has other bits where none are used',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 1286 },
    references: ['RFC 4648 §3.5'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: withUnusedBits }),
  },
  {
    id: 'b64-standard-alphabet',
    title: 'It is written in the other alphabet of base64, with + and /',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1286 },
    references: ['RFC 7515 §2'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: inStandardAlphabet }),
  },
  {
    id: 'b64-illegal-character',
    title: 'A segment has a sign that no alphabet has',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §2', 'Wycheproof JWS 361–373'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing([
      {
        label: '? in the header',
        spelled: segmentwise(([header, payload, signature]) => `${header}?.${payload}.${signature}`),
      },
      {
        label: '# in the payload',
        spelled: segmentwise(([header, payload, signature]) => `${header}.#${payload}.${signature}`),
      },
      { label: '% in the signature', spelled: withinSignature('%') },
    ]),
  },
  {
    id: 'b64-header-padded',
    title: 'The header is padded, and so the issuer signed it',
    class: 'MUST',
    severity: { level: 'low', cwe: 1286 },
    references: ['RFC 7515 §2', 'Wycheproof JWS 365–371'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ headerSegment: (segment) => `${segment}=` }),
  },
  {
    id: 'b64-payload-trailing-bits',
    title: 'The payload has bits where none are used, and so the issuer signed it',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 1286 },
    references: ['RFC 4648 §3.5', 'Wycheproof JWS 375'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ payloadSegment: withBitsInPayload }),
  },
  {
    id: 'sig-ecdsa-high-s',
    title: 'An ES256 signature (r, s) is written as (r, n − s), which is as good',
    class: 'POLICY',
    severity: { level: 'low', cwe: 294 },
    references: ['no RFC rule', 'malleability'],
    needs: ['good-token'],
    expects: ['2xx', '401 token'],
    make: bearing({ of: 'ES256', signature: withHighS }),
  },
]

function withinSignature(text: string) {
  return segmentwise(
    ([header, payload, signature]) => `${header}.${payload}.${signature.slice(0, 9)}${text}${signature.slice(9)}`,
  )
}

const BASE64URL_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The last sign of a base64url text stands for fewer than six bits (RFC 4648 §3.5). @throws CannotBeMade where it does not */
export function withUnusedBits(text: string): string {
  const segment = text.slice(text.lastIndexOf('.') + 1)
  if (segment.length % 4 === 0) throw new CannotBeMade('every bit of the last sign is used')
  return text.slice(0, -1) + BASE64URL_SIGNS.charAt(BASE64URL_SIGNS.indexOf(text.at(-1) ?? '') ^ 1)
}

/** A space more or less changes no claim, and how many bits are used. */
function withBitsInPayload(segment: string): string {
  if (segment.length % 4 !== 0) return withUnusedBits(segment)
  const json = Buffer.from(segment, 'base64url').toString()
  return withUnusedBits(Buffer.from(`${json} `).toString('base64url'))
}

/** How many tokens are tried until one has a sign that the two alphabets write differently. */
const MOST_TOKENS_TRIED = 50

async function inStandardAlphabet(token: string, another: () => Promise<string>): Promise<string> {
  for (let tried = 0, each = token; tried < MOST_TOKENS_TRIED; tried++, each = await another()) {
    if (/[-_]/.test(each)) return each.replaceAll('-', '+').replaceAll('_', '/')
  }
  throw new CannotBeMade('the token is the same in both alphabets')
}
