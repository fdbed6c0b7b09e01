import { expect, test } from 'vitest'
import { READ_POLICY, runMeshCommand } from '../mesh-command.fixture.ts'
import { EXPLAIN_COMMAND } from './run-explain.ts'

test('each policy is said in plain English, below its name and its place', async () => {
  const { code, out } = await runMeshCommand(EXPLAIN_COMMAND, ['a.yaml'], { 'a.yaml': READ_POLICY })
  expect(code).toBe(0)
  expect(out).toMatch(
    /^AuthorizationPolicy default\/readers \(a\.yaml, line 1\)\n {2}It allows a request to all workloads of the/,
  )
  expect(out).toMatch(/ {2}Rule 0: .*cluster\.local\/ns\/default\/sa\/webui.* the method is "GET"\.\n$/)
})

test('policies that no mesh could use are not explained: their faults are told', async () => {
  const { code, out, fault } = await runMeshCommand(EXPLAIN_COMMAND, ['a.yaml'], {
    'a.yaml': 'kind: AuthorizationPolicie',
  })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(fault).toContain('a.yaml:1:1')
})

test('a namespace may be the root one, and a file may have no policy', async () => {
  const args = ['--root-namespace=default', 'a.yaml']
  expect((await runMeshCommand(EXPLAIN_COMMAND, args, { 'a.yaml': READ_POLICY })).out).toContain('of the whole mesh')
  expect((await runMeshCommand(EXPLAIN_COMMAND, ['a.yaml'], { 'a.yaml': '# nothing' })).out).toBe(
    'There is no policy in it.\n',
  )
})
