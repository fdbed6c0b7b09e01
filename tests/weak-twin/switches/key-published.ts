import { type JWK } from 'jose'
import { isAlgorithm, type Algorithm } from '#core/token/algorithms'
import { type Weakness } from '../checks.ts'
import { readsPadding } from '../numbers.ts'
import { weak } from '../weakness.ts'
import { takesHmac } from './algorithm.ts'

import { bareKey } from '../bare-key.ts'
/** Keys that loading leaves out are loaded too. */
const loadsToo =
  (isTaken: (jwk: JWK) => boolean): Weakness =>
  (strict) => ({
    load: async (jwks) => {
      const odd = (jwks as JWK[]).filter((jwk) => isTaken(jwk) && isAlgorithm(jwk.alg)) // loading looks at each
      return [
        ...(await strict.load(jwks)),
        ...(await Promise.all(odd.map((jwk) => bareKey(jwk, jwk.alg as Algorithm)))),
      ]
    },
  })

/** A key that no platform takes any more, and what its signatures were like. */
const takesNumbers =
  (isKey: (jwk: JWK) => boolean, isGood: (text: string, signature: Buffer, jwk: JWK) => boolean): Weakness =>
  (strict, _parts, memory) => ({
    proof: async (form, header) => {
      await strict.keys(!memory.jwks.some((jwk) => (jwk as JWK).kid === header['kid']))
      const named = (memory.jwks as JWK[]).find((jwk) => jwk.kid === header['kid'] && isKey(jwk))
      const text = `${form.protected}.${form.payload}`
      if (!named || !isGood(text, form.signatureBytes, named)) await strict.proof(form, header)
    },
  })

const bits = ({ n }: JWK) => 8 * Buffer.from(n ?? '', 'base64url').length

/** What is wrong about which published keys are believed. */
export const KEY_PUBLISHED_SWITCHES = {
  'keys-of-every-issuer': weak('Keys of all issuers are in one set', (strict, parts) => ({
    load: async (jwks) => [...(await strict.load(jwks)), ...(await strict.load(parts.otherKeys))],
  })),
  'key-use-ignored': weak(
    'Keys for encryption verify too',
    loadsToo(({ use }) => use === 'enc'),
  ),
  'key-operations-ignored': weak(
    'What a key is for (key_ops) is not looked at',
    loadsToo(({ key_ops: operations }) => operations !== undefined),
  ),
  'key-small': weak(
    'RSA keys may be small',
    loadsToo((jwk) => jwk.kty === 'RSA' && jwk.e === 'AQAB' && bits(jwk) < 2048),
  ),
  'key-huge': weak('RSA keys may be as large as they like', (strict, _parts, memory) => ({
    believe: strict.believe,
    refuse: (error, request) => ({
      ...strict.refuse(error, request),
      milliseconds: memory.jwks.some((jwk) => bits(jwk as JWK) > 8192) ? 4000 : 1,
    }),
  })),
  'key-exponent-one': weak(
    'An RSA key may have the exponent 1',
    takesNumbers(
      ({ e }) => e === 'AQ',
      (text, signature, jwk) => readsPadding(text, signature, { ...jwk }, true),
    ),
  ),
  'key-exponent-three': weak(
    'An RSA key may have the exponent 3, and nobody reads padding to its end',
    takesNumbers(
      ({ e }) => e === 'Aw',
      (text, signature, jwk) => readsPadding(text, signature, { ...jwk }, false),
    ),
  ),
  'key-of-small-order': weak(
    'An Ed25519 key may be a point of small order',
    takesNumbers(
      ({ crv, x }) => crv === 'Ed25519' && x?.startsWith('AQAAAAAA') === true,
      (_text, signature) => signature[0] === 1 && signature.subarray(1).every((byte) => byte === 0),
    ),
  ),
  'key-secret-in-set': weak('A symmetric key in the key set is believed', (strict, parts, memory) => {
    const hmac = takesHmac((_form, { kid }) =>
      (memory.jwks as JWK[]).flatMap((jwk) =>
        jwk.kty === 'oct' && jwk.kid === kid ? [Buffer.from(jwk.k ?? '', 'base64url')] : [],
      ),
    )
    return {
      proof: async (form, header) => {
        if (header['alg'] === 'HS256') await strict.keys(true)
        await hmac(strict, parts, memory).proof?.(form, header)
      },
    }
  }),
  'key-of-certificates': weak(
    'Keys of a bundle are for everything (use)',
    loadsToo(({ use }) => use === 'x509-svid'),
    'spiffe',
  ),
}
