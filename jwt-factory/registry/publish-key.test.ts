import { describe, expect, test } from 'vitest'
import { approveKey, deleteKey, revokeServiceKey } from './decide-on-key.ts'
import { madeUpOrder } from './made-up-keys.fixture.ts'
import { publishKey, type Approval } from './publish-key.ts'
import { stateOfKey, tidyService, UNKNOWN_SERVICE, type Service } from './service-keys.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const MINUTE = 60_000

const rules = (now = NOW, approval: Approval = 'first') => ({ approval, graceSeconds: 600, now })
const publish = (service: Service, kid: string, by = kid, now = NOW) =>
  publishKey(service, madeUpOrder(kid, now, by), rules(now)) ?? service
const statesAt = ({ keys }: Service, now = NOW) => keys.map((key) => `${key.kid} ${stateOfKey(key, now)}`)
const FULL = expect.objectContaining({ type: 'too-many-keys', headers: { 'retry-after': expect.any(String) } })

const first = publish(UNKNOWN_SERVICE, 'k0')

describe('keys that wait', () => {
  const waiting = ['a', 'b', 'c', 'd', 'e'].reduce((service, kid) => publish(service, kid), first)

  test('have five places: with more, whoever comes is told to wait, and the first makes room after ten minutes', () => {
    expect(() => publish(waiting, 'f')).toThrow(FULL)
    expect(() => publish(waiting, 'f', 'f', NOW + 10 * MINUTE - 1)).toThrow(FULL)
    expect(statesAt(publish(waiting, 'f', 'f', NOW + 10 * MINUTE)).filter((text) => text.includes('pending'))).toEqual(
      ['f', 'e', 'd', 'c', 'b'].map((kid) => `${kid} pending`),
    )
  })

  test('take no place from the key that an approved one signs for', () => {
    expect(statesAt(publish(waiting, 'k1', 'k0'))[0]).toBe('k1 approved')
    const order = madeUpOrder('k1', NOW, 'k0')
    expect(statesAt(publishKey(waiting, order, rules(NOW, 'all')) ?? first)[0]).toBe('k1 pending')
  })
})

/** A stranger can do so as often as there is time. */
const comeAndGo = (service: Service, kid: string) =>
  deleteKey(publish(service, kid), { ...madeUpOrder(kid, NOW), signedBy: kid }, NOW)

describe('requests of one service', () => {
  const flooded = Array.from({ length: 300 }).reduce<Service>((service, _, at) => comeAndGo(service, `x${at}`), first)

  test('by keys that wait are remembered up to a bound, and keep nobody from a rotation', () => {
    expect(flooded.spent).toHaveLength(50)
    expect(statesAt(publish(flooded, 'k1', 'k0'))[0]).toBe('k1 approved')
    expect(statesAt(publish(flooded, 'next'))[0]).toBe('next pending')
  })

  test('by approved keys are remembered all, and the hundred and first within their life has to wait', () => {
    let service: Service = first
    for (let at = 0; at < 100; at++) service = publish(service, `k${at + 1}`, `k${at}`)
    expect(() => publish(service, 'k101', 'k100')).toThrow(FULL)
    const later = NOW + 301_000
    expect(statesAt(publish(tidyService(service, later), 'k101', 'k100', later), later)[0]).toBe('k101 approved')
  })

  test('that were made before are refused, whatever has become of the keys', () => {
    const order = madeUpOrder('k1', NOW, 'k0')
    const rotated = publishKey(first, order, rules()) ?? first
    const gone = revokeServiceKey(rotated, 'k1', NOW) ?? rotated
    for (const service of [rotated, gone, tidyService(gone, NOW)])
      expect(() => publishKey(service, order, rules())).toThrow(expect.objectContaining({ type: 'invalid-input' }))
  })
})

describe('what is forgotten', () => {
  test('is all but the last twenty keys that are over, and of these all but the id', () => {
    let service: Service = first
    for (let at = 0; at < 60; at++) {
      const now = NOW + at * 20 * MINUTE
      service = tidyService(publish(service, `k${at + 1}`, `k${at}`, now), now)
    }
    const now = NOW + 60 * 20 * MINUTE
    service = tidyService(service, now)
    expect(service.keys).toHaveLength(21)
    expect(service.keys.filter(({ document }) => document)).toHaveLength(1)
  })

  test('is no key that may live again when a clock is set back', () => {
    const next = publish(first, 'k1', 'k0')
    expect(tidyService(next, NOW).keys.every(({ document }) => document)).toBe(true)
  })
})

test('of two keys that wait to replace the same one, the second that a person approves stands beside the first', () => {
  const waiting = ['k1', 'k2'].reduce(
    (service, kid) => publishKey(service, madeUpOrder(kid, NOW, 'k0'), rules(NOW, 'all')) ?? service,
    first,
  )
  const one = approveKey(waiting, 'k1', rules()) ?? waiting
  const both = approveKey(one, 'k2', rules()) ?? one
  expect(statesAt(both)).toEqual(['k2 approved', 'k1 approved', 'k0 retired'])
})

test.each([
  [60, 60],
  [0, 0],
  [86_400, 600],
])('whoever replaces a key says for how long it can be read: %i s of 600 s are %i s', (graceSeconds, seconds) => {
  const service = publishKey(first, { ...madeUpOrder('k1', NOW, 'k0'), graceSeconds }, rules()) ?? first
  const lastOf = (now: number) => statesAt(service, now).at(-1)
  if (seconds > 0) expect(lastOf(NOW + seconds * 1000 - 1)).toBe('k0 retired')
  expect(lastOf(NOW + seconds * 1000)).not.toBe('k0 retired')
})
