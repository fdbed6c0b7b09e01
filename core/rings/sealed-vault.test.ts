import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { KeyRefused } from '../keys/key-errors.ts'
import { generateSigningKey } from '../keys/signing-key.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { sealedVault } from './sealed-vault.ts'

const SECRET = 'a secret that is not in the store'
const key = await generateSigningKey('ES256', 1)
const other = await generateSigningKey('ES256', 2)

const placeOf = (ringId: string, kid: string) => `${ringId} ${kid}`

function setUp() {
  const store = createMemoryStore(manualClock(0))
  const move = async (from: string, to: string) => {
    const sealed = (await store.get('keys', from)) ?? expect.fail(`nothing is kept at ${from}`)
    await store.set('keys', to, sealed)
  }
  return { store, vault: sealedVault(store, SECRET), move }
}

test('what was sealed is opened at its own place, and nothing is there once it was removed', async () => {
  const { vault } = setUp()
  await vault.save('servicea', key)
  await expect(vault.load('servicea', key.kid)).resolves.toMatchObject({ kid: key.kid, createdAt: 1 })
  await expect(vault.load('serviceb', key.kid)).resolves.toBeUndefined()
  await vault.remove('servicea', key.kid)
  await expect(vault.load('servicea', key.kid)).resolves.toBeUndefined()
})

describe('whoever can write to the store cannot put one key where another belongs', () => {
  test('not the key of one ring into another ring', async () => {
    const { vault, move } = setUp()
    await vault.save('servicea', key)
    await move(placeOf('servicea', key.kid), placeOf('@', key.kid))
    await expect(vault.load('@', key.kid)).rejects.toThrow(KeyRefused)
  })

  test('not one key of a ring in place of another', async () => {
    const { vault, move } = setUp()
    await vault.save('servicea', key)
    await vault.save('servicea', other)
    await move(placeOf('servicea', key.kid), placeOf('servicea', other.kid))
    await expect(vault.load('servicea', other.kid)).rejects.toThrow(KeyRefused)
    await expect(vault.load('servicea', key.kid)).resolves.toMatchObject({ kid: key.kid })
  })
})

test('every part of what is sealed counts: nonce, tag, and each half of the text', async () => {
  const { store, vault } = setUp()
  await vault.save('servicea', key)
  const place = placeOf('servicea', key.kid)
  const sealed = Buffer.from((await store.get('keys', place)) ?? '', 'base64url')
  for (const at of [0, 12, 27, 28, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    await store.set('keys', place, changed.toString('base64url'))
    await expect(vault.load('servicea', key.kid), `byte ${at}`).rejects.toThrow(KeyRefused)
  }
  for (const length of [0, 12, 20, 28, sealed.length - 1]) {
    await store.set('keys', place, sealed.subarray(0, length).toString('base64url'))
    await expect(vault.load('servicea', key.kid), `${length} bytes`).rejects.toThrow(KeyRefused)
  }
})

test('another secret opens nothing', async () => {
  const { store, vault } = setUp()
  await vault.save('servicea', key)
  await expect(sealedVault(store, `${SECRET}.`).load('servicea', key.kid)).rejects.toThrow(KeyRefused)
})

test('one key sealed twice looks different: no nonce is used again', async () => {
  const { store, vault } = setUp()
  const seals = new Set<string | undefined>()
  for (let time = 0; time < 20; time++) {
    await vault.save('servicea', key)
    seals.add((await store.get('keys', placeOf('servicea', key.kid)))?.slice(0, 16))
  }
  expect(seals.size).toBe(20)
})
