import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { FactoryKeys } from './factory-keys.ts'
import { oncePerPlay, PLAY_KEYS } from './keys-of-play.ts'

function open() {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const opened: (string | undefined)[] = []
  const keysOf = oncePerPlay((ringId) => {
    opened.push(ringId)
    return {} as FactoryKeys // as a thing to be told from others
  }, clock)
  return { clock, opened, keysOf }
}

test('within a play the keys are kept, for each ring and for the issuer', () => {
  const { opened, keysOf } = open()
  const keys = keysOf('one', 'servicea')
  expect(keysOf('one', 'servicea')).toBe(keys)
  expect(keysOf('one')).not.toBe(keys)
  expect(keysOf('two', 'servicea')).not.toBe(keys)
  expect(opened).toEqual(['servicea', undefined, 'servicea'])
})

test('whoever makes up plays does not get keys of their own for all of them', () => {
  const { clock, opened, keysOf } = open()
  const flood = () => {
    for (let at = 0; at < 1000; at++) {
      try {
        keysOf(`play ${opened.length}`)
      } catch (error) {
        expect(error).toMatchObject({ type: 'too-many-requests', headers: { 'retry-after': '10' } })
      }
    }
  }
  flood()
  expect(opened).toHaveLength(PLAY_KEYS.most)
  expect(() => keysOf('play 0')).not.toThrow()
  clock.advance({ milliseconds: PLAY_KEYS.time })
  flood()
  expect(opened).toHaveLength(2 * PLAY_KEYS.most)
})
