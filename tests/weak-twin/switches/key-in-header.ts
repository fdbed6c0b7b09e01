import { X509Certificate } from 'node:crypto'
import { type JWK } from 'jose'
import { isAlgorithm } from '#core/token/algorithms'
import { isObject } from '#core/token/claims'
import { type TwinHeader, type TwinParts, type Weakness } from '../checks.ts'
import { crashes, takesMember, weak } from '../weakness.ts'
import { takesHmac } from './algorithm.ts'

import { bareKey, visits } from '../bare-key.ts'
type Finding = (header: TwinHeader, parts: TwinParts) => Promise<JWK | undefined>

/** A key that the token brings or names is believed. */
const takesKey =
  (find: Finding): Weakness =>
  (strict, parts) => ({
    key: async (header, algorithm) => {
      const jwk = await find(header, parts)
      return jwk && isAlgorithm(algorithm) && jwk.kty !== 'oct'
        ? bareKey(jwk, algorithm)
        : strict.key(header, algorithm)
    },
  })

/** The key set at an address. */
async function keyAt(address: unknown, kid: unknown, { visit }: TwinParts): Promise<JWK | undefined> {
  const body = typeof address === 'string' ? await visit(address) : undefined
  const { keys = [] } = JSON.parse(body ?? '{}') as { keys?: JWK[] }
  return keys.find((key) => key.kid === kid)
}

const certified = (pem: string | Buffer): JWK => new X509Certificate(pem).publicKey.export({ format: 'jwk' })

/** What is wrong about keys that a token brings. */
export const KEY_IN_HEADER_SWITCHES = {
  'jwk-trusted': weak(
    'The key in the header is believed',
    takesKey(async ({ jwk }) => (isObject(jwk) ? (jwk as JWK) : undefined)),
  ),
  'jwk-secret-trusted': weak(
    'A secret in the header is believed',
    takesHmac((_form, { jwk }) => (isObject(jwk) ? [Buffer.from(String(jwk['k']), 'base64url')] : [])),
  ),
  'jku-trusted': weak(
    'The key set that the header names is believed',
    takesKey(({ jku, kid }, parts) => keyAt(jku, kid, parts)),
  ),
  'jku-visited': weak('The key set that the header names is fetched, and not used', visits('jku')),
  'jku-of-any-kind': weak(
    'An address of a key set that is no plain one makes it fall over',
    takesMember('jku', (jku) => (typeof jku === 'string' && !jku.startsWith('https:') ? crashes() : jku)),
  ),
  'jku-like-the-issuer': weak(
    'The key set that the header names is believed where its address has the name of the issuer in it',
    takesKey(({ jku, kid }, parts) =>
      keyAt(String(jku).includes(new URL(parts.issuer).host) ? jku : undefined, kid, parts),
    ),
  ),
  'x5u-trusted': weak(
    'The certificate that the header names is believed',
    takesKey(async ({ x5u }, { visit }) => {
      const pem = typeof x5u === 'string' ? await visit(x5u) : undefined
      return pem === undefined ? undefined : certified(pem)
    }),
  ),
  'x5c-trusted': weak(
    'The certificate in the header is believed, whoever signed it',
    takesKey(async ({ x5c }) => (Array.isArray(x5c) ? certified(Buffer.from(String(x5c[0]), 'base64')) : undefined)),
  ),
}
