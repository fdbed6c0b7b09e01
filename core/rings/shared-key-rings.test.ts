import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { TooManyKeys } from '../keys/key-errors.ts'
import { MAX_KEYS_PER_RING } from './key-rings.ts'
import { ringsForEachTest } from './test-rings.ts'

const { clock, place, open, keyFiles, statesOf } = ringsForEachTest()

describe('two processes on one store', () => {
  const sealed = { sealWith: 'a secret that is not in the store' }

  test('share their keys, sealed', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    expect(two.active('a')?.kid).toBe(one.active('a')?.kid)
    expect(await keyFiles()).toEqual([])
    const stored = JSON.stringify(await place.store.list('keys'))
    expect(stored).not.toContain('PRIVATE')
    expect(stored).not.toContain(one.active('a')?.publicPem.split('\n')[1])
  })

  test('that start at once share them, though one looks while the other has made a key and does not sign yet', async () => {
    const { store } = place
    const [hasMade, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow: typeof store = {
      ...store,
      async update(...change) {
        hasMade.resolve()
        await mayGoOn.promise
        return store.update(...change)
      },
    }
    const opening = open({ ...sealed, store: slow })
    await hasMade.promise
    const late: typeof store = {
      ...store,
      async list(space) {
        const found = await store.list(space)
        if (space !== 'rings') return found
        mayGoOn.resolve()
        await opening
        return found
      },
    }
    const two = await open({ ...sealed, store: late })
    const one = await opening
    expect(statesOf(two)).toEqual(['active'])
    expect(two.active('a')?.kid).toBe(one.active('a')?.kid)
    expect(await store.list('keys')).toHaveLength(1)
  })

  test('with another secret say so', async () => {
    await open(sealed)
    await expect(open({ sealWith: 'another' })).rejects.toThrow('STORE_SECRET')
  })

  test.each([1, 2])('a damaged key does not stop the next start: it is left out and named (of %d)', async (count) => {
    const one = await open(sealed)
    const lost = one.active('a')?.kid ?? ''
    if (count === 2) await one.renew('a')
    await place.store.set('keys', `a ${lost}`, 'damaged')
    const two = await open(sealed)
    expect(two.leftAlone).toEqual([{ file: `a ${lost}`, why: expect.stringContaining('damaged') }])
    expect(two.entries('a').map(({ kid }) => kid)).not.toContain(lost)
    expect(two.active('a')?.kid).toBeDefined()
  })

  test('exactly one of them rotates', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    clock.advance({ seconds: 86_400 })
    await Promise.all([one.tick(), two.tick(), one.tick(), two.tick()])
    await Promise.all([one.tick(), two.tick()])
    expect(one.entries('a').filter(({ state }) => state === 'prepared')).toHaveLength(1)
    expect(two.entries('a')).toEqual(one.entries('a'))
    clock.advance({ seconds: 60 })
    await Promise.all([one.tick(), two.tick()])
    await Promise.all([one.tick(), two.tick()])
    expect(statesOf(one)).toEqual(['active', 'retired'])
    expect(two.active('a')?.kid).toBe(one.active('a')?.kid)
    expect(await place.store.list('keys')).toHaveLength(2)
  })

  test('a key that one of them has just made is known to the other at once', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    const { kid } = await one.renew('a')
    await expect(two.source('a').select({ kid, alg: 'ES256' })).resolves.toMatchObject({ kid })
  })
  test('a key that the other has just made is not replaced by whoever asks for one', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    const { kid } = await one.ensure('b')
    expect((await two.ensure('b')).kid).toBe(kid)
    expect((await two.prepare('c')).kid).toBe((await one.ensure('c')).kid)
    const [left, right] = await Promise.all([one.ensure('d'), two.ensure('d')])
    expect(left.kid).toBe(right.kid)
    for (const id of ['b', 'c', 'd']) expect(statesOf(one, id)).toEqual(['active'])
    expect(await place.store.list('keys')).toHaveLength(4)
  })

  test('a key that the other has just made can be revoked, though it signs by now', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    const prepared = await one.prepare('a')
    await two.tick()
    const { kid } = await one.renew('a')
    expect(kid).toBe(prepared.kid)
    expect(await two.revoke('a', kid)).toBe(true)
    expect(statesOf(two)).toEqual(['active', 'revoked', 'retired'])
    const { kid: another } = await one.renew('b')
    expect(await two.revoke('b', another)).toBe(true)
  })
})

describe('the timer', () => {
  test('never brings back what was changed while it was at work', async () => {
    const rings = await open()
    clock.advance({ hours: 1 })
    const { kid } = await rings.ensure('b')
    clock.advance({ hours: 23 })
    await Promise.all([rings.tick(), rings.revoke('b', kid)]) // the timer is busy with a, and has seen b before
    expect(statesOf(rings, 'a')).toEqual(['prepared', 'active'])
    expect(statesOf(rings, 'b')).toEqual(['active', 'revoked'])
    expect(rings.active('b')?.kid).not.toBe(kid)
  })

  test('turns the other rings though one has no room for another key', async () => {
    const rings = await open({ firstRings: ['a', 'b'], keepSeconds: 1_000_000 })
    for (let count = 1; count < MAX_KEYS_PER_RING; count++) await rings.renew('a')
    clock.advance({ seconds: 86_400 })
    await expect(rings.tick()).rejects.toThrow(TooManyKeys)
    expect(statesOf(rings, 'b')).toEqual(['prepared', 'active'])
  })
})

describe('a store that is away, for a process whose clock somebody moves', () => {
  test('is away for as long as it is by the clock of the machine', async () => {
    const machine = manualClock(0)
    const rings = await open({ machine })
    place.store.list = () => Promise.reject(new Error('away'))
    await expect(rings.tick()).rejects.toThrow('away')
    clock.advance({ days: 1 })
    expect(rings.awayMilliseconds()).toBe(0)
    machine.advance({ seconds: 3 })
    await expect(rings.look()).rejects.toThrow('away')
    expect(rings.awayMilliseconds()).toBe(3000)
  })

  test('a look takes over what others did, and makes no move', async () => {
    const [one, two] = [await open(), await open()]
    const { kid } = await one.renew('a')
    clock.advance({ days: 2 })
    await two.look()
    expect(two.active('a')?.kid).toBe(kid)
    expect(statesOf(two)).toEqual(['active', 'retired'])
    await two.tick()
    expect(statesOf(two)).not.toEqual(['active', 'retired'])
  })
})
