import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PARTY_PORTS, PARTY_PORT_NAMES } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { readArguments } from '#core/process/command-line'
import { knownOf, PROBED_DIALECTS } from '../../tests/support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import type { CaseResult } from './probe-report.ts'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'

// The command at the parties of the sandbox that do as other systems do: it knows what they expect, and finds what is documented of them.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

async function probe(...args: string[]) {
  const said: string[] = []
  const ports = CONTROLLED_NAMES.flatMap((name) => [
    [`${rowOf(name).prefix}_PORT`, String(sandbox.processes[name].port)],
    [`${rowOf(name).prefix}_TLS_PORT`, String(sandbox.processes[name].tlsPort)],
  ])
  const parties = PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(sandbox.partyPorts[name])])
  const env = {
    ...Object.fromEntries([...ports, ...parties]),
    KEYS_FOLDER: sandbox.keysFolder,
    INIT_CWD: sandbox.keysFolder,
  }
  const terminal = {
    write: (text: string) => void said.push(text),
    tell: (text: string) => void said.push(text),
    progress() {},
    isTerminal: false,
    columns: Infinity,
    colours: false,
  }
  const code = await runProbe({
    ...readArguments([...args, '--json', 'report.json'], PROBE_LINE),
    env,
    clock: systemClock,
    terminal,
  })
  if (code === 2) return expect.fail(said.join(''))
  const { cases } = JSON.parse(await readFile(join(sandbox.keysFolder, 'report.json'), 'utf8')) as {
    cases: CaseResult[]
  }
  return { code, said: said.join(''), cases }
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
}, 60_000)
