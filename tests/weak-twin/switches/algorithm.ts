import { createHmac } from 'node:crypto'
import type { JWK } from 'jose'
import { TokenRejected } from '#core/token/rejection'
import type { Algorithm } from '#core/token/algorithms'
import { parseCompactForm, type CompactForm } from '#core/token/compact-form'
import type { TwinHeader, TwinMemory, TwinParts, Weakness } from '../checks.ts'
import { crashes, readsHeader, takesMember, together, weak } from '../weakness.ts'
import { keyObjectOfJwk } from './signature.ts'

/** What has no signature needs none. @param isNone what the header says */
const takesUnsigned =
  (isNone: (header: TwinHeader) => boolean, isEmpty = true): Weakness =>
  (strict) => ({
    form: (token) => (token.endsWith('.') ? { ...parseCompactForm(`${token}AA`), signature: '' } : strict.form(token)),
    proof: async (form, header) => {
      if (isNone(header) && (form.signature === '') === isEmpty) return
      if (form.signature === '') throw new TokenRejected('signature-missing')
      await strict.proof(form, header)
    },
  })

type Secrets = (
  form: CompactForm,
  header: TwinHeader,
  parts: TwinParts,
  memory: TwinMemory,
) => readonly (string | Uint8Array)[]

/** HS256 is allowed, and this is what it takes for the secret. */
export const takesHmac =
  (secrets: Secrets): Weakness =>
  (strict, parts, memory) => ({
    proof: async (form, header) => {
      if (header['alg'] !== 'HS256') return strict.proof(form, header)
      await strict.keys(false)
      const text = `${form.protected}.${form.payload}`
      const isGood = secrets(form, header, parts, memory).some((secret) =>
        createHmac('sha256', secret).update(text).digest().equals(form.signatureBytes),
      )
      if (!isGood) throw new TokenRejected('signature-mismatch')
    },
  })

const fromPublished = (secrets: (jwk: JWK) => readonly (string | Uint8Array)[]): Weakness =>
  takesHmac((_form, _header, _parts, { jwks }) => (jwks as JWK[]).filter(({ kty }) => kty !== 'oct').flatMap(secrets)) // the set of the issuer

const pemOf = (jwk: JWK) => String(keyObjectOfJwk(jwk).export({ type: 'spki', format: 'pem' }))

/** Any key that the header names, used as the header says. */
const byHeader: Weakness = (strict, _parts, memory) => ({
  key: async (header, algorithm) => {
    await strict.keys(false)
    const named = memory.jwks.find((jwk) => (jwk as JWK).kid === header['kid']) as JWK | undefined
    if (named?.kty !== 'RSA' || !/^[RP]S/.test(algorithm)) return strict.key(header, algorithm)
    const [key] = await strict.load([{ ...named, alg: algorithm as Algorithm }])
    return key ?? strict.key(header, algorithm)
  },
})

/** What the key is for, whatever the header says. */
const byKey: Weakness = (strict, _parts, memory) => ({
  proof: async (form, header) => {
    await strict.keys(false)
    const named = memory.keys.find(({ kid }) => kid !== undefined && kid === header['kid'])
    if (!named) return strict.proof(form, header)
    await strict.signature(form, named)
  },
})

const isText = (value: unknown) => typeof value === 'string'

/** What is wrong about how the algorithm is chosen. */
export const ALGORITHM_SWITCHES = {
  'alg-none-accepted': weak(
    '"none" is an algorithm',
    takesUnsigned(({ alg }) => alg === 'none'),
  ),
  'alg-none-in-any-letters': weak(
    '"none" is on a list of what is refused, in small letters only',
    takesUnsigned(({ alg }) => isText(alg) && alg !== 'none' && String(alg).toLowerCase() === 'none'),
  ),
  'alg-none-trimmed': weak(
    'What cannot be seen is cut off an algorithm, behind the list of what is refused',
    takesUnsigned(({ alg }) => isText(alg) && alg !== 'none' && String(alg).replace(/[\s\0\u200b]+$/, '') === 'none'),
  ),
  'alg-none-beside-signature': weak(
    'Where the header says "none" nobody looks at the signature',
    takesUnsigned(({ alg }) => alg === 'none', false),
  ),
  'alg-of-the-key': weak('The algorithm in the header is not looked at: the key has one', byKey),
  'alg-by-default': weak(
    'Without an algorithm it is the usual one',
    readsHeader((header, { algorithms }) =>
      header['alg'] ? header : { ...header, alg: algorithms.find((name) => name === 'ES256') },
    ),
  ),
  'alg-in-any-letters': weak(
    'The letters of an algorithm may be small',
    takesMember('alg', (alg, { algorithms }) =>
      isText(alg) ? (algorithms.find((name) => name.toLowerCase() === String(alg).toLowerCase()) ?? alg) : alg,
    ),
  ),
  'alg-first-that-is-known': weak(
    'Of a list of algorithms the last one counts',
    takesMember('alg', (alg) => (Array.isArray(alg) ? (alg as unknown[]).at(-1) : alg)),
  ),
  'alg-looked-up-in-an-object': weak(
    'An algorithm is looked up in a plain object',
    takesMember('alg', (alg) => (isText(alg) && String(alg) in {} ? crashes() : alg)),
  ),
  'alg-must-be-text': weak(
    'An algorithm that is no text makes it fall over',
    takesMember('alg', (alg) => (isText(alg) ? alg : crashes())),
  ),
  'alg-unknown-falls-over': weak(
    'An algorithm that it does not know makes it fall over',
    takesMember('alg', (alg) => (/^(?:[REP]S\d{3}|HS256|none|Ed.*)$/i.test(String(alg)) ? alg : crashes())),
  ),
  'alg-list-off': weak('Every algorithm that it can do is allowed', (strict) => ({
    algorithm: (header) => (isText(header['alg']) ? String(header['alg']) : strict.algorithm(header)),
  })),
  'alg-of-the-header': weak('A key is used by the algorithm of the header, not by its own', byHeader),
  'hmac-with-pem': weak(
    'HS256 with the PEM text of a public key',
    fromPublished((jwk) => [pemOf(jwk), pemOf(jwk).trimEnd()]),
  ),
  'hmac-with-pkcs1': weak(
    'HS256 with the PKCS 1 text of a public key',
    fromPublished((jwk) => (jwk.kty === 'RSA' ? [keyObjectOfJwk(jwk).export({ type: 'pkcs1', format: 'pem' })] : [])),
  ),
  'hmac-with-prefixed-pem': weak(
    'Text that does not begin as a key is taken for a secret',
    fromPublished((jwk) => [`\n${pemOf(jwk)}`, ` ${pemOf(jwk)}`]),
  ),
  'hmac-with-der': weak(
    'HS256 with the bytes of a public key',
    fromPublished((jwk) => [keyObjectOfJwk(jwk).export({ type: 'spki', format: 'der' })]),
  ),
  'hmac-with-jwk': weak(
    'HS256 with a published key as it stands',
    fromPublished((jwk) => [JSON.stringify(jwk)]),
  ),
  'hmac-with-modulus': weak(
    'HS256 with the bare numbers of a public key',
    fromPublished(({ n, x }) => [Buffer.from(n ?? x ?? '', 'base64url')]),
  ),
  'hmac-with-nothing': weak(
    'HS256 without any secret',
    takesHmac(() => ['']),
  ),
  'hmac-with-a-word': weak(
    'The secret is one that stands in every tutorial',
    takesHmac(() => ['your-256-bit-secret']),
  ),
  'hmac-with-key-id': weak(
    'The key id is the secret',
    takesHmac((_form, { kid }) => [String(kid)]),
  ),
  'alg-and-kind-of-key-apart': weak(
    'Any key under the key id, whatever the algorithm; what cannot work makes it fall over',
    together(byHeader, (strict) => ({
      key: async (header, algorithm) => {
        try {
          return await strict.key(header, algorithm)
        } catch (error) {
          if (error instanceof TokenRejected && error.reason === 'wrong-algorithm') return crashes()
          throw error
        }
      },
    })),
  ),
}
