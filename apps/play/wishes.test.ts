import { expect, test } from 'vitest'
import type { NumberedScenario } from '#scenarios'
import { readWishes } from './wishes.ts'

const lesson: NumberedScenario = {
  number: 6,
  title: 'The key changes',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'key-set',
  wishes: { emergency: 'the old key has leaked' },
  play: async () => ({}),
}

test('options become the query of the play', () => {
  expect(readWishes(['6'], { expired: 'serviceb', emergency: true }, [lesson]).query).toEqual({
    expired: 'serviceb',
    emergency: '1',
  })
})

test('who does not say which scenario sees all of them, with their wishes', () => {
  expect(() => readWishes([], {}, [lesson])).toThrow(/6 {2}The key changes\n +--emergency {2}the old key has leaked/)
})

test('a wish that the scenario does not know is not sent: it would look as if it had changed nothing', () => {
  expect(() => readWishes(['6'], { emergancy: true }, [lesson])).toThrow(
    /"emergancy"[\s\S]*--expired[\s\S]*--emergency/,
  )
})
