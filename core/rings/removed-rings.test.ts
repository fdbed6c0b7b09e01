import { describe, expect, test } from 'vitest'
import type { Store } from '../store/store.ts'
import { ringsForEachTest } from './test-rings.ts'

const { clock, place, open, keyFiles, statesOf } = ringsForEachTest()
const sealed = { sealWith: 'a secret that is not in the store' }

type Moment = 'listed' | 'read' | 'saved'

/** A store that lets something happen once, right after rings were listed, one was read, or a key was put there. */
function interrupted(store: Store) {
  const next: Partial<Record<Moment, () => Promise<unknown>>> = {}
  const happen = async (when: Moment) => {
    const { [when]: happens } = next
    delete next[when]
    await happens?.()
  }
  const opened: Store = {
    ...store,
    async list(space) {
      const found = await store.list(space)
      if (space === 'rings') await happen('listed')
      return found
    },
    async get(space, key) {
      const found = await store.get(space, key)
      if (space === 'rings') await happen('read')
      return found
    },
    async set(space, ...rest) {
      await store.set(space, ...rest)
      if (space === 'keys') await happen('saved')
    },
  }
  return { store: opened, next }
}

const stored = async () => (await place.store.list('rings')).map(([ringId]) => ringId)

describe('a ring that was taken away stays away', () => {
  test('when the timer has listed it before', async () => {
    const { store, next } = interrupted(place.store)
    const rings = await open({ store })
    await rings.ensure('b')
    next.listed = () => rings.remove('b')
    await rings.tick()
    expect(next.listed).toBeUndefined()
    expect(rings.ids()).toEqual(['a'])
    expect(await stored()).toEqual(['a'])
    expect(await keyFiles()).toHaveLength(1)
  })

  test('when the timer of another process has listed it before', async () => {
    const one = await open(sealed)
    const { store, next } = interrupted(place.store)
    const two = await open({ ...sealed, store })
    await one.ensure('b')
    await two.tick()
    expect(two.ids()).toEqual(['a', 'b'])
    next.listed = () => one.remove('b')
    await two.tick()
    expect(two.ids()).toEqual(['a'])
    expect(await stored()).toEqual(['a'])
    expect(await place.store.list('keys')).toHaveLength(1)
  })

  test('when the timer of another process is making its next key', async () => {
    const alone = { ...sealed, firstRings: ['b'] }
    const one = await open(alone)
    const { store, next } = interrupted(place.store)
    const two = await open({ ...alone, store })
    clock.advance({ seconds: 86_400 })
    next.saved = () => one.remove('b')
    await two.tick()
    expect(next.saved).toBeUndefined()
    expect(two.ids()).toEqual([])
    expect(await stored()).toEqual([])
    expect(await place.store.list('keys')).toEqual([])
  })

  test('when another process takes out a key of it, that it still knows', async () => {
    const one = await open(sealed)
    const { kid } = await one.ensure('b')
    const two = await open(sealed)
    await one.remove('b')
    expect(await two.revoke('b', kid)).toBe(false)
    expect(two.ids()).toEqual(['a'])
    expect(await stored()).toEqual(['a'])
  })

  test('when another process is taking out a key of it', async () => {
    const one = await open(sealed)
    const { kid } = await one.ensure('b')
    const { store, next } = interrupted(place.store)
    const two = await open({ ...sealed, store })
    next.saved = () => one.remove('b')
    expect(await two.revoke('b', kid)).toBe(false)
    expect(next.saved).toBeUndefined()
    expect(await stored()).toEqual(['a'])
  })

  test('with every key of it, also one that another process has made since it was looked at', async () => {
    const alone = { ...sealed, firstRings: ['b'] }
    const { store, next } = interrupted(place.store)
    const one = await open({ ...alone, store })
    const two = await open(alone)
    clock.advance({ seconds: 86_400 })
    next.read = () => two.tick()
    expect(await one.remove('b')).toBe(true)
    expect(statesOf(two, 'b')).toEqual(['prepared', 'active'])
    expect(await stored()).toEqual([])
    expect(await place.store.list('keys')).toEqual([])
    expect(await one.remove('b')).toBe(false)
  })

  test('until somebody asks for a key of it', async () => {
    const one = await open(sealed)
    const two = await open(sealed)
    const { kid } = await one.ensure('b')
    await two.tick()
    await one.remove('b')
    await two.tick()
    expect((await two.ensure('b')).kid).not.toBe(kid)
    await one.remove('b')
    await expect(two.renew('b')).resolves.toBeDefined()
    expect(await stored()).toEqual(['a', 'b'])
  })
})
