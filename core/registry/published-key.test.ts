import { randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { newPublisher } from '../../tests/support/publisher.ts'
import { KeyRefused } from '../keys/key-errors.ts'
import { generateSigningKey } from '../keys/signing-key.ts'
import { readPublishedKey } from './published-key.ts'
import { isServiceName, registryPath } from './registry-paths.ts'

const { document: rsa } = await newPublisher('RS256')
const { document: padded } = await newPublisher('RS256', { padded: true })
const { document: point } = await newPublisher('ES256')

/** With the key id that belongs to these numbers, whatever they are: what else is wrong must be seen. */
async function renamed(document: Record<string, unknown>) {
  return { ...document, kid: await calculateJwkThumbprint(document as JWK) }
}

/** An odd number of so many bits; who its factors are nobody asks. */
function anyModulus(bits: number): string {
  const bytes = randomBytes(bits / 8)
  bytes[0] = 0x80 | (bytes[0] ?? 0)
  bytes[bytes.length - 1] = 1 | (bytes.at(-1) ?? 0)
  return bytes.toString('base64url')
}

const zeros = await renamed({ ...rsa, e: 'AAEAAQ' })
const large = await renamed({ ...rsa, n: anyModulus(4104) })
const small = await renamed({ ...rsa, n: anyModulus(2040) })

describe('a key that services publish', () => {
  test.each(['RS256', 'ES256', 'EdDSA'])('%s is read, and given back as it was', async (algorithm) => {
    const { document } = await newPublisher(algorithm)
    expect(await readPublishedKey(document)).toMatchObject({ kid: document['kid'], algorithm, document })
  })

  test('may be padded, as jwtproxy writes it: numbers lose the padding, the key id keeps it', async () => {
    expect(padded['n']).toMatch(/==$/)
    const { kid, thumbprint, document } = await readPublishedKey(padded)
    expect([kid, `${thumbprint}=`]).toEqual([padded['kid'], padded['kid']])
    expect(document).toEqual({ ...padded, n: padded['n']?.replace('==', '') })
  })

  test('is that of a signing key of the sandbox, as it is', async () => {
    const { publicJwk, kid } = await generateSigningKey('EdDSA', 0)
    expect((await readPublishedKey(publicJwk)).kid).toBe(kid)
  })

  test.each([2048, 4096])('may be RSA of %d bits', async (bits) => {
    const document = await renamed({ ...rsa, n: anyModulus(bits) })
    expect((await readPublishedKey(document)).kid).toBe(document.kid)
  })

  test('loses what nobody needs', async () => {
    const { document } = await readPublishedKey({ ...rsa, x5c: ['…'], note: 'mine', exp: 1, key_ops: ['verify'] })
    expect(Object.keys(document)).toEqual(['kid', 'kty', 'alg', 'use', 'e', 'n'])
  })

  test.each([
    ['no object', 'hello'],
    ['nothing', undefined],
    ['a list', [rsa]],
    ['another kid', { ...rsa, kid: 'mykey' }],
    ['no kid', { ...rsa, kid: undefined }],
    ['a kid that is padded twice', { ...rsa, kid: `${rsa['kid']}==` }],
    ['the kid of another key', { ...rsa, kid: padded['kid'] }],
    ['no kty', { ...rsa, kty: undefined }],
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 'x' }],
    ['a kty of a prototype', { ...rsa, kty: 'constructor' }],
    ['private members', { ...rsa, d: 'AQAB' }],
    ['another use', { ...rsa, use: 'enc' }],
    ['PS256', { ...rsa, alg: 'PS256' }],
    ['rsa in small letters', { ...rsa, alg: 'rsa' }],
    ['an alg that is a number', { ...rsa, alg: 5 }],
    ['another curve', { ...point, crv: 'P-384' }],
    ['no curve', { ...point, crv: undefined }],
    ['a point off its curve', { ...point, x: point['y'] }],
    ['no number', { ...rsa, n: 5 }],
    ['no base64url', { ...rsa, n: `${rsa['n']?.slice(0, -1)}!` }],
    ['zeros in front', zeros],
    ['more than 4096 bits', large],
    ['fewer than 2048 bits', small],
  ])('is not %s', async (_what, input) => {
    await expect(readPublishedKey(input)).rejects.toThrow(KeyRefused)
  })
})

describe('the name of a service', () => {
  test.each(['a', 'orders', 'Orders-2.eu_west', 'x'.repeat(64), 'a..b'])(
    'may be %s, the same in every address',
    (name) => {
      expect(isServiceName(name)).toBe(true)
      const { pathname } = new URL(`http://registry.test${registryPath(name)}`)
      expect(decodeURIComponent(pathname)).toBe(`/services/${name}/keys`)
    },
  )

  test.each([
    '',
    '.',
    '..',
    '.hidden',
    'we ird',
    'a/b',
    'a%2Fb',
    'a+b',
    'ä',
    'x'.repeat(65),
    '__proto__',
    'a\n',
    5,
    null,
  ])('is not %j', (name) => expect(isServiceName(name)).toBe(false))

  test('a padded key id is escaped in its address', () => {
    expect(registryPath('orders', 'abc=')).toBe('/services/orders/keys/abc%3D')
  })
})
