import { expect, test } from 'vitest'
import type { Mutant } from '../mutants/mutant.ts'
import { runMutants } from '../mutants/run-mutants.ts'
import { readProjectFile } from '../support/project-files.ts'

const file = 'core/rings/ring-id.ts'
const tests = ['core/rings/ring-id.test.ts']
const KILLED: Mutant = { file, tests, what: 'a', changes: [['{1,64}', '{1,65}']] }
const SURVIVES: Mutant = { file, tests, what: 'b', changes: [['a path, a shell or', 'a shell, a path or']] }
const NO_PROGRAM: Mutant = { file, tests, what: 'd', changes: [['export const MAIN_RING', 'export konst MAIN_RING']] }
const DOES_NOT_FIT: Mutant = { file, tests, what: 'c', changes: [['no such text', '']] }

async function run(mutants: Mutant[]) {
  const lines: string[] = []
  const isWell = await runMutants(mutants, (line) => lines.push(line))
  return { isWell, lines }
}

test(
  'each mutant has its line, one that survives spoils the run, and the project stays as it is',
  { timeout: 300_000 },
  async () => {
    const before = await readProjectFile(file)
    expect(await run([KILLED])).toEqual({
      isWell: true,
      lines: [`killed        ${file}: a (${tests[0]})`, expect.stringContaining('1 killed, 0 survived')],
    })
    const { isWell, lines } = await run([SURVIVES, DOES_NOT_FIT, KILLED, NO_PROGRAM])
    expect(isWell).toBe(false)
    expect(lines.slice(0, 4)).toEqual([
      `SURVIVED      ${file}: b (${tests[0]})`,
      expect.stringMatching(/^DOES NOT FIT .*no such text/),
      `killed        ${file}: a (${tests[0]})`,
      expect.stringMatching(/^DOES NOT FIT .*nothing of it can be loaded: ./),
    ])
    expect(await readProjectFile(file)).toBe(before)
  },
)

test('tests that fail without any mutant prove nothing', { timeout: 300_000 }, async () => {
  const { isWell, lines } = await run([{ ...KILLED, tests: ['tests/no-such.test.ts'] }])
  expect(isWell).toBe(false)
  expect(lines).toEqual([expect.stringMatching(/^Without any mutant/)])
})
