import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { KeyRefused } from './key-errors.ts'
import { loadKeySet, MAX_NAMESAKES, MAX_SET_KEYS, summariseLeftOut } from './key-set.ts'

// Whoever publishes a key set, or stands in for somebody who does, may fill it as far as an answer goes.

const ED25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const many = (count: number, member: (at: number) => unknown) => ({
  keys: Array.from({ length: count }, (_, at) => member(at)),
})

test.each<[string, () => unknown]>([
  ['numbers', () => 0],
  ['objects without a member', () => ({})],
  ['good keys', (at = 0) => ({ ...ED25519, kid: String(at) })],
])('more keys than anybody publishes are no key set: %s', async (_what, member) => {
  await expect(loadKeySet(many(MAX_SET_KEYS + 1, member))).rejects.toThrow(KeyRefused)
})

test('a key without alg counts once for each algorithm that it is good for', async () => {
  const { keys, leftOut } = await loadKeySet(many(MAX_SET_KEYS, (at) => ({ ...ED25519, kid: String(at) })))
  expect(keys).toHaveLength(MAX_SET_KEYS)
  expect(leftOut).toHaveLength(MAX_SET_KEYS / 2)
  expect(leftOut[0]?.at).toBe(MAX_SET_KEYS / 2)
})

test('other work goes on while a large set is loaded', async () => {
  let rounds = 0
  let isLoading = true
  const goOn = () => void (rounds++, isLoading && setImmediate(goOn))
  setImmediate(goOn)
  await loadKeySet(many(200, () => ED25519))
  isLoading = false
  expect(rounds).toBeGreaterThanOrEqual(20)
})

test('the length of a key id is looked at before the numbers of its key, which take time', async () => {
  const { leftOut } = await loadKeySet({ keys: [{ kty: 'RSA', n: 'AAAA', e: 'AQAB', kid: 'k'.repeat(257) }] })
  expect(leftOut).toMatchObject([{ why: 'the key id has more than 256 characters' }])
})

test('what was left out is one line, however much it is', async () => {
  const { leftOut } = await loadKeySet(many(1000, () => ({ kid: 'k'.repeat(300) })))
  const summary = summariseLeftOut(leftOut)
  expect(summary).toMatchObject({ count: 1000, first: expect.arrayContaining([expect.stringMatching(/^keys\.4 /)]) })
  expect(JSON.stringify(summary).length).toBeLessThan(1000)
  expect(summariseLeftOut([])).toBeUndefined()
})

test('namesakes beyond the bound are left out, and counted', async () => {
  const { keys, leftOut } = await loadKeySet(many(100, () => ({ ...ED25519, alg: 'EdDSA', kid: 'a' })))
  expect(keys.flatMap(({ namesakes = [] }) => namesakes)).toHaveLength(MAX_NAMESAKES - 1)
  expect(summariseLeftOut(leftOut)?.count).toBe(100 - MAX_NAMESAKES)
})
