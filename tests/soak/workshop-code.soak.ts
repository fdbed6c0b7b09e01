import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { WORKSHOP_STEPS } from '../../apps/console/workshop/tracks.ts'
import { PROJECT } from '../support/project-files.ts'

const run = promisify(execFile)

/** @param more a step, a file, and what is to stand in it in the place of what */
async function solved(...more: string[]): Promise<string[]> {
  const words = ['--import', './core/process/runtime.js', join('tests', 'fixtures', 'solved-steps', 'main.ts'), ...more]
  const { stdout } = await run(process.execPath, words, { cwd: PROJECT })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

test('with the code as it is, every solution ticks its step', async () => {
  expect((await solved()).toSorted()).toEqual(WORKSHOP_STEPS.map(({ id }) => id).toSorted())
})

test.each(WORKSHOP_STEPS.map(({ id, code }) => [id, code] as const))(
  '%s: where the line that decides says something else, its solution does not tick it',
  async (id, { file, find, instead }) => {
    expect(await solved(id, file, find, instead)).not.toContain(id)
  },
)
