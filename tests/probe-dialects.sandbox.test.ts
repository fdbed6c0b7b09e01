import { afterAll, beforeAll, expect, test } from 'vitest'
import { playIssuerOf } from '#core/config/play-issuer'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { USER_AUDIENCE, USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { inProject } from '#core/files/project-folder'
import { readRegularFile } from '#core/files/regular-file'
import { keyFileIn } from './support/sign-by-file.ts'
import { knownOf, PROBED_DIALECTS } from './support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { leftOutBut, strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'
import { untilDone } from './support/until.ts'

// What a running party that does as another system does lets through, as the probe finds it: the documented weaknesses, all and no others.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const NOT_RUN = [...LEFT_OUT_AT_RINGS, SHORT_ISSUER]
const neighbours = () => sandbox.processes.neighbours.port
const urlOfFactory = () => `https://localhost:${sandbox.factory.tlsPort}`

/** Why cases are left out where a key is none for RS256. */
const OF_OTHER_KEYS = new Set(['the target has not enabled RS256', 'it takes an RSA key that the issuer publishes'])

/** The page behind the ingress asks the backend, and shows what it answered. */
const ANSWERED_BY_THE_BACKEND = { in: 'json', path: ['backends', '0', 'status'], value: '200' } as const

/** So that the backend believes who comes by the ingress with a token of these issuers. */
async function demandTokens(requestAuthentication: string): Promise<void> {
  const files = ['policies/strict', 'policies/allow-nothing', 'policies/ingress-only', requestAuthentication, 'policies/caller-and-user'] // prettier-ignore
  const texts = await Promise.all(files.map((name) => readRegularFile(inProject(`deploy/kubernetes/${name}.yaml`))))
  const { status, text } = await sandbox.plain('neighbours', '/control/mesh', {
    method: 'PUT',
    body: { policies: texts.join('---\n') },
  })
  expect(status, text).toBe(200)
}

const atTheIngress = () => ({
  url: `http://localhost:${sandbox.partyPorts.ingress}/`,
  also: ['lax-type'] as const,
  extraHeaders: [['accept', 'application/json']] as const,
  marker: ANSWERED_BY_THE_BACKEND,
  controlPort: neighbours(),
})

test('scenario 12: the mesh, whose policies name no audience', async () => {
  await demandTokens('policies/token-optional')
  const report = await probeStrictRoute(sandbox, {
    ...atTheIngress(),
    target: { issuer: USER_ISSUER, audience: USER_AUDIENCE, type: 'JWT', leewaySeconds: 60 },
    ring: USER_RING,
    claims: { sub: 'ada' },
  })
  const notRun = leftOutBut(NOT_RUN, 'leeway')
  expect(strictFaultsOf(report, { known: knownOf(PROBED_DIALECTS.mesh), sent: 220, notRun })).toEqual([])
})

test('scenario 16: the backend behind the login, whose policies name one', async () => {
  await sandbox.plain('servicea', '/scenario16') // the login issuer is opened with the first login
  await demandTokens('gloo/policies/request-authentication')
  const report = await probeStrictRoute(sandbox, {
    ...atTheIngress(),
    target: { issuer: `${urlOfFactory()}/login`, audience: 'https://webui', type: 'JWT', leewaySeconds: 60, algorithms: ['RS256'] }, // prettier-ignore
    keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory', '@login@'),
    claims: { sub: '11' },
  })
  const known = knownOf(PROBED_DIALECTS['mesh with audiences'])
  const notRun = [
    ...leftOutBut(NOT_RUN, 'leeway').filter((each) => !OF_OTHER_KEYS.has(each)),
    'the target has not enabled ES256',
    'the issuer has no key for ES256: name it with --algorithms, if the target takes it',
  ]
  expect(strictFaultsOf(report, { known, sent: 215, notRun })).toEqual([])
})

test('scenario 14: the relay that does as Piko does', async () => {
  const report = await probeStrictRoute(sandbox, {
    url: `http://localhost:${sandbox.partyPorts['piko-relay']}/echo`,
    target: { issuer: 'https://jwt-factory/', audience: RELAY_AUDIENCE, type: 'JWT' },
    ring: RELAY_RING,
    claims: { sub: 'servicea', piko: { endpoints: ['serviceb'] } },
    also: ['lax-type'],
    extraHeaders: [['x-piko-endpoint', 'serviceb']],
    controlPort: neighbours(),
  })
  expect(strictFaultsOf(report, { known: knownOf(PROBED_DIALECTS.piko), sent: 220, notRun: NOT_RUN })).toEqual([])
})

test('scenario 15: C, which lets people in as the clients of Stoke do', async () => {
  await untilDone('a play with people', () => sandbox.get('servicea', '/scenario15')) // it makes their keys
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.processes.servicec.tlsPort}/scenario15-server`,
    target: { issuer: playIssuerOf(urlOfFactory()), audience: 'servicec', type: 'JWT' },
    keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory/play-people.keys', 'people.'),
    claims: { sub: 'tester', u: 'tester', n: 'Travis Ester', log: 'r,w', aud: ['serviceb', 'servicec'] },
    also: ['lax-type'],
    controlPort: sandbox.processes.servicec.port,
  })
  expect(strictFaultsOf(report, { known: knownOf(PROBED_DIALECTS.stoke), sent: 220, notRun: NOT_RUN })).toEqual([])
})
