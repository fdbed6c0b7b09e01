import { expect, test } from 'vitest'
import type { Recording } from './recorder.ts'
import { gapsIn, tellStory } from './story.ts'

const step = (who: string, id: string, ms = 0) => ({ id, who, verb: 'asks' as const, what: id, sentence: id, ms })
const recording = (parentId: string | undefined, ...steps: ReturnType<typeof step>[]): Recording => ({
  parentId,
  steps,
})
const orderOf = (story: { what: string }[]) => story.map(({ what }) => what)

test('what a call caused stands behind the call, whatever the clocks say', () => {
  const first = recording(undefined, step('a', 'ask', 5), step('a', 'send', 9))
  const story = tellStory(first, {
    b: [recording('send', step('b', 'check', 0), step('b', 'believe', 1))],
    factory: [recording('ask', step('factory', 'sign', 0))],
    a: [first],
  })
  expect(orderOf(story)).toEqual(['ask', 'sign', 'send', 'check', 'believe'])
})

test('milliseconds count from the beginning of the play', () => {
  const first = recording(undefined, step('a', 'send', 5))
  const story = tellStory(first, { b: [recording('send', step('b', 'check', 2.5))] })
  expect(story.map(({ ms }) => ms)).toEqual([5, 7.5])
})

test('effects of effects are nested', () => {
  const first = recording(undefined, step('a', 'send'), step('a', 'answer'))
  const story = tellStory(first, {
    b: [recording('send', step('b', 'ask'), step('b', 'believe'))],
    c: [recording('ask', step('c', 'verify'))],
  })
  expect(orderOf(story)).toEqual(['send', 'ask', 'verify', 'believe', 'answer'])
})

test('span ids are not part of the story', () => {
  const [told] = tellStory(recording(undefined, step('a', 'x')), {})
  expect(told).not.toHaveProperty('id')
})

test('steps of somebody else who used the same trace id are left out', () => {
  const first = recording(undefined, step('a', 'send'))
  const story = tellStory(first, { b: [recording('unknown', step('b', 'foreign'))], a: [first] })
  expect(orderOf(story)).toEqual(['send'])
})

test('a recording that claims to be its own cause is told once', () => {
  const first = recording('send', step('a', 'send'))
  expect(orderOf(tellStory(first, { a: [first] }))).toEqual(['send'])
})

const called = (id: string, to: string) => ({ ...step('a', id), verb: 'sends' as const, to })
const asked: Recording = { parentId: undefined, steps: [called('ask', 'factory'), called('send', 'b')] }
const ALL = {
  a: [asked],
  factory: [recording('ask', step('factory', 'sign'))],
  b: [recording('send')],
}

test('nothing is missing where each call has left something, if only that it came', () => {
  expect(gapsIn(asked, ALL)).toEqual(new Set())
  expect(gapsIn(asked, { ...ALL, b: [...ALL.b, { ...recording('of others'), isLast: true }] })).toEqual(new Set())
})

test.each<[string, Record<string, Recording[]>, string[]]>([
  ['keeps nothing', { ...ALL, b: [] }, ['b']],
  ['cannot be asked', { a: ALL.a, factory: ALL.factory }, ['b']],
  ['has no room after another play', { ...ALL, b: [{ ...recording('of others'), isLast: true }] }, ['b']],
  ['is cut', { ...ALL, b: [{ ...recording('send'), isCut: true }] }, ['b']],
  ['is the only one with room', { a: [asked], b: ALL.b, factory: [] }, ['factory']],
])('what is missing is told by its name: whoever %s', (_how, recordings, names) => {
  expect(gapsIn(asked, recordings)).toEqual(new Set(names))
})

test('of whoever has recorded only what others caused, nothing is known to be missing', () => {
  expect(gapsIn(asked, { ...ALL, b: [recording('of others'), recording('send')] })).toEqual(new Set())
  expect(gapsIn(asked, { ...ALL, b: [recording('of others')] }), 'a call that never arrived').toEqual(new Set())
})

test('the beginning itself may be cut', () => {
  const cut: Recording = { ...asked, isCut: true }
  expect(gapsIn(cut, { ...ALL, a: [cut] })).toEqual(new Set(['a']))
})

test('whoever is asked on behalf of many has nothing of this trace, and nothing is missing', () => {
  const first: Recording = { parentId: undefined, steps: [{ ...step('a', 'keys'), to: 'factory' }] }
  expect(gapsIn(first, { a: [first], factory: [] })).toEqual(new Set())
})
