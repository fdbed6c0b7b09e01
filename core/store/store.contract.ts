import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withinGrowingLimit } from '../../tests/support/growing-limit.ts'
import { untilDone } from '../../tests/support/until.ts'
import type { Clock, Duration } from '../clock.ts'
import type { Store } from './store.ts'
import { textContract } from './store-texts.contract.ts'

export interface OpenedStores {
  /** Two connections to one state; the same store twice where a backend has no connections. */
  stores: [Store, Store]
  /** The clock that expiry goes by. One that cannot be moved is waited for. */
  clock: Clock & { advance?(by: Duration): void }
}

const HOUR = 3_600_000
const SOON = 20
/** Long enough for two writes on a slow machine. */
const LATER = 500
const RACERS = 50

/** Every promise of Store, for every backend. */
export function storeContract(name: string, open: () => Promise<OpenedStores>): void {
  describe(`the store contract: ${name}`, () => {
    let one: Store
    let two: Store
    let clock: OpenedStores['clock']
    let spaces = 0
    /** Each test has a space of its own. */
    const newSpace = () => `space-${++spaces}`

    beforeAll(async () => {
      ;({
        stores: [one, two],
        clock,
      } = await open())
    })
    afterAll(async () => {
      await Promise.all([one.close(), two.close()])
      await one.close() // once more does no harm
    })

    /** Lets a short time pass, and waits for what is then true. */
    const soon = async (check: () => Promise<void>) => {
      clock.advance?.({ milliseconds: SOON })
      await untilDone('it is so', check)
    }

    describe('get and set', () => {
      test('a key that nobody has set is undefined', async () => {
        expect(await one.get(newSpace(), 'k')).toBeUndefined()
      })

      test('a value that one connection sets is what the other gets, and the last one stays', async () => {
        const space = newSpace()
        await one.set(space, 'k', 'first')
        expect(await two.get(space, 'k')).toBe('first')
        await two.set(space, 'k', 'second')
        expect(await one.get(space, 'k')).toBe('second')
      })

      test('a value lives until its expiry', async () => {
        const space = newSpace()
        await one.set(space, 'far', 'v', clock.now() + HOUR + 0.5)
        await one.set(space, 'near', 'v', clock.now() + SOON)
        await soon(async () => expect(await two.get(space, 'near')).toBeUndefined())
        expect(await two.get(space, 'far')).toBe('v')
        expect(await two.list(space)).toEqual([['far', 'v']])
      })

      test.each([0, -1, 1_000_000_000_000, 1.5])('a value that expired at %d is not there', async (expiresAt) => {
        const space = newSpace()
        await one.set(space, 'k', 'old')
        await one.set(space, 'k', 'v', expiresAt)
        expect(await two.get(space, 'k')).toBeUndefined()
        expect(await two.list(space)).toEqual([])
      })

      test('setting again replaces the expiry, and drops it when there is none', async () => {
        const space = newSpace()
        await one.set(space, 'kept', 'v', clock.now() + SOON)
        await one.set(space, 'kept', 'v')
        await one.set(space, 'shortened', 'v')
        await one.set(space, 'shortened', 'v', clock.now() + SOON)
        await soon(async () => expect(await two.get(space, 'shortened')).toBeUndefined())
        expect(await two.get(space, 'kept')).toBe('v')
      })

      test.each([Number.NaN, Infinity])('an expiry of %d is refused, and nothing is written', async (expiresAt) => {
        const space = newSpace()
        await expect(one.set(space, 'k', 'v', expiresAt)).rejects.toThrow(RangeError)
        await expect(one.add(space, 'k', 'v', expiresAt)).rejects.toThrow(RangeError)
        await expect(one.update(space, 'k', 'v', 'w', expiresAt)).rejects.toThrow(RangeError)
        expect(await one.get(space, 'k')).toBeUndefined()
      })
    })

    describe('add', () => {
      test('exactly one of fifty racers on two connections wins, and its value stands', async () => {
        const space = newSpace()
        const racers = Array.from({ length: RACERS }, (_, racer) =>
          (racer % 2 ? one : two).add(space, 'id', `racer ${racer}`, clock.now() + HOUR),
        )
        const wins = await Promise.all(racers)
        expect(wins.filter(Boolean)).toHaveLength(1)
        expect(await one.get(space, 'id')).toBe(`racer ${wins.indexOf(true)}`)
      })

      test('it changes neither the value nor the expiry of what is there', async () => {
        const space = newSpace()
        await one.set(space, 'k', 'first', clock.now() + SOON)
        await one.set(space, 'stays', 'first')
        expect(await two.add(space, 'stays', 'second', clock.now() + SOON)).toBe(false)
        await two.add(space, 'k', 'second') // refused, unless the machine was slow and the first has expired
        await soon(async () => expect(await one.get(space, 'k')).not.toBe('first'))
        expect(await one.get(space, 'stays')).toBe('first')
      })

      test('what has expired can be added again', async () => {
        const space = newSpace()
        expect(await one.add(space, 'k', 'first', clock.now() + SOON)).toBe(true)
        await soon(async () => expect(await two.add(space, 'k', 'second', clock.now() + HOUR)).toBe(true))
        expect(await one.get(space, 'k')).toBe('second')
      })

      test('what was deleted can be added again; what is expired from the start is added and gone', async () => {
        const space = newSpace()
        await one.add(space, 'k', 'first')
        await one.delete(space, 'k')
        expect(await two.add(space, 'k', 'second', clock.now() - HOUR)).toBe(true)
        expect(await two.add(space, 'k', 'third')).toBe(true)
      })
    })

    describe('update', () => {
      test('replaces what is expected, and nothing else', async () => {
        const space = newSpace()
        await one.set(space, 'k', 'a')
        expect(await two.update(space, 'k', 'b', 'c')).toBe(false)
        expect(await one.get(space, 'k')).toBe('a')
        expect(await two.update(space, 'k', 'a', 'c')).toBe(true)
        expect(await one.get(space, 'k')).toBe('c')
      })

      test('what is absent, deleted or expired cannot be updated, and does not come into being', async () => {
        const space = newSpace()
        await one.set(space, 'expired', 'a', clock.now() - HOUR)
        await one.set(space, 'deleted', 'a')
        await one.delete(space, 'deleted')
        for (const key of ['absent', 'expired', 'deleted']) expect(await two.update(space, key, 'a', 'b')).toBe(false)
        expect(await one.list(space)).toEqual([])
      })

      test('sets and clears the expiry', () =>
        withinGrowingLimit(LATER, async (later) => {
          const space = newSpace()
          const end = clock.now() + later
          await one.set(space, 'kept', 'a', end)
          expect(await one.update(space, 'kept', 'a', 'b')).toBe(true)
          await one.set(space, 'ends', 'a')
          expect(await one.update(space, 'ends', 'a', 'b', end)).toBe(true)
          clock.advance?.({ milliseconds: later })
          await soon(async () => expect(await two.get(space, 'ends')).toBeUndefined())
          expect(await two.get(space, 'kept')).toBe('b')
        }))

      test('a counter that fifty increment at once ends at fifty', async () => {
        const space = newSpace()
        await one.set(space, 'counter', '0')
        const increment = async (store: Store) => {
          for (;;) {
            const seen = (await store.get(space, 'counter')) ?? '0'
            if (await store.update(space, 'counter', seen, String(Number(seen) + 1))) return
          }
        }
        await Promise.all(Array.from({ length: RACERS }, (_, at) => increment(at % 2 ? one : two)))
        expect(await one.get(space, 'counter')).toBe(String(RACERS))
      })
    })

    describe('delete', () => {
      test('says whether there was something, and of fifty at once one hears yes', async () => {
        const space = newSpace()
        await one.set(space, 'k', 'v')
        await one.set(space, 'expired', 'v', clock.now() - HOUR)
        const answers = await Promise.all(
          Array.from({ length: RACERS }, (_, at) => (at % 2 ? one : two).delete(space, 'k')),
        )
        expect(answers.filter(Boolean)).toHaveLength(1)
        expect(await two.delete(space, 'expired')).toBe(false)
        expect(await one.get(space, 'k')).toBeUndefined()
      })
    })

    textContract(() => [one, two], newSpace)
  })
}
