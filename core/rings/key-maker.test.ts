import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { generateSigningKey } from '../keys/signing-key.ts'
import { createKeyMaker, MAX_WAITING_KEYS } from './key-maker.ts'

test.each(['ES256', 'RS256'] as const)(
  'every %s key is a new one, also when many are wanted at once',
  async (algorithm) => {
    const maker = createKeyMaker(manualClock(0))
    const keys = await Promise.all([maker.make(algorithm), maker.make(algorithm), maker.make(algorithm)])
    const last = await maker.make(algorithm)
    expect(new Set([...keys, last].map(({ kid }) => kid)).size).toBe(4)
    expect(keys.every((key) => key.algorithm === algorithm)).toBe(true)
  },
)

test('an RSA key waits for whoever wants the next one', async () => {
  const clock = manualClock(1000)
  const maker = createKeyMaker(clock)
  await maker.make('RS256') // from here on one is ready
  clock.advance({ seconds: 60 })
  expect((await maker.make('RS256')).createdAt).toBe(1000)
  expect((await maker.make('RS256')).createdAt).toBe(61_000)
})

/** A maker whose keys are done when the test says so. */
async function slowMaker() {
  const key = await generateSigningKey('ES256', 0)
  const begun: (() => void)[] = []
  const generate = () => new Promise<typeof key>((resolve) => begun.push(() => resolve(key)))
  return { maker: createKeyMaker(manualClock(0), generate), begun }
}

/** Until promises that have been kept have been heard of. */
const heard = () => new Promise((resolve) => setImmediate(resolve))

test('at the start, when there is nothing else to do, all that are wanted are made at once, and then the one beforehand', async () => {
  const { maker, begun } = await slowMaker()
  for (let wanted = 0; wanted < 4; wanted++) void maker.make('RS256')
  expect(begun).toHaveLength(4)
  begun[0]?.()
  await heard()
  expect(begun).toHaveLength(5)
})

test('later two are made at once, and the others in the order in which they were wanted', async () => {
  const { maker, begun } = await slowMaker()
  maker.leaveRoom()
  const done: number[] = []
  const all = Array.from({ length: 5 }, (_, index) => maker.make('RS256').then(() => done.push(index)))
  for (let next = 0; next < all.length; next++) {
    expect(begun).toHaveLength(next + 2) // in the end nobody waits: one is made beforehand
    begun[next]?.()
    await heard()
    expect(done).toHaveLength(next + 1)
  }
  await Promise.all(all)
  expect(done).toEqual([0, 1, 2, 3, 4])
})

test('when too many wait, the next is told at once, and there is room again when one is done', async () => {
  const { maker, begun } = await slowMaker()
  maker.leaveRoom()
  const all = Array.from({ length: 2 + MAX_WAITING_KEYS }, () => maker.make('RS256'))
  const refused = maker.make('RS256').catch((error: unknown) => error)
  expect(await Promise.race([refused, heard()])).toBeInstanceOf(KeysUnavailable)
  begun[0]?.()
  await all[0]
  all.push(maker.make('RS256'))
  for (let next = 1; next < all.length; next++) {
    begun[next]?.()
    await heard()
  }
  await expect(Promise.all(all)).resolves.toHaveLength(3 + MAX_WAITING_KEYS)
})

test('keys of several algorithms share the room: two that take long are made at once', async () => {
  const { maker, begun } = await slowMaker()
  maker.leaveRoom()
  const all = [maker.make('RS256'), maker.make('PS512'), maker.make('RS384'), maker.make('ES256')]
  expect(begun).toHaveLength(3) // and the one that takes no time
  for (let next = 0; next < begun.length; next++) {
    begun[next]?.()
    await heard()
  }
  await Promise.all(all)
  expect(begun).toHaveLength(7) // and one of each that takes long is made beforehand
})
