import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { TooManyKeys } from '../keys/key-errors.ts'
import { loadKeySet } from '../keys/key-set.ts'
import { MAX_KEYS, MAX_KEYS_PER_RING, MAX_RINGS } from './key-rings.ts'
import { openKeyRings, type KeyRingSettings } from './open-key-rings.ts'

async function setUp(settings: Partial<KeyRingSettings> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'key-ring-limits-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const clock = manualClock('2026-11-22T12:00:00Z')
  const rings = await openKeyRings({
    folder,
    firstRings: [],
    algorithm: 'Ed25519',
    keepSeconds: 60,
    clock,
    ...settings,
  })
  return { folder, clock, rings }
}

describe('the disk cannot be filled', () => {
  test(`with more than ${MAX_KEYS_PER_RING} keys in a ring; there is room again when tokens have expired`, async () => {
    const { clock, rings } = await setUp()
    await Promise.all(Array.from({ length: MAX_KEYS_PER_RING }, () => rings.renew('servicea')))
    const active = rings.active('servicea')
    clock.advance({ seconds: 10 })
    await expect(rings.renew('servicea')).rejects.toThrow(TooManyKeys)
    await expect(rings.renew('servicea')).rejects.toMatchObject({ retryAfterSeconds: 50 }) // of the 60 that they are kept
    expect(rings.active('servicea')).toBe(active)
    await expect(rings.renew('serviceb')).resolves.toBeDefined()
    clock.advance({ seconds: 60 })
    await expect(rings.renew('servicea')).resolves.toBeDefined()
    expect(rings.published('servicea')).toHaveLength(2)
  })

  test(`with more than ${MAX_RINGS} rings, not even by asking for many at once`, async () => {
    const { folder, rings } = await setUp()
    const names = Array.from({ length: MAX_RINGS + 20 }, (_, index) => `ring-${index}`)
    const settled = await Promise.allSettled(names.map((name) => rings.ensure(name)))
    const refused = settled.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(20)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooManyKeys)
    expect(rings.ids()).toHaveLength(MAX_RINGS)
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(MAX_RINGS)
    await expect(rings.renew('ring-0')).resolves.toBeDefined()
    await expect(rings.renew('one-more')).rejects.toThrow(TooManyKeys)
    await expect(rings.renew('one-more')).rejects.toMatchObject({ retryAfterSeconds: undefined }) // rings stay
  })
})

test(`all rings together have ${MAX_KEYS} keys at most, so that one key set of all is no more than a verifier takes`, async () => {
  const store = createMemoryStore(manualClock('2026-11-22T12:00:00Z'))
  // Disks are slow, and not the matter.
  const { rings } = await setUp({ store, sealWith: 'a secret of the store', firstRings: ['@', 'servicea'] })
  const changeUntilFull = (name: string) =>
    Promise.allSettled(Array.from({ length: MAX_KEYS_PER_RING + 1 }, () => rings.renew(name)))
  await Promise.all(Array.from({ length: 10 }, (_, at) => changeUntilFull(`ring-${at}`)))
  await expect(rings.renew('ring-0')).rejects.toMatchObject({ name: 'TooManyKeys', retryAfterSeconds: 60 })
  await Promise.all(Array.from({ length: MAX_RINGS - 12 }, (_, at) => rings.ensure(`late-${at}`)))
  await expect(rings.ensure('one-more')).rejects.toThrow(TooManyKeys)
  for (const name of ['@', 'servicea']) await changeUntilFull(name) // theirs is kept, however full it is
  expect(rings.published('@')).toHaveLength(MAX_KEYS_PER_RING)
  expect(rings.keySet().keys).toHaveLength(MAX_KEYS)
  const { keys } = await loadKeySet(JSON.parse(JSON.stringify(rings.keySet())))
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(MAX_KEYS) // whoever verifies with them knows them all
  await expect(rings.revoke('ring-0', rings.active('ring-0')?.kid ?? '')).resolves.toBe(true)
})

test('a ring that is removed is gone: its keys, its files, and what it published', async () => {
  const sets: { keys: JWK[] }[] = []
  const { folder, rings } = await setUp({ publish: async (keySet) => void sets.push(keySet) })
  await rings.ensure('stays')
  await rings.renew('goes')
  await rings.renew('goes')
  expect(await rings.remove('goes')).toBe(true)
  expect(await rings.remove('goes')).toBe(false)
  expect(rings.ids()).toEqual(['stays'])
  expect(rings.active('goes')).toBeUndefined()
  expect(kidsOf(sets.at(-1))).toEqual([rings.active('stays')?.kid])
  expect((await readdir(folder)).filter((name) => name.startsWith('goes'))).toEqual([])
  await expect(rings.ensure('goes')).resolves.toBeDefined()
})

const kidsOf = (keySet: { keys: JWK[] } | undefined) => keySet?.keys.map(({ kid }) => kid)

test('a full ring does not stop an emergency: the key that signs can be revoked', async () => {
  const { folder, rings } = await setUp()
  await Promise.all(Array.from({ length: MAX_KEYS_PER_RING }, () => rings.renew('servicea')))
  for (let turn = 0; turn < 3; turn++) {
    const kid = rings.active('servicea')?.kid ?? ''
    expect(await rings.revoke('servicea', kid)).toBe(true)
    expect(rings.active('servicea')?.kid).not.toBe(kid)
  }
  expect(rings.published('servicea')).toHaveLength(MAX_KEYS_PER_RING)
  expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(MAX_KEYS_PER_RING)
})

describe('publishing', () => {
  test('comes before the first signature: peers must know a key before they meet it', async () => {
    const events: string[] = []
    const { rings } = await setUp({
      async publish({ keys }) {
        events.push(`publish ${keys.length}`)
      },
    })
    const made = rings.renew('servicea').then(() => events.push('renewed'))
    expect(rings.active('servicea')).toBeUndefined()
    await made
    expect(events).toEqual(['publish 0', 'publish 1', 'renewed'])
  })

  test('gets the new key and all that are still needed, of all rings', async () => {
    const published: { keys: JWK[] }[] = []
    const { clock, rings } = await setUp({ publish: async (keySet) => void published.push(keySet) })
    const a = await rings.ensure('servicea')
    const b = await rings.ensure('serviceb')
    clock.advance({ seconds: 1 })
    const next = await rings.renew('servicea')
    expect(kidsOf(published.at(-1))?.toSorted()).toEqual([a.kid, b.kid, next.kid].toSorted())
    clock.advance({ seconds: 61 })
    const last = await rings.renew('servicea')
    expect(kidsOf(published.at(-1))?.toSorted()).toEqual([b.kid, next.kid, last.kid].toSorted())
  })

  test('that fails leaves the old key in place and spoils no other attempt, not even one that waits', async () => {
    let failures = 0
    const { rings } = await setUp({
      async publish() {
        if (failures-- > 0) throw new Error('the disk is full')
      },
    })
    const before = await rings.ensure('servicea')
    failures = 2
    await expect(rings.renew('servicea')).rejects.toThrow('the disk is full')
    expect(rings.active('servicea')).toBe(before)
    const [failed, waiting] = await Promise.allSettled([rings.renew('servicea'), rings.renew('servicea')])
    expect(failed.status).toBe('rejected')
    expect(waiting).toEqual({ status: 'fulfilled', value: rings.active('servicea') })
    expect(rings.active('servicea')).not.toBe(before)
  })

  test('that failed is made up for before the prepared key signs', async () => {
    let isFull = false
    const published: (string | undefined)[][] = []
    const { rings } = await setUp({
      async publish(keySet) {
        if (isFull) throw new Error('the disk is full')
        published.push(keySet.keys.map(({ kid }) => kid))
      },
    })
    const { kid: before } = await rings.ensure('servicea')
    isFull = true
    await expect(rings.renew('servicea')).rejects.toThrow('the disk is full')
    isFull = false
    const { kid } = await rings.renew('servicea')
    expect(published).toEqual([[], [before], [kid, before], [kid, before]]) // and again: now the earlier one has an end
  })

  test('is not repeated when nothing has changed', async () => {
    let times = 0
    const { rings } = await setUp({ publish: async () => void times++ })
    await rings.ensure('servicea')
    await rings.ensure('servicea')
    await rings.tick()
    expect(times).toBe(2) // at start, and with the key
  })
})

test('keys that take long are made by two at once, or nothing else would be done meanwhile', async () => {
  const { rings } = await setUp({ algorithm: 'RS256' })
  const { subtle } = globalThis.crypto
  const generate = subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<unknown>
  let making = 0
  const together: number[] = []
  type Spy = { mockImplementation(act: typeof generate): void }
  const spy = vi.spyOn(subtle, 'generateKey') as unknown as Spy // it has overloads, and a spy knows the last of them
  spy.mockImplementation((...args) => {
    together.push(++making)
    return generate(...args).finally(() => making--)
  })
  await Promise.all(Array.from({ length: 6 }, (_, index) => rings.ensure(`ring-${index}`)))
  expect(together.length).toBeGreaterThanOrEqual(6)
  expect(Math.max(...together)).toBe(2)
})
