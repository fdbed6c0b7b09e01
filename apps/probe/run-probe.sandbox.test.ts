import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PARTY_PORTS, PARTY_PORT_NAMES } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { readArguments } from '#core/process/command-line'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

const portsOfSandbox = () => ({
  ...Object.fromEntries(
    CONTROLLED_NAMES.flatMap((name) => [
      [`${rowOf(name).prefix}_PORT`, String(sandbox.processes[name].port)],
      [`${rowOf(name).prefix}_TLS_PORT`, String(sandbox.processes[name].tlsPort)],
    ]),
  ),
  ...Object.fromEntries(PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(sandbox.partyPorts[name])])),
})

/** Runs the command as a terminal does. */
async function probe(...args: string[]) {
  const said: string[] = []
  const env = {
    ...portsOfSandbox(),
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
  const code = await runProbe({ ...readArguments(args, PROBE_LINE), env, clock: systemClock, terminal })
  return { code, said: said.join('') }
}

const urlOf = (path: string) => `https://localhost:${sandbox.processes.serviceb.tlsPort}${path}`

test('service B has no finding', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--rate', 'max', '--leeway', '0')
  expect(code, said).toBe(0)
})

test('a path that wants another token cannot be probed, and why is said', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--audience', 'servicec', '--algorithms', 'RS256')
  expect(said).toMatch(/answered the good token with 401.*somebody else.*--audience/)
  expect(code).toBe(2)
})

test('the matrix shows every token at every door, and nothing leaks but what a scenario shows', async () => {
  const { code, said } = await probe('--matrix', '--json', 'matrix.json')
  expect(said).toMatch(/tokens, \d+ doors, 0 findings/)
  expect(code, said).toBe(0)
  const { matrix } = JSON.parse(await readFile(join(sandbox.keysFolder, 'matrix.json'), 'utf8'))
  expect(matrix.cells.length).toBe(matrix.tokens.length * matrix.doors.length)
}, 60_000)

test('--discover finds out what service B expects, says it as options, and goes on by it', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--discover', '--audience', 'wrong', '--rate', 'max', '--leeway', '0', '--only', 'header') // prettier-ignore
  expect(said).toMatch(/aud: serviceb, the same in a list\n.*typ: at\+jwt\n/s)
  expect(said).toMatch(/--audience=serviceb .*--typ=at\+jwt .*--algorithms=.*ES256/)
  expect(code, said).toBe(0)
})

const PAGE = await readFile(new URL('../../docs/probe.md', import.meta.url), 'utf8')
const OF_THE_PAGE = [...PAGE.matchAll(/^npm run probe -- (--url https:\/\/localhost:8443\/.*)$/gm)].map(
  ([, line = '']) => line,
)

test.each(OF_THE_PAGE)('the page of the probe is right: %s', async (line) => {
  const { code, said } = await probe(...line.replace('8443', String(sandbox.processes.serviceb.tlsPort)).split(' '))
  expect(code, said).toBe(0)
  expect(said).toMatch(/no finding that fails the run/i)
})

test('the page has commands for a service of the sandbox', () => expect(OF_THE_PAGE).toHaveLength(3))
