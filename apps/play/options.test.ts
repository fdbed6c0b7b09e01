import { expect, test } from 'vitest'
import type { NumberedScenario } from '#scenarios'
import { readPlayOptions } from './options.ts'

const lesson: NumberedScenario = {
  number: 6,
  title: 'The key changes',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'key-set',
  variants: { emergency: 'the old key has leaked' },
  play: async () => ({}),
}

test('options become the query of the play', () => {
  expect(readPlayOptions(['6', '--expired=serviceb', '--emergency'], [lesson]).query).toEqual({
    expired: 'serviceb',
    emergency: '1',
  })
})

test('who does not say which scenario sees all of them, with their variants', () => {
  expect(() => readPlayOptions([], [lesson])).toThrow(/6 {2}The key changes\n +--emergency {2}the old key has leaked/)
})

test('a variant that the scenario does not have is not sent: it would look as if it had changed nothing', () => {
  expect(() => readPlayOptions(['6', '--emergancy'], [lesson])).toThrow(/"emergancy"[\s\S]*--expired[\s\S]*--emergency/)
})
