import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { compactDecrypt } from 'jose'
import { expect, test } from 'vitest'
import { emptyJwe, jweFor } from './jwe.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a' }

test('its owner can decrypt it, so that only what is inside is wrong', async () => {
  const { plaintext, protectedHeader } = await compactDecrypt(jweFor(jwk, 'the text', { cty: 'JWT' }), privateKey)
  expect(Buffer.from(plaintext).toString()).toBe('the text')
  expect(protectedHeader).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'a', cty: 'JWT' })
})

test('what is deflated inflates to much', async () => {
  const token = jweFor(jwk, deflateRawSync(Buffer.alloc(200_000, 0x61)), { zip: 'DEF' })
  expect(token.length).toBeLessThan(2000)
  expect((await compactDecrypt(token, privateKey)).plaintext).toHaveLength(200_000)
})

test('an empty one has five segments', () => {
  expect(emptyJwe({ alg: 'dir' }).split('.')).toHaveLength(5)
})
