import { expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { consumerKeyFinder } from './consumer-keys.ts'

const [first, second] = await Promise.all([generateSigningKey('ES256', 1), generateSigningKey('ES256', 2)])

/** A factory that publishes what the test says, and somebody who asks it for keys. Waiting moves the clock. */
function openFinder() {
  const clock = waitingClock(1_000_000)
  const factory = { publishes: [first.publicJwk], isUp: true, asked: 0 }
  const find = consumerKeyFinder(
    async () => {
      factory.asked++
      if (!factory.isUp) throw new Error('nobody listens there')
      return { status: 200, text: JSON.stringify({ keys: factory.publishes }) }
    },
    'https://factory/keys/consumers/jwks',
    { machine: clock, patience: { fetch: 1000 } },
  )
  return { clock, factory, find, kidOf: async (kid?: string) => (await find(kid)).kid }
}

test('names of keys that there are none of cost one fetch a second, however many they are, and nobody waits long', async () => {
  const { clock, factory, kidOf } = openFinder()
  const strangers = Array.from({ length: 1000 }, (_, at) => kidOf(at % 2 ? `made-up-${at}` : undefined))
  const found = await Promise.allSettled(strangers)
  expect(new Set(found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])))).toEqual(new Set([first.kid])) // prettier-ignore
  expect(factory.asked).toBeLessThanOrEqual(1 + Math.ceil(clock.monotonic() / 1000))
  expect(clock.monotonic()).toBeLessThanOrEqual(1000)
})

test('a key that is known is found at once, also while strangers make up names', async () => {
  const { factory, kidOf } = openFinder()
  await kidOf(first.kid)
  factory.isUp = false
  expect(await kidOf(first.kid)).toBe(first.kid)
  expect(factory.asked).toBe(1)
  const strangers = Array.from({ length: 200 }, (_, at) => kidOf(`made-up-${at}`).catch(() => undefined))
  expect(await kidOf(first.kid)).toBe(first.kid)
  expect(await kidOf()).toBe(first.kid)
  await Promise.all(strangers)
})

test('a key that was made a moment ago is found, and one that went is not', async () => {
  const { factory, kidOf } = openFinder()
  expect(await kidOf(first.kid)).toBe(first.kid)
  factory.publishes = [second.publicJwk]
  expect(await kidOf(second.kid)).toBe(second.kid)
  expect(await kidOf(first.kid)).toBe(second.kid)
})

test('where the factory cannot be asked, nobody says that there is no such key', async () => {
  const { factory, kidOf } = openFinder()
  factory.isUp = false
  await expect(kidOf(first.kid)).rejects.toThrow('nobody listens there')
  factory.isUp = true
  expect(await kidOf(first.kid)).toBe(first.kid)
  factory.isUp = false
  await expect(kidOf('made-up')).rejects.toThrow('nobody listens there')
})
