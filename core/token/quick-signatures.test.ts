import { constants, generateKeyPairSync, KeyObject, sign, type SigningOptions } from 'node:crypto'
import { Buffer } from 'node:buffer'
import { compactVerify, CompactSign, generateKeyPair, importJWK } from 'jose'
import { expect, test } from 'vitest'
import { ALL_ALGORITHMS, type Algorithm } from './algorithms.ts'
import { parseCompactForm } from './compact-form.ts'
import { checkText, signAsItIs } from './quick-signatures.ts'
import { signatureWithZero } from './signature-length.fixture.ts'
import { signToken } from './sign.ts'
import { checkSignature } from './verify-signature.ts'

const rejection = { name: 'TokenRejected', reason: 'signature-mismatch' }

test.each(ALL_ALGORITHMS)('%s: what we sign jose believes, and what jose signs we believe', async (algorithm) => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const ours = await signToken({ sub: 'a' }, { kid: 'k', algorithm, privateKey }, 'JWT')
  await expect(compactVerify(ours, publicKey, { algorithms: [algorithm] })).resolves.toMatchObject({
    protectedHeader: { alg: algorithm, kid: 'k', typ: 'JWT' },
  })
  const payload = Buffer.from('{"sub":"a"}')
  const theirs = await new CompactSign(payload).setProtectedHeader({ alg: algorithm }).sign(privateKey)
  const key = { kid: 'k', algorithm, publicKey }
  for (const token of [ours, theirs]) {
    await expect(checkSignature(parseCompactForm(token), key)).resolves.toBeUndefined()
    const other = { ...parseCompactForm(token), payload: 'eyJzdWIiOiJiIn0' }
    await expect(checkSignature(other, key)).rejects.toMatchObject(rejection)
  }
})

test.each(ALL_ALGORITHMS)('%s: a text that is signed as it is has the signature of its key', async (algorithm) => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const key = { kid: 'k', algorithm, publicKey }
  const signature = await signAsItIs('any text', privateKey, algorithm)
  expect(await checkText('any text', signature, key)).toBe(true)
  expect(await checkText('another', signature, key)).toBe(false)
})

test.each(ALL_ALGORITHMS)('%s: a signature is checked over a text, whatever the header says', async (algorithm) => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const token = await new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg: algorithm }).sign(privateKey)
  const text = token.slice(0, token.lastIndexOf('.'))
  const signature = Buffer.from(token.slice(text.length + 1), 'base64url')
  const key = { kid: undefined, algorithm, publicKey }
  expect(await checkText(text, signature, key)).toBe(true)
  expect(await checkText(`${text}a`, signature, key)).toBe(false)
  for (const broken of [signature.subarray(1), Buffer.alloc(0), Buffer.alloc(1000, 255)]) {
    expect(await checkText(text, broken, key)).toBe(false)
  }
})

test.each(['PS256', 'PS384', 'PS512'] as const)(
  '%s: a signature has one form, also where it begins with a zero',
  async (algorithm) => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
    const { text, signature } = signatureWithZero(KeyObject.from(privateKey), `sha${algorithm.slice(2)}`)
    const key = { kid: undefined, algorithm, publicKey }
    expect(await checkText(text, signature, key)).toBe(true)
    expect(await checkText(text, signature.subarray(1), key)).toBe(false)
  },
)

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

test.each<[string, Algorithm, { privateKey: KeyObject; publicKey: KeyObject }, string, SigningOptions]>([
  ['a salt that is shorter than the digest', 'PS256', rsa, 'sha256', pss(20)],
  ['no salt', 'PS256', rsa, 'sha256', pss(0)],
  ['the padding of RS256', 'PS256', rsa, 'sha256', {}],
  ['the padding of PS256', 'RS256', rsa, 'sha256', pss(32)],
  ['another digest', 'RS256', rsa, 'sha384', {}],
  ['another digest', 'ES256', ec, 'sha384', { dsaEncoding: 'ieee-p1363' }],
  ['the encoding of X.509 in place of R ‖ S', 'ES256', ec, 'sha256', { dsaEncoding: 'der' }],
])('%s is no signature of %s', async (_what, algorithm, pair, digest, options) => {
  const text = `${Buffer.from(`{"alg":"${algorithm}"}`).toString('base64url')}.e30`
  const signature = sign(digest, Buffer.from(text), { key: pair.privateKey, ...options }).toString('base64url')
  const publicKey = await importKey(pair.publicKey, algorithm)
  await expect(
    checkSignature(parseCompactForm(`${text}.${signature}`), { kid: undefined, algorithm, publicKey }),
  ).rejects.toMatchObject(rejection)
})

const importKey = async (key: KeyObject, algorithm: Algorithm) =>
  (await importJWK(key.export({ format: 'jwk' }), algorithm)) as CryptoKey // none of these is symmetric
