import { expect, test } from 'vitest'
import { READ_POLICY, runMeshCommand } from '../mesh-command.fixture.ts'
import { LINT_COMMAND } from './run-lint.ts'

const lint = (args: string[], files: Record<string, string>) => runMeshCommand(LINT_COMMAND, args, files)

/** As the sample has it: two sources in one entry. */
const SAMPLE = `apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata:
  name: allow-webui-to-backend
  namespace: default
spec:
  selector:
    matchLabels:
      app: backend-api
  action: ALLOW
  rules:
  - from:
    - source:
        principals: ["cluster.local/ns/default/sa/webui"]
      source:
        requestPrincipals: ["*"]
`

const AUTHENTICATION = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: people, namespace: default}
spec: {jwtRules: [{issuer: people}]}
`

test("the sample's own policy is explained: the second source would drop the caller", async () => {
  const { code, out } = await lint(['sample.yaml'], { 'sample.yaml': SAMPLE })
  expect(code).toBe(1)
  expect(out).toMatch(
    /^sample\.yaml:15:7 {2}error {2}.*the key "source" stands twice in one map, first in line 13, column 7/,
  )
  expect(out).toContain('would drop principals without a word')
  expect(out).toMatch(/\n1 file: 1 error\.\n$/)
})

test('findings stand in the order of files and lines, and JSON has the same', async () => {
  const files = {
    'b.yaml': `${'#\n'.repeat(20)}${AUTHENTICATION}`,
    'a.yaml': `${READ_POLICY.replace('  - from:', '  - {}\n  - from:')}`,
  }
  const { code, out } = await lint(['--json', 'b.yaml', 'a.yaml'], files)
  const lines: { file: string; code: string; line: number; advice?: string }[] = JSON.parse(out)
  expect(code).toBe(1)
  expect(lines.map(({ file, code: about }) => `${file} ${about}`)).toEqual([
    'b.yaml token-not-required',
    'a.yaml allows-all',
  ])
  expect(lines[1]).toMatchObject({
    line: 6,
    severity: 'problem',
    where: 'AuthorizationPolicy default/readers: spec.rules[0]',
  })
  expect(lines[1]?.advice).toBeDefined()
})

test('while a policy cannot be read, nothing is said about what the policies do together', async () => {
  const { out } = await lint(['a.yaml', 'b.yaml'], { 'a.yaml': SAMPLE, 'b.yaml': AUTHENTICATION })
  expect(out).not.toContain('nothing requires a token')
})

test('notes alone are no fault, and without any there is nothing to say', async () => {
  const service = `${READ_POLICY}---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n`
  const noted = await lint(['a.yaml'], { 'a.yaml': service })
  expect(noted).toMatchObject({ code: 0, out: expect.stringMatching(/note {2}a Service is no policy/) })
  expect(await lint(['a.yaml'], { 'a.yaml': READ_POLICY })).toMatchObject({ code: 0, out: '1 file: nothing to say.\n' })
})

test('files that are not there, or empty, are errors with their names; without a file nothing is done', async () => {
  const { code, out } = await lint(['none.yaml', 'empty.yaml', 'a.yaml'], { 'empty.yaml': '', 'a.yaml': READ_POLICY })
  expect(code).toBe(1)
  expect(out).toContain('none.yaml:1:1  error  none.yaml cannot be read: it is not there.')
  expect(out).toContain('empty.yaml is empty')
  expect(out).toContain('1 file: 2 errors.')
  expect((await lint([], {})).fault).toContain('It needs a file')
})

test('the root namespace may be another one, and a file that is named twice is read once', async () => {
  const ofAll = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: all, namespace: default}
spec: {selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}}
`
  expect(await lint(['a.yaml', 'a.yaml'], { 'a.yaml': ofAll })).toMatchObject({
    code: 0,
    out: '1 file: nothing to say.\n',
  })
  const { code, out } = await lint(['--root-namespace=default', 'a.yaml'], { 'a.yaml': ofAll })
  expect(code).toBe(1)
  expect(out).toContain('a PeerAuthentication of the root namespace with a selector is for no workload')
})

test('a folder stands for the files of policies in it', async () => {
  const files = { 'all/b.yaml': READ_POLICY, 'all/a.yml': SAMPLE, 'all/notes.txt': 'none' }
  const { code, out } = await lint(['all', 'all/b.yaml'], files)
  expect(code).toBe(1)
  expect(out).toMatch(/^all\/a\.yml:15:7 {2}error/)
  expect(out).toMatch(/\n2 files: 1 error/)
  expect((await lint(['empty'], { 'empty/notes.txt': 'none' })).out).toContain('folder')
})
