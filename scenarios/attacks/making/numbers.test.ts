import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  cubeRootSignature,
  es256Signature,
  numberOfBytes,
  P256_ORDER,
  paddedDigest,
  withHighS,
  withUnreducedS,
} from './numbers.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const TEXT = 'header.payload'

test('a padded digest is what an RSA signature holds', () => {
  const signature = numberOfBytes(sign('sha256', Buffer.from(TEXT), rsa.privateKey))
  const { n = '', e = '' } = rsa.publicKey.export({ format: 'jwk' })
  const [modulus, exponent] = [n, e].map((part) => numberOfBytes(Buffer.from(part, 'base64url')))
  let power = 1n
  for (const bit of (exponent ?? 0n).toString(2)) {
    power = (power * power) % (modulus ?? 1n)
    if (bit === '1') power = (power * signature) % (modulus ?? 1n)
  }
  expect(power).toBe(numberOfBytes(paddedDigest(TEXT, 256)))
})

test('the cube of a cube root begins as a padded digest does', () => {
  const cube = numberOfBytes(cubeRootSignature(TEXT, 256)) ** 3n
  const begin = paddedDigest(TEXT, 256, 8)
  expect(cube >> BigInt(8 * (256 - begin.length))).toBe(numberOfBytes(begin))
})

test('(r, n − s) is as good a signature as (r, s)', () => {
  const settings = { key: ec.privateKey, dsaEncoding: 'ieee-p1363' } as const
  const other = withHighS(sign('sha256', Buffer.from(TEXT), settings))
  expect(verify('sha256', Buffer.from(TEXT), { ...settings, key: ec.publicKey }, other)).toBe(true)
  expect(es256Signature(1n, P256_ORDER)).toHaveLength(64)
})

test('S + L stands for the same number, and is another signature', () => {
  const pair = generateKeyPairSync('ed25519')
  const good = sign(null, Buffer.from(TEXT), pair.privateKey)
  const other = withUnreducedS(good)
  const difference = [other, good].map((each) => numberOfBytes(each.subarray(32).toReversed()))
  expect((difference[0] ?? 0n) - (difference[1] ?? 0n)).toBe(
    0x1000_0000_0000_0000_0000_0000_0000_0000_14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3edn,
  )
  expect(verify(null, Buffer.from(TEXT), createPublicKey(pair.privateKey), other)).toBe(false)
})
