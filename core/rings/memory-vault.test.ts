import { expect, test } from 'vitest'
import { generateSigningKey } from '../keys/signing-key.ts'
import { createMemoryVault } from './memory-vault.ts'

test('a key is there from when it is saved until it is removed', async () => {
  const vault = createMemoryVault()
  const key = await generateSigningKey('ES256', 0)
  expect(await vault.load('a', key.kid)).toBeUndefined()
  await vault.save('a', key)
  expect(await vault.load('a', key.kid)).toBe(key)
  await vault.remove('a', key.kid)
  expect(await vault.load('a', key.kid)).toBeUndefined()
})
