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

test('as JSON it is the same, a row for each policy with its place; what has no effect is told beside it', async () => {
  const odd = READ_POLICY.replace('kind: AuthorizationPolicy', 'kind: RequestAuthentication').replace(
    /spec:[\s\S]*/,
    'spec: {jwtRules: [{issuer: people, presence: REQUIRED}]}\n',
  )
  const { code, out, told } = await runMeshCommand(EXPLAIN_COMMAND, ['--json', 'a.yaml'], {
    'a.yaml': `${READ_POLICY}---\n${odd}`,
  })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject(
    [
      {
        policy: 'AuthorizationPolicy default/readers',
        file: 'a.yaml',
        line: 1,
        column: 1,
        sentences: [/./, /^Rule 0: /],
      },
      { policy: 'RequestAuthentication default/readers', sentences: [/./, /^Rule 0: /] },
    ].map((row) => ({ ...row, sentences: row.sentences.map((sentence) => expect.stringMatching(sentence)) })),
  )
  expect(told).toMatch(/presence/)
})

test('without a file nothing is explained, and one that is named twice is explained once', async () => {
  expect((await runMeshCommand(EXPLAIN_COMMAND, [], {})).fault).toContain('It needs a file')
  const { out } = await runMeshCommand(EXPLAIN_COMMAND, ['a.yaml', 'a.yaml'], { 'a.yaml': READ_POLICY })
  expect(out.match(/default\/readers/g)).toHaveLength(1)
})

test('a folder stands for the .yaml files in it', async () => {
  const { code, out } = await runMeshCommand(EXPLAIN_COMMAND, ['.', 'a.yaml'], {
    'a.yaml': READ_POLICY,
    'b.txt': 'none',
  })
  expect(code).toBe(0)
  expect(out.match(/default\/readers/g)).toHaveLength(1)
})
