import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createHeldTokens, HELD_LIMITS } from './held-tokens.ts'
import { createTraces } from './recorder.ts'

const clock = manualClock(0)
const token = (text: string) => ({ who: 'servicea', what: 'a token', token: text })
const textsOf = (held: ReturnType<typeof createHeldTokens>, traceId: string) =>
  held.get(traceId).map(({ token: text }) => text)

test('holds the tokens of a play in their order, and those of no other', () => {
  const held = createHeldTokens(clock)
  held.hold('one', token('a'))
  held.hold('two', token('x'))
  held.hold('one', token('b'))
  expect(textsOf(held, 'one')).toEqual(['a', 'b'])
  expect(held.get('nobody')).toEqual([])
})

test('forgets a play after its time, also when nobody asks for it', () => {
  const held = createHeldTokens(clock)
  held.hold('old', token('a'))
  clock.advance({ seconds: HELD_LIMITS.seconds - 1 })
  expect(textsOf(held, 'old')).toEqual(['a'])
  clock.advance({ seconds: 1 })
  held.hold('new', token('b'))
  expect(held.size).toBe(Buffer.byteLength(JSON.stringify(token('b'))))
  expect(held.get('old')).toEqual([])
})

test('holds so many plays, tokens of one and bytes at the most', () => {
  const held = createHeldTokens(clock)
  for (let play = 0; play < 1000; play++) held.hold(`play ${play}`, token('a'))
  expect(held.get('play 979')).toEqual([])
  expect(textsOf(held, 'play 980')).toEqual(['a'])

  for (let count = 0; count < 1000; count++) held.hold('many', token('a'))
  expect(held.get('many')).toHaveLength(HELD_LIMITS.tokens)

  for (let play = 0; play < 200; play++) held.hold(`large ${play}`, token('x'.repeat(100_000)))
  expect(held.size).toBeLessThanOrEqual(HELD_LIMITS.bytes)
  held.hold('huge', token('x'.repeat(HELD_LIMITS.bytes)))
  expect(held.get('huge')).toEqual([])
})

test('a recorder holds only for a play that asked for it, and no step has a token', () => {
  const traces = createTraces('servicea', clock)
  const signed = { what: 'a token', token: 'eyJ.eyJ.raw' }
  traces.record('asked', undefined, true).hold(signed)
  traces.record('not', undefined).hold(signed)
  expect(traces.held.get('asked')).toEqual([{ who: 'servicea', ...signed }])
  expect(traces.held.get('not')).toEqual([])
  expect(traces.json('asked')).not.toContain('raw')
})
