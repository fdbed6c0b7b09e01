import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearing, ofAccessTokens } from './making/bearing.ts'
import { emptyJwe, jweFor } from './making/jwe.ts'
import { makeToken } from './making/make-token.ts'
import { strangerKey } from './making/strangers.ts'
import { headerIs, publishedRsaKey, recoded, segmentwise, textInGood } from './making/words.ts'

/** Types that other kinds of tokens have (RFC 9449, 8417, 7523bis, 9701, and the drafts of OAuth and WIMSE). */
const OTHER_TYPES =
  'dpop+jwt txntoken+jwt wit+jwt logout+jwt client-authentication+jwt secevent+jwt token-introspection+jwt'.split(' ')

/** Tokens of the same issuer, rightly signed, that are something else than an access token (RFC 8725 §2.8). */
export const KIND_ATTACKS: readonly AttackRow[] = [
  {
    id: 'type-id-token',
    title: 'It is an ID token, for its client',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['RFC 9068 §4, §5', 'RFC 8725 §2.8'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing((world) => ({
      kind: 'an ID token',
      header: { typ: 'JWT' },
      claims: { aud: textInGood(world, 'client_id'), nonce: 'n-0S6_WzA2Mj' },
      without: ['scope', 'client_id', 'nbf'],
    })),
  },
  {
    id: 'type-typ-jwt',
    title: 'All is right but its type, which is JWT',
    class: 'MUST',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 9068 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: ofAccessTokens(bearing(headerIs('typ', 'JWT'))),
  },
  {
    id: 'type-typ-missing',
    title: 'All is right, and it does not say of which type it is',
    class: 'MUST',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 9068 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: ofAccessTokens(bearing({ withoutHeader: ['typ'] })),
  },
  {
    id: 'type-typ-other',
    title: 'Its type is that of another kind of token',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['RFC 8725 §3.11, §3.12'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => headerIs('typ', ...OTHER_TYPES.filter((each) => !isSameType(each, target.type)))),
  },
  {
    id: 'type-typ-not-string',
    title: 'Its type is no text',
    class: 'MUST',
    severity: { level: 'low', cwe: 704 },
    references: ['RFC 7515 §4.1.9'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('typ', ['at+jwt'], 7, {})),
  },
  {
    id: 'type-typ-suffix',
    title: 'Its type has the right one in it',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1289 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.11'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('typ', 'x-at+jwt', 'at+jwt;v=2')),
  },
  {
    id: 'type-client-assertion',
    title: 'It is what a client proves itself with at the issuer',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['RFC 7523 §3', 'RFC 8725 §2.8'],
    needs: ['good-token', 'issuer-key'],
    expects: ['401 token'],
    make: bearing((world) => ({
      kind: 'a client assertion',
      header: { typ: 'JWT' },
      claims: { iss: textInGood(world, 'sub'), aud: world.target.issuer },
      without: ['scope', 'client_id', 'nbf'],
    })),
  },
  {
    id: 'type-txn-token-as-bearer',
    title: 'It is a transaction token',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['Txn-Tokens 12, 13.13'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing((world) => ({
      kind: 'a transaction token',
      header: { typ: 'txntoken+jwt' },
      claims: {
        aud: 'trust-domain.example',
        txn: 'c2dc3992-2d65-483a-93b5-2dd9f02c276e',
        req_wl: textInGood(world, 'sub'),
      },
      without: ['client_id', 'nbf'],
    })),
  },
  {
    id: 'type-wit-as-bearer',
    title: 'It is a workload identity token, without its proof',
    class: 'MUST',
    severity: { level: 'high', cwe: 294 },
    references: ['WIMSE creds 5.1, 9.2'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({
      kind: 'a workload identity token',
      header: { typ: 'wit+jwt' },
      claims: { cnf: { jwk: strangerKey('ES256').publicKey } },
      without: ['aud', 'scope', 'client_id', 'nbf'],
    }),
  },
  {
    id: 'type-refresh-token',
    title: 'It is a refresh token that happens to be a JWT',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['RFC 8725 §3.12'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => ({
      kind: 'a refresh token',
      header: { typ: 'rt+jwt' },
      claims: { aud: target.issuer },
      without: ['nbf'],
    })),
  },
  {
    id: 'type-nested-jws',
    title: 'Its payload is a whole good token',
    class: 'MUST',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7519 §5.2', 'RFC 8725 §3.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(async (world) => {
      const inner = await makeToken(world)
      return { kind: 'a token in a token', header: { cty: 'JWT' }, payloadText: () => inner }
    }),
  },
  {
    id: 'jwe-unsigned-inside',
    title: 'It is encrypted, and the token inside is signed by nobody',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2026-29000', 'RFC 8725 §2.3'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: bearing((world) => ({
      spelled: segmentwise(([header, payload]) =>
        jweFor(publishedRsaKey(world), `${recoded(header, { alg: 'none' })}.${payload}.`, { cty: 'JWT' }),
      ),
    })),
  },
  {
    id: 'jwe-claims-inside',
    title: 'It is encrypted, and there are only claims inside',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2023-51774', 'CVE-2022-3102', 'draft-ietf-oauth-rfc8725bis-08 §2.3, §3.3'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: bearing((world) => ({
      spelled: segmentwise(([, payload]) => jweFor(publishedRsaKey(world), Buffer.from(payload, 'base64url'))),
    })),
  },
  {
    id: 'jwe-to-jws-only',
    title: 'It has five segments, which nobody here can decrypt',
    class: 'MUST',
    severity: { level: 'low', cwe: 436 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.3'],
    needs: [],
    expects: ['401 token'],
    make: bearing({ spelled: () => emptyJwe({ alg: 'RSA-OAEP', enc: 'A256GCM' }) }),
  },
]

/** As RFC 7515 §4.1.9 compares them. */
const isSameType = (one: string, other: string) =>
  one.toLowerCase() === other.toLowerCase().replace(/^application\//, '')
