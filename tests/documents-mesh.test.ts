import { expect, test } from 'vitest'
import { DECIDE_COMMAND } from '../apps/mesh/decide/run-decide.ts'
import { EXPLAIN_COMMAND } from '../apps/mesh/explain/run-explain.ts'
import { LINT_COMMAND } from '../apps/mesh/lint/run-lint.ts'
import { runMeshCommand } from '../apps/mesh/mesh-command.fixture.ts'
import { readProjectFile } from './support/project-files.ts'

const text = await readProjectFile('docs/mesh.md')
const firstBlock = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''
const FILES = { 'policies.yaml': firstBlock('yaml'), 'cases.json': firstBlock('json') }

test('the policies and the cases of docs/mesh.md decide, explain and lint as it says', async () => {
  const decided = await runMeshCommand(DECIDE_COMMAND, ['--cases', 'cases.json'], FILES)
  expect(decided.fault).toBe('')
  expect(decided.out).toContain('2 cases: all as expected.')
  expect(await runMeshCommand(LINT_COMMAND, ['policies.yaml'], FILES)).toMatchObject({ code: 0, fault: '' })
  expect((await runMeshCommand(EXPLAIN_COMMAND, ['policies.yaml'], FILES)).out).toContain('AuthorizationPolicy')
})
