import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { openKeyRings } from './open-key-rings.ts'
import { createKeyPublisher, createTurns } from './turns.ts'

/** Rings whose publisher fails as often as the test says; `published` has what came out, by key id. */
async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'publishing-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const clock = manualClock('2026-11-22T12:00:00Z')
  const published: (string | undefined)[][] = []
  const disk = { failures: 0 }
  const rings = await openKeyRings({
    folder,
    firstRings: ['servicea'],
    algorithm: 'Ed25519',
    keepSeconds: 60,
    lifetimeSeconds: 3600,
    publishAheadSeconds: 60,
    clock,
    async publish({ keys }) {
      if (disk.failures-- > 0) throw new Error('the disk is full')
      published.push(keys.map(({ kid }) => kid))
    },
  })
  return { folder, clock, rings, published, disk, before: rings.active('servicea')?.kid }
}

test('a key whose time is over is no longer published, though that failed at first; then its file goes, too', async () => {
  const { folder, clock, rings, disk, published, before = '' } = await setUp()
  const { kid } = await rings.renew('servicea')
  clock.advance({ seconds: 61 })
  disk.failures = 2 // each tick also tries to make up for what failed
  await expect(rings.tick()).rejects.toThrow('the disk is full')
  expect(published.at(-1)).toEqual([kid, before])
  await rings.tick()
  expect(published.at(-1)).toEqual([kid])
  expect((await readdir(folder)).filter((file) => file.endsWith('.json'))).toEqual([`servicea.${kid}.json`])
})

test('a clock that leaps ahead takes no key away for good: it is there again when the clock is set back', async () => {
  const { clock, rings, before } = await setUp()
  const { kid } = await rings.renew('servicea')
  const kids = () => rings.published('servicea').map((key) => key.kid)
  clock.set('2026-11-22T12:30:00Z')
  await rings.tick()
  await rings.tick()
  expect(kids()).toEqual([kid])
  clock.set('2026-11-22T12:00:10Z')
  expect(kids()).toEqual([kid, before])
})

describe('a key that could not be published does not sign', () => {
  test('not after a second failure either, nor after a third', async () => {
    const { rings, disk, published, before } = await setUp()
    disk.failures = 3
    for (let time = 0; time < 3; time++) {
      await expect(rings.renew('servicea')).rejects.toThrow('the disk is full')
      expect(rings.active('servicea')?.kid).toBe(before)
    }
    const { kid } = await rings.renew('servicea')
    expect(published.at(-1)).toEqual([kid, before])
  })

  test('not by way of ?prepare=1: what failed then is made up for when it is taken into use, or that fails too', async () => {
    const { rings, disk, published, before } = await setUp()
    disk.failures = 2
    await expect(rings.prepare('servicea')).rejects.toThrow('the disk is full')
    await expect(rings.renew('servicea')).rejects.toThrow('the disk is full')
    expect(rings.active('servicea')?.kid).toBe(before)
    const { kid } = await rings.renew('servicea')
    expect(published.at(-1)).toEqual([kid, before])
  })

  test('not by way of the timer, whose preparing failed and whose taking into use fails as well', async () => {
    const { clock, rings, disk, published, before } = await setUp()
    clock.advance({ seconds: 3540 })
    disk.failures = 3 // each tick also tries to make up for what failed
    await expect(rings.tick()).rejects.toThrow('the disk is full')
    clock.advance({ seconds: 60 })
    await expect(rings.tick()).rejects.toThrow('the disk is full')
    expect(rings.active('servicea')?.kid).toBe(before)
    await rings.tick()
    const kid = rings.active('servicea')?.kid
    expect(kid).not.toBe(before)
    expect(published.at(-1)).toEqual([kid, before])
  })

  test('nor the one that takes over from a revoked key: that one stays until then', async () => {
    const { rings, disk, before = '' } = await setUp()
    disk.failures = 2
    for (let time = 0; time < 2; time++) {
      await expect(rings.revoke('servicea', before)).rejects.toThrow('the disk is full')
      expect(rings.active('servicea')?.kid).toBe(before)
    }
    expect(await rings.revoke('servicea', before)).toBe(true)
    expect(rings.published('servicea').map(({ kid }) => kid)).not.toContain(before)
  })
})

/** Lets everything happen that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const keySetOf = (...kids: string[]) => ({ keys: kids.map((kid) => ({ kty: 'EC', kid })) })

describe('a publisher', () => {
  test('publishes again what failed, though the keys are the same; and not what came out', async () => {
    let failures = 2
    let times = 0
    const { publish } = createKeyPublisher(
      () => keySetOf('a'),
      async () => {
        times++
        if (failures-- > 0) throw new Error('the disk is full')
      },
    )
    await expect(publish()).rejects.toThrow('the disk is full')
    await expect(publish()).rejects.toThrow('the disk is full')
    await publish()
    await publish()
    expect(times).toBe(3)
  })

  test('publishes one set at a time, the newest last, whatever became of the one before', async () => {
    const events: string[] = []
    const kids = ['a']
    const doors: PromiseWithResolvers<void>[] = []
    const { publish } = createKeyPublisher(
      () => keySetOf(...kids),
      async ({ keys }) => {
        events.push(`begins ${keys.length}`)
        const door = Promise.withResolvers<void>()
        doors.push(door)
        await door.promise.finally(() => events.push(`ends ${keys.length}`))
      },
    )
    const first = publish()
    const second = publish()
    await settled()
    expect(events).toEqual(['begins 1'])
    kids.push('b')
    doors[0]?.reject(new Error('the disk is full'))
    await expect(first).rejects.toThrow('the disk is full')
    await settled()
    expect(events).toEqual(['begins 1', 'ends 1', 'begins 2'])
    doors[1]?.resolve()
    await second
  })
})

const fail = () => Promise.reject(new Error('no'))

test('a turn that failed, and a second one, keep nobody waiting', async () => {
  const inTurn = createTurns()
  const turns = [inTurn('a', fail), inTurn('a', fail), inTurn('a', async () => 'done')]
  const settled = await Promise.allSettled(turns)
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})

test('of two turns about the same thing the second begins when the first has ended; others do not wait', async () => {
  const inTurn = createTurns()
  const events: string[] = []
  const door = Promise.withResolvers<void>()
  const first = inTurn('a', async () => {
    await door.promise
    events.push('first')
  })
  const second = inTurn('a', async () => void events.push('second'))
  await inTurn('b', async () => void events.push('other'))
  door.resolve()
  await Promise.all([first, second])
  expect(events).toEqual(['other', 'first', 'second'])
})
