import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { signToken } from '#core/token/sign'
import { ANYONE } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { KeyFileFault } from './key-file-fault.ts'
import { readPrivateKey } from './private-key-file.ts'
import { readPublicKey } from './public-key-file.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidecar-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileWith(text: string | Uint8Array) {
  const path = join(folder, randomBytes(8).toString('hex'))
  await writeFile(path, text)
  return path
}

const readPrivate = async (text: string | Uint8Array, keyId = '') =>
  readPrivateKey({ setting: 'private_key_path', path: await fileWith(text) }, keyId)
const readPublic = async (text: string, keyId = '', algorithms = ['RS256', 'ES256', 'EdDSA'] as const) =>
  readPublicKey({ setting: 'public_key_path', path: await fileWith(text) }, keyId, algorithms)

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki') =>
  String(key.export({ format: 'pem', type: type as 'pkcs1' })) // each type fits its key
const jwk = (key: KeyObject, further: object = {}) => JSON.stringify({ ...key.export({ format: 'jwk' }), ...further })

const readAt = (path: string) => readPrivateKey({ setting: 'private_key_path', path }, '')

/** Only the numbers without which there is no key, as jwtproxy keeps it. */
function asTheOriginalKeepsIt() {
  const { kty, n, e, d, p, q } = rsa.privateKey.export({ format: 'jwk' })
  return JSON.stringify({ kty, kid: 'kept=', alg: 'rsa', n, e, d, p, q })
}

const PRIVATE: [form: string, text: string, algorithm: string][] = [
  ['PKCS#1', pem(rsa.privateKey, 'pkcs1'), 'RS256'],
  ['PKCS#8 of RSA', pem(rsa.privateKey, 'pkcs8'), 'RS256'],
  ['a JWK of RSA', jwk(rsa.privateKey), 'RS256'],
  ['the file of the original', asTheOriginalKeepsIt(), 'RS256'],
  ['SEC1', pem(ec.privateKey, 'sec1'), 'ES256'],
  [
    'SEC1 behind its parameters',
    `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(ec.privateKey, 'sec1')}`,
    'ES256',
  ],
  ['PKCS#8 of EC', pem(ec.privateKey, 'pkcs8'), 'ES256'],
  ['a JWK of EC', jwk(ec.privateKey, { alg: 'ES256' }), 'ES256'],
  ['PKCS#8 of Ed25519', pem(ed.privateKey, 'pkcs8'), 'EdDSA'],
  ['a JWK of Ed25519', jwk(ed.privateKey), 'EdDSA'],
  ['a PEM with a remark before it', `my key\r\n${pem(ed.privateKey, 'pkcs8')}`, 'EdDSA'],
]

const PUBLIC: [form: string, text: string, algorithm: string][] = [
  ['SPKI of RSA', pem(rsa.publicKey, 'spki'), 'RS256'],
  ['PKCS#1', pem(rsa.publicKey, 'pkcs1'), 'RS256'],
  ['a JWK of RSA', jwk(rsa.publicKey), 'RS256'],
  ['a padded JWK', jwk(rsa.publicKey, { n: `${rsa.publicKey.export({ format: 'jwk' }).n}==` }), 'RS256'],
  ['SPKI of EC', pem(ec.publicKey, 'spki'), 'ES256'],
  ['a JWK of EC', jwk(ec.publicKey), 'ES256'],
  ['SPKI of Ed25519', pem(ed.publicKey, 'spki'), 'EdDSA'],
  ['a JWK of Ed25519', jwk(ed.publicKey), 'EdDSA'],
]

describe('what one file signs with, another one believes', () => {
  test.each(PRIVATE)('%s', async (_form, text, algorithm) => {
    const own = await readPrivate(text, 'a-1')
    expect(own).toMatchObject({ kid: 'a-1', algorithm, publicJwk: { kid: 'a-1', alg: algorithm, use: 'sig' } })
    expect(Object.keys(own.publicJwk).filter((name) => ['d', 'p', 'q', 'k', 'qi'].includes(name))).toEqual([])
    const pair = { RS256: rsa, ES256: ec, EdDSA: ed }[algorithm]
    const keys = fixedKeys(await readPublic(pem(pair!.publicKey, 'spki'), 'a-1'))
    const trust = {
      issuer: 'a',
      audience: ANYONE,
      subject: ANYONE,
      algorithms: [own.algorithm],
      type: 'JWT',
      required: [],
      maxLifetimeSeconds: 60,
      leewaySeconds: 0,
      keys,
    } as const
    const token = await signToken({ iss: 'a', exp: 60, iat: 0 }, own, 'JWT')
    await expect(verifyToken(token, trust, () => 1000)).resolves.toMatchObject({ iss: 'a' })
  })

  test.each(PUBLIC)('%s', async (_form, text, algorithm) => {
    await expect(readPublic(text, 'b-1')).resolves.toMatchObject([{ kid: 'b-1', algorithm }])
  })

  test('without a name in the configuration it has the one in the file, or else its thumbprint, on both sides', async () => {
    const signer = await readPrivate(pem(ec.privateKey, 'sec1'))
    expect(signer.kid).toMatch(/^[\w-]{43}$/)
    expect(await readPublic(pem(ec.publicKey, 'spki'))).toMatchObject([{ kid: signer.kid }])
    expect(await readPrivate(asTheOriginalKeepsIt())).toMatchObject({ kid: 'kept=' })
    expect(await readPublic(jwk(ec.publicKey, { kid: 'x' }))).toMatchObject([{ kid: 'x' }])
  })

  test('a key of RSA is one for each algorithm that the verifier allows', async () => {
    const path = await fileWith(pem(rsa.publicKey, 'spki'))
    const keys = await readPublicKey({ setting: 's', path }, 'k', ['PS256', 'RS256'])
    expect(keys.map(({ algorithm }) => algorithm).sort()).toEqual(['PS256', 'RS256'])
  })
})

const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
const other = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const encrypted = rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' })
const classic = rsa.privateKey.export({ format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'secret' })
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

/** Whatever a message repeats of these, it is too much. */
const secretsOf = (text: string) => text.match(/[A-Za-z0-9+/_-]{24,}/g) ?? []

describe('a file that will not do is named, with the reason, and without anything of the key', () => {
  test.each<[what: string, text: string, words: RegExp]>([
    ['an encrypted key', encrypted.toString(), /is encrypted: write it without a passphrase/],
    ['an encrypted key of old', classic.toString(), /is encrypted/],
    ['a key of SSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----', /is a key of SSH/],
    ['a public key', pem(rsa.publicKey, 'spki'), /holds a PUBLIC KEY: a signer needs the private key/],
    ['a public JWK', jwk(rsa.publicKey), /is a public JSON Web Key/],
    ['a certificate', CERTIFICATE, /holds a CERTIFICATE: a signer needs the private key/],
    [
      'a shared secret',
      JSON.stringify({ kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0' }),
      /is a secret that is shared/,
    ],
    ['a short key of RSA', pem(weak.privateKey, 'pkcs8'), /1024 bits, fewer than 2048/],
    ['another curve', pem(other.privateKey, 'sec1'), /on the curve secp384r1: it must be P-256/],
    ['another kind', pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'), /of the kind x25519/],
    ['another algorithm', jwk(rsa.privateKey, { alg: 'PS256' }), /for another algorithm \(alg\) than RS256/],
    ['half a PEM', pem(rsa.privateKey, 'pkcs8').slice(0, 900), /is cut short: the line -----END PRIVATE KEY-----/],
    ['a damaged PEM', pem(rsa.privateKey, 'pkcs8').replace(/\n.{64}\n/, '\n'), /holds a PRIVATE KEY that is damaged/],
    ['a damaged JWK', jwk(rsa.privateKey, { p: 'AA', dp: undefined }), /holds a JSON Web Key that is damaged/],
    ['half a JWK', jwk(rsa.privateKey).slice(0, 300), /begins like a JSON Web Key, and is not JSON/],
    ['a key set', JSON.stringify({ keys: [rsa.privateKey.export({ format: 'jwk' })] }), /is a whole key set/],
    ['some text', 'hello', /is neither PEM .* nor a JSON Web Key/],
    ['nothing', ' \n', /is empty/],
    ['much', ' '.repeat(70_000), /cannot be read: it is too large/],
  ])('%s for a signer', async (_what, text, words) => {
    const fault = await readPrivate(text).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(KeyFileFault)
    expect(String(fault)).toMatch(/^KeyFileFault: private_key_path: /)
    expect(String(fault)).toMatch(words)
    for (const secret of secretsOf(text)) expect(String(fault)).not.toContain(secret)
  })

  test.each<[what: string, text: string, words: RegExp]>([
    ['a private key', pem(rsa.privateKey, 'pkcs8'), /holds a private key, which belongs to the signer alone.*-pubout/],
    ['a private JWK', jwk(rsa.privateKey), /holds a private key/],
    ['a certificate', CERTIFICATE, /whose names and dates nobody would check: .*openssl x509/],
    [
      'another thing',
      '-----BEGIN X509 CRL-----\n\n-----END X509 CRL-----',
      /holds a X509 CRL: a verifier needs a PUBLIC KEY/,
    ],
    ['a short key of RSA', pem(weak.publicKey, 'spki'), /1024 bits/],
    ['a key for encryption', jwk(rsa.publicKey, { use: 'enc' }), /not for signatures/],
    ['a JWK without numbers', '{"kty":"RSA","e":"AQAB"}', /the key lacks n/],
    [
      'another algorithm',
      pem(other.publicKey, 'spki'),
      /holds a key for ES384, and of these none is in "algorithms" \(RS256, ES256, EdDSA\)/,
    ],
    [
      'a key off its curve',
      jwk(ec.publicKey, { y: ec.publicKey.export({ format: 'jwk' }).x }),
      /not a point of its curve/,
    ],
    ['a damaged PEM', pem(rsa.publicKey, 'spki').replace(/\n.{64}\n/, '\n'), /damaged/],
  ])('%s for a verifier', async (_what, text, words) => {
    const fault = await readPublic(text).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(KeyFileFault)
    expect(String(fault)).toMatch(/^KeyFileFault: public_key_path: /)
    expect(String(fault)).toMatch(words)
  })

  test('a file that is not there, that is no UTF-8, or a folder', async () => {
    await expect(readAt(join(folder, 'none'))).rejects.toThrow(/none cannot be read: there is no such file/)
    await expect(readAt(folder)).rejects.toThrow(/cannot be read: it is a folder/)
    await expect(readPrivate(Uint8Array.of(0x7b, 0xff))).rejects.toThrow(/it is not UTF-8/)
  })
})
