import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probeOnLine } from '../../tests/support/probe-command.ts'
import { knownOf, PROBED_DIALECTS } from '../../tests/support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import type { CaseResult } from './probe-report.ts'

// The command at the parties of the sandbox that do as other systems do: it knows what they expect, and finds what is documented of them.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

async function probe(...args: string[]) {
  const { code, said } = await probeOnLine(sandbox, [...args, '--json', 'report.json'])
  if (code === 2) return expect.fail(said)
  const { cases } = JSON.parse(await readFile(join(sandbox.keysFolder, 'report.json'), 'utf8')) as {
    cases: CaseResult[]
  }
  return { code, said, cases }
}

const found = (cases: readonly CaseResult[]) => cases.filter(({ finding }) => finding).map(({ id }) => id)
const toldOf = (cases: readonly CaseResult[]) =>
  Object.fromEntries(cases.filter(({ verdict }) => verdict !== 'not-run').map(({ id, verdict, finding }) => [id, finding ? `${verdict}!` : verdict])) // prettier-ignore

test('the factory, asked about a token in a body: by its address, and with all that its address stands for', async () => {
  const url = `https://localhost:${sandbox.factory.tlsPort}/verify/servicea`
  const body = JSON.stringify({ aud: 'serviceb', sub: 'servicea' })
  const expected = ['--audience', 'serviceb', '--issuer', 'https://jwt-factory/', '--typ', 'JWT', '--lax-type'] // as in docs/probe.md
  const asked = ['--token-in', 'body:token', '--body', body, '--accepted-when', 'json:valid=true']
  const signed = ['--ring', 'servicea', '--claim', 'sub=servicea']
  const only = ['--only', 'signature,alg-none,aud-other-service,sub-empty,exp-past,http-query']
  for (const args of [[], [...expected, ...asked, ...signed]]) {
    const { code, cases } = await probe(url, ...args, ...only)
    expect(code).toBe(0)
    expect(toldOf(cases)).toMatchObject({
      'sig-empty': 'refused',
      'aud-other-service': 'refused',
      'exp-past': 'refused',
    })
    expect(cases.find(({ id }) => id === 'http-query')?.reason).toContain('a member of its body')
  }
})

const at = (party: keyof TestSandbox['partyPorts'], path = '/echo') =>
  `http://localhost:${sandbox.partyPorts[party]}${path}`

test.each([
  [
    'piko-relay',
    '/echo',
    { 'dialect-piko-no-endpoints-is-all': 'believed!', 'dialect-piko-token-goes-on': 'believed!' },
  ],
  ['piko-relay-upstream', '/piko/v1/upstream/serviceb', { 'dialect-piko-connect-is-listen': 'believed!' }],
  ['relay', '/echo', { 'dialect-piko-no-endpoints-is-all': 'refused', 'dialect-piko-token-goes-on': 'believed' }],
  ['relay-upstream', '/piko/v1/upstream/serviceb', { 'dialect-piko-connect-is-listen': 'refused' }],
  [
    'plugin-gateway',
    '/echo',
    {
      'dialect-kong-options-unchecked': 'refused',
      'dialect-kong-token-in-query': 'believed!',
      'dialect-kong-token-goes-on': 'believed!',
    },
  ],
] as const)('the ways of its system at %s', async (party, path, told) => {
  const { cases, said } = await probe(at(party, path), '--only', 'dialect')
  expect(toldOf(cases), said).toEqual(told)
  expect(said).toContain('--dialect NAME')
})

test('a relay that does as Piko does has the findings of Piko, and no others', async () => {
  const { cases, said } = await probe(at('piko-relay'))
  const ways = ['dialect-piko-no-endpoints-is-all', 'dialect-piko-token-goes-on']
  expect(found(cases).toSorted(), said).toEqual([...Object.keys(knownOf(PROBED_DIALECTS.piko)), ...ways].toSorted())
})
