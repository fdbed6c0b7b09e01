import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { playIssuerOf } from '#core/config/play-issuer'
import { CannotProbe } from '../apps/probe/engine/run-catalogue.ts'
import { SIGNER_FOLDER, SIGNER_ISSUER } from '../apps/neighbours/signer-key.ts'
import { keyFileIn } from './support/sign-by-file.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { leftOutBut, strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'
import { untilDone } from './support/until.ts'

// Whom the factory signs for besides services: their keys are in files, and the probe signs by those.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const urlOfFactory = () => `https://localhost:${sandbox.factory.tlsPort}`

const NO_NAME_NO_QUESTION =
  'the target asks a registry for one key by its key id, so it is right to refuse a token that names none (RFC 7515 §6)'

const USED_ONCE = 'a token may be used once there, so none is remembered as good'

test('scenario 11: the verifying sidecar has no finding', async () => {
  const audience = `http://localhost:${sandbox.partyPorts.verifier}`
  const report = await probeStrictRoute(sandbox, {
    url: `${audience}/echo`,
    target: { issuer: SIGNER_ISSUER, audience, type: 'JWT', leewaySeconds: 10, isOneUse: true },
    keyFile: join(SIGNER_FOLDER, `${SIGNER_ISSUER}.jwk`),
    lifetimeSeconds: 60,
    also: ['lax-type', 'one-use'],
    isKeyAskedById: true,
    controlPort: sandbox.processes.neighbours.port,
  })
  const notRun = [...leftOutBut(LEFT_OUT_AT_RINGS, 'leeway', 'one-use'), SHORT_ISSUER, USED_ONCE, NO_NAME_NO_QUESTION]
  expect(strictFaultsOf(report, { known: {}, sent: 224, notRun })).toEqual([])
})

test('scenario 15: B, which lets people in, has no finding', async () => {
  await untilDone('a play with people', () => sandbox.get('servicea', '/scenario15')) // it makes their keys
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.processes.serviceb.tlsPort}/scenario15-server`,
    target: { issuer: playIssuerOf(urlOfFactory()), audience: 'serviceb', type: 'JWT' },
    keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory/play-people.keys', 'people.'),
    claims: { sub: 'tester', u: 'tester', n: 'Travis Ester', log: 'r,w' },
    also: ['lax-type'],
    controlPort: sandbox.processes.serviceb.port,
  })
  const notRun = [...leftOutBut(LEFT_OUT_AT_RINGS), SHORT_ISSUER]
  expect(strictFaultsOf(report, { known: {}, sent: 220, notRun })).toEqual([])
})

test('scenario 16: the login gateway believes no token that a program brings, not a good one of its provider either', async () => {
  await sandbox.plain('servicea', '/scenario16') // the login issuer is opened with the first login
  const probed = probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.partyPorts['login-gateway-tls']}/`,
    target: { issuer: `${urlOfFactory()}/login`, audience: 'https://webui', type: 'JWT', algorithms: ['RS256'] },
    keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory', '@login@'),
  })
  await expect(probed).rejects.toThrow(CannotProbe)
  await expect(probed).rejects.toThrow('answered the good token with 302')
})
