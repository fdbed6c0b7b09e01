import { compactVerify, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { generateSigningKey } from '../keys/signing-key.ts'
import { ALL_ALGORITHMS } from './algorithms.ts'
import { signToken } from './sign.ts'

describe.each(ALL_ALGORITHMS)('%s', (algorithm) => {
  test('jose believes what was signed, and finds claims and header as they were given', async () => {
    const key = await generateSigningKey(algorithm, 0)
    const claims = { iss: 'ü€😀', exp: 1.5, nested: { list: [1, null] } }
    const token = await signToken(claims, key, 'at+jwt')
    const { payload } = await compactVerify(token, key.verification.publicKey, { algorithms: [algorithm] })
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims)
    expect(decodeProtectedHeader(token)).toEqual({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
  })
})

test('keys of one algorithm are not mixed up', async () => {
  const [first, second] = [await generateSigningKey('ES256', 0), await generateSigningKey('ES256', 0)]
  await signToken({}, first, 'JWT')
  const token = await signToken({}, second, 'JWT')
  await expect(compactVerify(token, second.verification.publicKey)).resolves.toBeDefined()
  await expect(compactVerify(token, first.verification.publicKey)).rejects.toThrow()
})
