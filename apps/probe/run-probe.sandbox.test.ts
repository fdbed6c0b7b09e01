import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

/** Runs the command as a terminal does. */
async function probe(...args: string[]) {
  const said: string[] = []
  const { port, tlsPort } = sandbox.processes['jwt-factory']
  const env = {
    KEYS_FOLDER: sandbox.keysFolder,
    FACTORY_PORT: String(port),
    FACTORY_TLS_PORT: String(tlsPort),
    SERVICEB_PORT: String(sandbox.processes.serviceb.port),
    SERVICEB_TLS_PORT: String(sandbox.processes.serviceb.tlsPort),
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
