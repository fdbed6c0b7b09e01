import { expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { tripsOf } from './trips.ts'

const step = (who: string, verb: Step['verb'], what = '', to?: string): Step => ({
  who,
  verb,
  what,
  sentence: '',
  ms: 0,
  ...(to !== undefined && { to }),
})

const shown = (steps: Step[]) =>
  tripsOf(steps).map((trips) =>
    trips.map(({ from, to, carries, isBack }) => `${from}${isBack ? '⇠' : '→'}${to} ${carries}`),
  )

test('a token that was asked for comes back when its caller goes on, and goes along with the next call', () => {
  const steps = [
    step('a', 'plays'),
    step('a', 'asks', 'for a token for b', 'f'),
    step('f', 'signs', 'a token'),
    step('a', 'sends', 'the token', 'b'),
    step('b', 'asks', 'whether the token is good', 'f'),
    step('f', 'refuses', 'the token'),
    step('b', 'refuses', 'the token'),
    step('a', 'answers'),
  ]
  expect(shown(steps)).toEqual([
    [],
    ['a→f question'],
    [],
    ['f⇠a token', 'a→b token'],
    ['b→f token'],
    [],
    ['f⇠b answer'],
    ['b⇠a answer'],
  ])
})

test('two calls at once: both come back, whatever was told in between', () => {
  const steps = [
    step('a', 'sends', 'the token', 'b'),
    step('b', 'asks', 'whether the token is good', 'f'),
    step('a', 'sends', 'the token', 'c'),
    step('c', 'believes'),
    step('a', 'answers'),
  ]
  expect(shown(steps)).toEqual([
    ['a→b token'],
    ['b→f token'],
    ['f⇠b answer', 'b⇠a answer', 'a→c token'],
    [],
    ['c⇠a answer'],
  ])
})

test('a step that is missing trips nothing: nothing is made up', () => {
  expect(shown([step('a', 'asks', 'for a token', 'f'), step('x', 'checks'), step('f', 'signs')])).toEqual([
    ['a→f question'],
    [],
    [],
  ])
})
