import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { ringsForEachTest } from './test-rings.ts'

const { clock, place, open, keyFiles, statesOf } = ringsForEachTest()

describe('the timer', () => {
  test('prepares, takes into use, retires and forgets, and nobody is ever without a key', async () => {
    const rings = await open()
    const first = rings.active('a')
    clock.advance({ seconds: 86_400 - 60 })
    await rings.tick()
    expect(statesOf(rings)).toEqual(['prepared', 'active'])
    expect(rings.active('a')).toBe(first)
    expect(rings.keySet().keys).toHaveLength(2)
    clock.advance({ seconds: 60 })
    await rings.tick()
    expect(statesOf(rings)).toEqual(['active', 'retired'])
    expect(rings.active('a')?.kid).not.toBe(first?.kid)
    expect(rings.published('a')).toHaveLength(2)
    clock.advance({ seconds: 3600 })
    expect(rings.published('a')).toHaveLength(1)
    await rings.tick()
    expect(statesOf(rings)).toEqual(['active'])
    expect(await keyFiles()).toHaveLength(1)
  })

  test('turns several rings independently', async () => {
    const rings = await open()
    clock.advance({ hours: 1 })
    await rings.ensure('b')
    clock.advance({ hours: 22, minutes: 59 })
    await rings.tick()
    expect(statesOf(rings, 'a')).toEqual(['prepared', 'active'])
    expect(statesOf(rings, 'b')).toEqual(['active'])
  })
})

describe('by call', () => {
  test('a prepared key is published and does not sign; the next renewal takes it into use', async () => {
    const rings = await open()
    const active = rings.active('a')
    const prepared = await rings.prepare('a')
    expect(rings.active('a')).toBe(active)
    expect(rings.keySet().keys.map(({ kid }) => kid)).toContain(prepared.kid)
    expect(await rings.prepare('a')).toBe(prepared)
    expect((await rings.renew('a')).kid).toBe(prepared.kid)
  })

  test('revoking takes a key out at once, its file too, and tells its tokens from unknown ones', async () => {
    const rings = await open()
    const first = rings.active('a')
    expect(await rings.revoke('a', first?.kid ?? '')).toBe(true)
    expect(statesOf(rings)).toEqual(['active', 'revoked'])
    expect(rings.keySet().keys).toHaveLength(1)
    expect(await keyFiles()).toHaveLength(1)
    const source = rings.source('a')
    await expect(source.select({ kid: first?.kid, alg: 'ES256' })).rejects.toMatchObject({ reason: 'revoked-key' })
    await expect(source.select({ kid: 'nobody', alg: 'ES256' })).rejects.toMatchObject({ reason: 'unknown-key' })
  })

  test('revoking an unknown key says so, and twice is as good as once', async () => {
    const rings = await open()
    const kid = rings.active('a')?.kid ?? ''
    expect(await rings.revoke('a', 'nobody')).toBe(false)
    expect(await rings.revoke('a', kid)).toBe(true)
    expect(await rings.revoke('a', kid)).toBe(true)
    expect(statesOf(rings)).toEqual(['active', 'revoked'])
  })

  test('a new key is published before it signs', async () => {
    const seen: (string | undefined)[][] = []
    let active: string | undefined
    const rings = await open({
      publish: async ({ keys }) => void seen.push([active, ...keys.map(({ kid }) => kid)]),
    })
    active = rings.active('a')?.kid
    seen.length = 0
    const next = await rings.renew('a')
    expect(seen[0]).toEqual([active, next.kid, active])
  })
})

describe('a restart', () => {
  test('keeps every state', async () => {
    const rings = await open()
    await rings.renew('a')
    await rings.prepare('a')
    const before = rings.entries('a')
    expect((await open()).entries('a')).toEqual(before)
    expect((await open()).leftAlone).toEqual([])
  })

  test('after a kill in the middle of a revocation resurrects no key', async () => {
    const rings = await open()
    const first = rings.active('a')
    const [file = ''] = await keyFiles()
    const text = await readFile(join(place.folder, file), 'utf8')
    await rings.revoke('a', first?.kid ?? '')
    await writeFile(join(place.folder, file), text) // as if the deletion had not come to pass
    const again = await open()
    expect(again.published('a').map(({ kid }) => kid)).not.toContain(first?.kid)
    expect(await keyFiles()).not.toContain(file)
  })

  test('after a kill in the middle of making a key leaves that key unused and names its file', async () => {
    const rings = await open()
    const before = rings.entries('a')
    const other = await open({ store: createMemoryStore(clock) })
    const stray = await other.renew('a') // saved, but unknown to the store of the first
    const again = await open()
    expect(again.entries('a')).toEqual(before)
    expect(again.leftAlone).toEqual([
      { file: `a.${stray.kid}.json`, why: expect.stringContaining('its ring does not know it') },
    ])
  })

  test('without its active key makes another one', async () => {
    const rings = await open()
    const [file = ''] = await keyFiles()
    await writeFile(join(place.folder, file), 'damaged')
    const again = await open()
    expect(again.active('a')?.kid).not.toBe(rings.active('a')?.kid)
    expect(again.leftAlone).toHaveLength(1)
    expect(await keyFiles()).toContain(file)
  })

  test('names each key whose file is gone, for its tokens are refused', async () => {
    const rings = await open()
    const [before] = rings.entries('a')
    await rings.renew('a')
    for (const file of await keyFiles()) await rm(join(place.folder, file))
    const again = await open()
    const kids = [...rings.entries('a')].map(({ kid, state }) => [`a.${kid}.json`, expect.stringContaining(state)])
    expect(again.lost.map(({ file, why }) => [file, why])).toEqual(kids)
    expect(again.entries('a').map(({ kid }) => kid)).not.toContain(before?.kid)
    expect((await open()).lost).toEqual([])
  })

  test('with another algorithm gets a key for it, and keeps the earlier one', async () => {
    await open()
    const rings = await open({ algorithm: 'EdDSA' })
    expect(rings.active('a')?.algorithm).toBe('EdDSA')
    expect(statesOf(rings)).toEqual(['active', 'retired'])
  })

  test('with a store that knows nothing follows the files: the newest signs', async () => {
    const rings = await open()
    clock.advance({ seconds: 1 })
    const newest = await rings.renew('a')
    const again = await open({ store: createMemoryStore(clock) })
    expect(again.active('a')?.kid).toBe(newest.kid)
    expect(statesOf(again)).toEqual(['active', 'retired'])
  })
})

test('a write that was cut short leaves nothing for ever: the next start removes it, and has nothing to report', async () => {
  const left = await leaveBehind(place.folder, 'a.kid.json', clock)
  expect((await open()).leftAlone).toEqual([])
  expect(await readdir(place.folder)).not.toContain(left)
})

test('a key file that goes while its process runs is told, and the key works on', async () => {
  const rings = await open()
  expect(await rings.gone()).toEqual([])
  const [file = ''] = await keyFiles()
  await rm(join(place.folder, file))
  expect(await rings.gone()).toEqual([{ file, why: expect.stringContaining('gone') }])
  expect(rings.active('a')).toBeDefined()
})
