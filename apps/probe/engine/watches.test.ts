import { expect, test } from 'vitest'
import { world } from './target.fixture.ts'
import { watchAll } from './watches.ts'

const PLAYED = { reading: { verdict: 'refused' } } as const

test.each<[string, number, number, boolean]>([
  ['one read is right', 1, 0.4, false],
  ['two at once are not', 2, 0.4, true],
  ['two are, where a second lies between', 2, 1.2, false],
  ['one for each token is not, however long it takes', 200, 20, true],
])('a flood of unknown key ids: %s', (_what, keySetReads, seconds, isFault) => {
  const scene = { world, attempt: { steps: [], tokens: [] }, played: PLAYED, visits: 0, keySetReads, seconds }
  const faults = watchAll(['one-key-set-read'], scene).filter(({ fault }) => fault !== undefined)
  expect(faults.length > 0).toBe(isFault)
})
