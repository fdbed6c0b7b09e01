import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { AttackWorld } from '#attacks'
import { systemClock, type Clock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { openServedSide } from '../apps/probe/issuer/served-side.ts'
import { SAID_DIALECTS, type SaidDialect } from '../apps/probe/party-of-dialect.ts'
import { PROBE_LINE } from '../apps/probe/probe-line.ts'
import type { CaseResult } from '../apps/probe/probe-report.ts'
import { runProbe } from '../apps/probe/run-probe.ts'
import { RELAY_NOW } from '../apps/relay/relay.fixture.ts'
import { listenPath } from '../apps/relay/server/paths.ts'
import { openTestSidecars } from '../apps/sidecar/sidecars.fixture.ts'
import { openRegistryVerifier } from '../apps/sidecar/weaknesses.fixture.ts'
import { openKongParty, openMeshParty, openRelayParty } from './support/dialect-parties.ts'
import { openChanger } from './support/open-changer.ts'
import { freePorts } from './support/ports.ts'

// Each value of --dialect, by the command, at the party of the sandbox that does as that system does: what is documented of it is found, and no more.

/** Its date stands still where those of the parties do; and no time passes: an issuer holds that against a date that stays, and goes by it. */
const STILL: Clock = { ...systemClock, now: () => RELAY_NOW * 1000, monotonic: () => 0 }

const ISSUER = 'orders'
const AUDIENCE = 'http://verifier.example'

let folder: string
let [port, keyServerPort] = [0, 0]
/** Of the issuer of all runs, whose keys are made once. */
let world: AttackWorld
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dialects-'))
  ;[port = 0, keyServerPort = 0] = await freePorts(2)
  const keysFolder = join(folder, 'probe-issuer', String(port))
  const target = { issuer: ISSUER, audience: AUDIENCE, otherAudience: 'other', type: 'JWT', path: '/', leewaySeconds: 0, algorithms: ['RS256'] } as const // prettier-ignore
  const facts = { target, targetUrl: new URL('http://127.0.0.1:1/'), also: new Set<never>(), clock: STILL, patienceSeconds: 0, makesNoKey: false } // prettier-ignore
  const side = await openServedSide({ ...facts, port, keysFolder })
  world = side.world()
  await side.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command for the cases of a dialect. @returns what it says of each that was sent */
async function told(url: string, dialect: SaidDialect, ...args: string[]) {
  const said: string[] = []
  const hear = (text: string) => void said.push(text)
  const terminal = { write: hear, tell: hear, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const line = [url, '--dialect', dialect, '--json', 'report.json', ...args, ...(args.includes('--only') ? [] : ['--only', 'dialect'])] // prettier-ignore
  const env = { KEYS_FOLDER: folder, INIT_CWD: folder }
  const code = await runProbe({
    ...readArguments(line, PROBE_LINE),
    env,
    clock: dialect === 'jwtproxy' ? systemClock : STILL,
    terminal,
  })
  if (code === 2) return expect.fail(said.join(''))
  const { cases } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as { cases: CaseResult[] }
  const sent = cases.filter(({ verdict }) => verdict !== 'not-run')
  return {
    ways: Object.fromEntries(sent.map(({ id, verdict, finding }) => [id.replace(/^dialect-/, ''), finding ? `finding: ${finding.kind}` : verdict])), // prettier-ignore
    said: said.join(''),
    whyNot: new Map(cases.map(({ id, reason }) => [id, reason])),
  }
}

/** The token is signed by the issuer that is served for the run. */
const served = () => [
  '--serve-issuer', String(port), '--issuer', ISSUER, '--audience', AUDIENCE, '--typ', 'JWT', '--lax-type', '--algorithms', 'RS256',
  '--leeway', '0', '--extra-header', 'X-Echo: all', '--extra-header', 'X-Piko-Endpoint: b', // the service behind shows what it was sent
] // prettier-ignore
const RIGHTS = ['--claim', 'piko={"endpoints":["b"],"listen":["b"]}']

const urlOf = (at: number, path = '/') => `http://127.0.0.1:${at}${path}`

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close(() => {}).closeAllConnections())
  return (server.address() as AddressInfo).port // it listens at a port
}

/** How each is opened and asked, and what is found there. */
const WAYS: Record<SaidDialect, { run: () => ReturnType<typeof told>; found: Record<string, string> }> = {
  jwtproxy: {
    async run() {
      const keyServer = urlOf(keyServerPort, '')
      const verifier = await openRegistryVerifier('jwtproxy', () => undefined, { verifier: `issuers: [${ISSUER}]`, keyServer }) // prettier-ignore
      onTestFinished(() => verifier.close())
      // Those that take time to pass at the key server are in probe-ways.test.ts, whose clock is moved.
      return told(urlOf(verifier.port), 'jwtproxy', ...served(), '--key-server', String(keyServerPort))
    },
    found: {
      'jwtproxy-w1-connect': 'finding: believed',
      'jwtproxy-w2-burned-by-a-copy': 'finding: good-refused',
      'jwtproxy-w5-name-with-dots': 'finding: believed',
      'jwtproxy-w7-ids-of-another-issuer': 'finding: good-refused',
      'jwtproxy-w12-token-goes-on': 'finding: watch',
    },
  },
  'jwtproxy-signer': {
    run: () => atSigner('jwtproxy'),
    found: {
      'jwtproxy-w10-signs-for-anybody': 'finding: believed',
      'jwtproxy-w11-signs-for-every-host': 'finding: believed',
      'jwtproxy-w13-unchecked-certificate': 'finding: believed',
    },
  },
  kong: {
    run: async () => told(urlOf((await openKongParty(world, false)).port), 'kong', ...served()),
    found: {
      'kong-options-unchecked': 'finding: believed',
      'kong-token-in-query': 'finding: believed',
      'kong-token-goes-on': 'finding: watch',
    },
  },
  'kong-anonymous': {
    async run() {
      const { port: at } = await openKongParty(world, true)
      return told(urlOf(at), 'kong-anonymous', ...served(), '--accepted-when', 'text:john') // nobody has that name who is let in without one
    },
    found: { 'kong-forged-is-anonymous': 'finding: believed' },
  },
  mesh: {
    async run() {
      const { port: at } = await openMeshParty(world)
      return told(urlOf(at), 'mesh', ...served(), '--accepted-when', 'text:x-payload')
    },
    found: {
      'mesh-preflight-unchecked': 'finding: believed',
      'mesh-one-rule-is-enough': 'finding: believed',
      'mesh-cookie-goes-on': 'finding: watch',
    },
  },
  piko: {
    run: async () => told(urlOf((await openRelayParty('piko', 'proxy', world)).port), 'piko', ...served(), ...RIGHTS),
    found: { 'piko-no-endpoints-is-all': 'finding: believed', 'piko-token-goes-on': 'finding: watch' },
  },
  'piko-agents': {
    async run() {
      const { port: at } = await openRelayParty('piko', 'upstream', world)
      const url = urlOf(at, listenPath('b'))
      return told(url, 'piko-agents', ...served(), ...RIGHTS, '--accepted-when', 'text:upgrade required')
    },
    found: { 'piko-connect-is-listen': 'finding: believed' },
  },
  stoke: {
    run: () => atPeople('stoke'),
    found: {
      'stoke-a92-renewed-twice': 'finding: believed',
      'stoke-a94-comma': 'finding: believed',
      'stoke-a94-password-by-force': 'finding: believed',
    },
  },
}

/** No issuer is needed: it signs itself. Without the dialect it signs for one host alone. */
async function atSigner(dialect: 'jwtproxy' | 'strict') {
  const named = dialect === 'strict' ? '\ndestinations: ["http://localhost:1"]' : ''
  const sidecars = await openTestSidecars({ signerProxy: `dialect: ${dialect}${named}` })
  onTestFinished(() => sidecars.close())
  return told(urlOf(sidecars.signerPort), 'jwtproxy-signer')
}

/** Somebody who may change users shows a token, and the value that renews it. Two of the cases change the party, so they are named. */
async function atPeople(dialect: 'stoke' | 'strict') {
  const { app, token, renewal, path } = await openChanger(dialect, STILL.now())
  await Promise.all([writeFile(join(folder, 'token'), token), writeFile(join(folder, 'renewal'), renewal)])
  const only = 'dialect,dialect-stoke-a94-comma,dialect-stoke-a94-password-by-force'
  const url = urlOf(await listening(app), path).replace('127.0.0.1', 'localhost')
  return told(url, 'stoke', '--token', 'token', '--renewal', 'renewal', '--only', only)
}

describe('the ways of a system, by --dialect', () => {
  test.each(SAID_DIALECTS)('%s', async (dialect) => {
    const { run, found } = WAYS[dialect]
    const { ways, said } = await run()
    expect(ways, said).toEqual(found)
  })
})

test('and a strict signer has none of them', async () => {
  const { ways } = await atSigner('strict')
  expect(ways).toEqual({
    'jwtproxy-w10-signs-for-anybody': 'refused',
    'jwtproxy-w11-signs-for-every-host': 'refused',
    'jwtproxy-w13-unchecked-certificate': 'refused',
  })
})

test.each([
  ['piko', '/', 'proxy', [], { 'piko-no-endpoints-is-all': 'refused', 'piko-token-goes-on': 'believed' }],
  ['piko-agents', listenPath('b'), 'upstream', ['--accepted-when', 'text:another protocol'], { 'piko-connect-is-listen': 'refused' }],
] as const)('and a strict relay has none of them: %s', async (dialect, path, at, more, found) => {
  const { port: opened } = await openRelayParty('strict', at, world)
  expect((await told(urlOf(opened, path), dialect, ...served(), ...RIGHTS, ...more)).ways).toEqual(found)
}) // prettier-ignore
