import { expect, test } from 'vitest'
import { MUTANTS } from '../mutants/mutants.ts'
import { runMutants } from '../mutants/run-mutants.ts'

test('no mutant survives the tests that are named for it', async () => {
  const lines: string[] = []
  const isWell = await runMutants(MUTANTS, (line) => lines.push(line))
  expect(isWell, lines.join('\n')).toBe(true)
})
