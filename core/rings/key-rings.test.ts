import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Algorithm } from '../token/algorithms.ts'
import { manualClock } from '../clock.ts'
import type { KeyRings } from './key-rings.ts'
import { openKeyRings } from './open-key-rings.ts'

/** One folder and one clock; rings are opened on them as often as a test likes, as after a restart. */
async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'key-ring-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const clock = manualClock('2026-11-22T12:00:00Z')
  const open = (algorithm: Algorithm = 'Ed25519', firstRings = ['servicea']) =>
    openKeyRings({ folder, firstRings, algorithm, keepSeconds: 60, clock })
  return { folder, clock, open }
}

const kidsOf = (rings: KeyRings, ringId = 'servicea') => rings.published(ringId).map(({ kid }) => kid)
const publishedKids = (rings: KeyRings) => rings.keySet().keys.map(({ kid }) => kid)
const keyFiles = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.json'))

describe('opening', () => {
  test('makes the first keys, once', async () => {
    const { folder, open } = await setUp()
    const rings = await open('Ed25519', ['serviceb', 'servicea'])
    expect(rings.ids()).toEqual(['servicea', 'serviceb'])
    expect(await keyFiles(folder)).toHaveLength(2)
    const again = await open('Ed25519', ['serviceb', 'servicea'])
    expect(again.active('servicea')?.kid).toBe(rings.active('servicea')?.kid)
    expect(await keyFiles(folder)).toHaveLength(2)
  })

  test('from two processes at once makes one key, and both have it', async () => {
    const { folder, open } = await setUp()
    const [one, two] = await Promise.all([open(), open()])
    expect(one.active('servicea')?.kid).toBe(two.active('servicea')?.kid)
    expect(await keyFiles(folder)).toHaveLength(1)
  })

  test('reports what does not belong there', async () => {
    const { folder, open } = await setUp()
    await writeFile(join(folder, 'notes.txt'), '')
    expect((await open()).leftAlone).toEqual([{ file: 'notes.txt', why: 'it does not belong here' }])
  })

  test('with another algorithm makes a new key and keeps the earlier one for its tokens', async () => {
    const { clock, open } = await setUp()
    const before = (await open('Ed25519')).active('servicea')
    clock.advance({ seconds: 1 })
    const rings = await open('ES256')
    expect(rings.active('servicea')?.algorithm).toBe('ES256')
    expect(kidsOf(rings)).toEqual([rings.active('servicea')?.kid, before?.kid])
    const again = await open('ES256')
    expect(kidsOf(again)).toEqual(kidsOf(rings))
  })
})

describe('ensuring a key', () => {
  test('never replaces one', async () => {
    const { clock, open } = await setUp()
    const rings = await open()
    const key = await rings.ensure('servicec')
    clock.advance({ hours: 1000 })
    expect(await rings.ensure('servicec')).toBe(key)
    expect(await (await open()).ensure('servicec')).toMatchObject({ kid: key.kid })
  })

  test('many times at once makes one key', async () => {
    const { folder, open } = await setUp()
    const rings = await open('Ed25519', [])
    const keys = await Promise.all(Array.from({ length: 20 }, () => rings.ensure('servicec')))
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
    expect(await keyFiles(folder)).toHaveLength(1)
  })

  test('knows nothing of a ring that nobody ensured', async () => {
    const { open } = await setUp()
    const rings = await open()
    expect(rings.active('servicec')).toBeUndefined()
    expect(rings.published('servicec')).toEqual([])
    for (const kid of [undefined, 'a-key']) {
      const selecting = rings.source('servicec').select({ kid, alg: 'Ed25519' })
      await expect(selecting).rejects.toMatchObject({ reason: 'unknown-key' })
    }
    expect(rings.ids()).toEqual(['servicea'])
  })
})

describe('renewing a key', () => {
  test('makes a new one that signs from now on', async () => {
    const { open } = await setUp()
    const rings = await open()
    const before = rings.active('servicea')
    const key = await rings.renew('servicea')
    expect(key.kid).not.toBe(before?.kid)
    expect(rings.active('servicea')).toBe(key)
    expect(await rings.ensure('servicea')).toBe(key)
  })

  test('keeps the earlier one for the life of its tokens, and not longer', async () => {
    const { folder, clock, open } = await setUp()
    const rings = await open()
    const before = rings.active('servicea')
    const hint = { kid: before?.kid, alg: 'Ed25519' } as const
    clock.advance({ hours: 5 }) // the age of the key itself does not matter
    const key = await rings.renew('servicea')
    clock.advance({ milliseconds: 59_999 })
    expect(kidsOf(rings)).toEqual([key.kid, before?.kid])
    expect(publishedKids(rings)).toEqual([key.kid, before?.kid])
    expect(await rings.source('servicea').select(hint)).toMatchObject({ kid: before?.kid })
    clock.advance({ milliseconds: 1 })
    expect(kidsOf(rings)).toEqual([key.kid])
    expect(publishedKids(rings)).toEqual([key.kid])
    await expect(rings.source('servicea').select(hint)).rejects.toMatchObject({ reason: 'unknown-key' })
    expect(kidsOf(await open())).toEqual([key.kid])
    await rings.renew('servicea')
    expect((await keyFiles(folder)).some((name) => name.includes(String(before?.kid)))).toBe(false)
  })

  test('keeps the order, newest first, though the clock stands still or goes back, and after a restart', async () => {
    const { clock, open } = await setUp()
    const rings = await open()
    const made = [rings.active('servicea')?.kid]
    for (let renewal = 0; renewal < 5; renewal++) {
      clock.advance({ milliseconds: renewal === 3 ? -2000.5 : 0 })
      made.unshift((await rings.renew('servicea')).kid)
    }
    expect(kidsOf(rings)).toEqual(made)
    expect(kidsOf(await open())).toEqual(made)
  })

  test('many times at once makes as many keys, and all of them are published', async () => {
    const { folder, open } = await setUp()
    const rings = await open()
    const keys = await Promise.all(Array.from({ length: 8 }, () => rings.renew('servicea')))
    expect(new Set(kidsOf(rings)).size).toBe(9)
    expect(rings.active('servicea')).toBe(keys.at(-1))
    expect(await keyFiles(folder)).toHaveLength(9)
  })

  test('leaves the other rings alone: their keys verify nothing of this one', async () => {
    const { open } = await setUp()
    const rings = await open('Ed25519', ['servicea', 'serviceb'])
    const other = rings.active('serviceb')
    await rings.renew('servicea')
    expect(rings.active('serviceb')).toBe(other)
    const selecting = rings.source('servicea').select({ kid: other?.kid, alg: 'Ed25519' })
    await expect(selecting).rejects.toMatchObject({ reason: 'unknown-key' })
    expect(publishedKids(rings)).toHaveLength(3)
  })
})
