import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { sureTime } from '#core/store/sure-time'
import { madeUpOrder } from './made-up-keys.fixture.ts'
import { createRegistry, type Registry } from './registry.ts'
import { stateOfKey } from './service-keys.ts'

const RACERS = 50

const refusals = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.type] : []))

/** What several factories that share a store promise together, for every backend. */
export function registryContract(name: string, open: () => Promise<{ stores: [Store, Store]; clock: Clock }>): void {
  describe(`the registry of two factories: ${name}`, () => {
    let stores: [Store, Store]
    let one: Registry
    let other: Registry
    let now: () => number
    beforeAll(async () => {
      const opened = await open()
      const { clock } = opened
      stores = opened.stores
      now = () => clock.now()
      const rules = { clock, sureNow: sureTime(clock), approval: 'first', graceSeconds: 600 } as const
      ;[one, other] = [createRegistry({ store: stores[0], ...rules }), createRegistry({ store: stores[1], ...rules })]
    })
    afterAll(() => Promise.all(stores.map((store) => store.close())))

    let services = 0
    const newService = () => `service-${++services}`
    const race = <Result>(act: (registry: Registry, racer: number) => Promise<Result>) =>
      Promise.allSettled(Array.from({ length: RACERS }, (_, racer) => act(racer % 2 ? one : other, racer)))
    const statesOf = async (service: string) => {
      const { keys } = await other.read(service)
      return Object.groupBy(keys, (key) => stateOfKey(key, now()))
    }

    test('of fifty who publish a key under one new name at once, exactly one is its first', async () => {
      const service = newService()
      const outcomes = await race((registry, racer) => registry.publish(service, madeUpOrder(`k${racer}`, now())))
      const { approved, pending, ...none } = await statesOf(service)
      expect([approved?.length, pending?.length, none]).toEqual([1, 5, {}])
      expect(new Set(refusals(outcomes))).toEqual(new Set(['too-many-keys']))
    })

    test('of fifty who bring one request at once, one changes something', async () => {
      const service = newService()
      await one.publish(service, madeUpOrder('k0', now()))
      const order = madeUpOrder('k1', now(), 'k0')
      const outcomes = await race((registry) => registry.publish(service, order))
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.hasChanged)).toHaveLength(1)
      expect(refusals(outcomes)).toEqual(Array(RACERS - 1).fill('invalid-input'))
    })

    test('of fifty successors that one key signs for at once, exactly one follows it', async () => {
      const service = newService()
      await one.publish(service, madeUpOrder('k0', now()))
      const outcomes = await race((registry, racer) =>
        registry.publish(service, madeUpOrder(`next${racer}`, now(), 'k0')),
      )
      const { approved, retired, ...none } = await statesOf(service)
      expect([approved?.length, retired?.length, none]).toEqual([1, 1, {}])
      expect(refusals(outcomes)).toEqual(Array(RACERS - 1).fill('key-refused'))
    })

    test('what a person decides at one is so at the other, at once', async () => {
      const service = newService()
      await one.publish(service, madeUpOrder('k0', now()))
      await other.publish(service, madeUpOrder('k1', now()))
      await one.approve(service, 'k1')
      expect((await statesOf(service)).approved).toHaveLength(2)
      await one.revoke(service, 'k0')
      expect((await statesOf(service)).revoked).toHaveLength(1)
      await expect(other.publish(service, madeUpOrder('k2', now(), 'k0'))).rejects.toMatchObject({
        type: 'key-refused',
      })
    })
  })
}
