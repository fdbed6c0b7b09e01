import { generateKeyPairSync } from 'node:crypto'
import { exportJWK, exportPKCS8 } from 'jose'
import { expect, test } from 'vitest'
import { PRIVATE_MEMBERS } from '../token/secret-members.ts'
import { readGivenKeys } from './given-keys.ts'
import { generateSigningKey } from './signing-key.ts'

const key = await generateSigningKey('ES256', 0)
const { kid, ...nameless } = key.publicJwk
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privateJwk = await exportJWK(pair.privateKey)

test.each([
  ['a key set', { keys: [key.publicJwk] }, false],
  ['a key', key.publicJwk, false],
  ['a key without an id', nameless, true],
])('%s is read', async (_what, value, isNameless) => {
  const given = await readGivenKeys(` ${JSON.stringify(value)}\n`)
  expect(given.keys).toMatchObject([{ kid: isNameless ? undefined : kid, algorithm: 'ES256' }])
  expect(given).toMatchObject({ isNameless, jwks: { keys: [{ x: key.publicJwk.x }] } })
})

test.each([
  ['a JWK', JSON.stringify({ ...privateJwk, kid: 'mine', key_ops: ['sign'] })],
  ['a PEM', await exportPKCS8(pair.privateKey)],
])('of a private key as %s the public half is used, and it is said', async (_what, text) => {
  const given = await readGivenKeys(text)
  expect(given.notes).toContainEqual(expect.stringContaining('public half'))
  expect(given.jwks.keys).toMatchObject([{ x: privateJwk.x }])
  for (const member of PRIVATE_MEMBERS) expect(given.jwks.keys[0]).not.toHaveProperty(member)
})

test('what nobody should use is left out of a set, and of what is shown of it', async () => {
  const set = { keys: [{ ...privateJwk, kid: 'private' }, key.publicJwk, { kty: 'oct', k: 'AAAA' }] }
  const given = await readGivenKeys(JSON.stringify(set))
  expect(given.jwks.keys).toEqual([key.publicJwk])
  expect(given.notes).toHaveLength(2)
})

test.each([
  ['', /nothing is given/],
  ['{"kty":"oct","k":"AAAA"}', /symmetric/],
  ['-----BEGIN PUBLIC KEY-----', /no public key/],
  ['hello', /neither PEM nor JSON/],
  ['[]', /not an object/],
  ['{"keys":{}}', /no list "keys"/],
])('%j is refused in words', async (text, words) => {
  await expect(readGivenKeys(text)).rejects.toThrow(words)
})
