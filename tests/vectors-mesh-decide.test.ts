import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DECIDE_COMMAND } from '../apps/mesh/decide/run-decide.ts'
import { runIn } from '../apps/mesh/mesh-command.fixture.ts'
import { PROJECT } from './support/project-files.ts'

const VECTORS = join(PROJECT, 'tests/vectors/istio')

// Every row of both files, those of plain TCP and of gateways too: none is left out. Tokens are verified with their keys.

test.each([
  ['authz-cases.json', 341],
  ['requestauthn-cases.json', 33],
])('npm run mesh -- decide has no difference to %s', async (file, count) => {
  const { code, out, fault } = await runIn(VECTORS, DECIDE_COMMAND, ['--cases', file, '--json'])
  expect(fault).toBe('')
  const rows: { id: string; decision: string; status: number | null; differences?: string[] }[] = JSON.parse(out)
  expect(rows.filter(({ differences }) => differences !== undefined)).toEqual([])
  expect(rows).toHaveLength(count)
  expect(code).toBe(0)
})

test('and finds each one when the policies are others', async () => {
  const policies = join(VECTORS, 'requestauthn/authn-only.yaml')
  const { code, out } = await runIn(VECTORS, DECIDE_COMMAND, ['--cases', 'authz-cases.json', '--policies', policies])
  expect(code).toBe(1)
  expect(out).toMatch(/341 cases: \d{2,} not as expected\./)
})
