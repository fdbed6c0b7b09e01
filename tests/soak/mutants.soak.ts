import { expect, test } from 'vitest'
import { mutantsByRoom } from '../mutants/choose-mutants.ts'
import { MUTANTS } from '../mutants/mutants.ts'
import { runMutants } from '../mutants/run-mutants.ts'

// A test for each room: together they take hours, and what was found in one is told before the next begins.
test.each(mutantsByRoom(MUTANTS))(
  'no mutant of %s survives the tests that are named for it',
  async (_room, mutants) => {
    expect(await runMutants(mutants, (line) => console.log(line))).toBe(true)
  },
)
