import { createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONSUMER_RING, KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { randomId, readTraceparent, writeTraceparent, writeTracestate, type GatewayLesson } from '#core/trace/context'
import { knownOf, PROBED_DIALECTS } from './support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'

// What the gateways of scenario 13 let through, as the probe finds it: what is documented of them, and nothing else.

const ISSUER = 'https://jwt-factory/'
const SIGNING_RING = 'servicea'
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
  await sandbox.plain('servicea', '/scenario13') // with the first play the gateways are opened
})
afterAll(() => sandbox.close())

const NOT_RUN = [...LEFT_OUT_AT_RINGS, SHORT_ISSUER]

const goingBy = (gateway: GatewayLesson): [string, string][] => {
  const trace = { ...readTraceparent(undefined), gateway }
  return [['traceparent', writeTraceparent(trace, randomId(8))], ...Object.entries(writeTracestate(trace))]
}

test('the gateway that looks nothing up believes whatever its one key has signed', async () => {
  const { id: sub, username, customId: customid } = KNOWN_CONSUMER
  const report = await probeStrictRoute(sandbox, {
    url: `http://localhost:${sandbox.partyPorts['stateless-gateway']}/echo`,
    target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
    ring: CONSUMER_RING,
    claims: { sub, username, customid },
    also: ['lax-type'],
    extraHeaders: goingBy('public-key'),
    controlPort: sandbox.processes.neighbours.port,
  })
  const known = knownOf(PROBED_DIALECTS['stateless gateway'])
  expect(strictFaultsOf(report, { known, sent: 220, notRun: NOT_RUN })).toEqual([])
})

/** A credential whose key is that of the ring, so that the probe can sign by it. */
async function addCredential(gateway: string): Promise<void> {
  const { body } = await sandbox.plain('jwt-factory', `/keys/${SIGNING_RING}/jwks`)
  const pem = createPublicKey({ key: body.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const { status, text } = await sandbox.ask(`${gateway}/consumers/${KNOWN_CONSUMER.username}/jwt`, {
    method: 'POST',
    body: { key: ISSUER, algorithm: 'ES256', rsa_public_key: pem },
  })
  expect(status, text).toBe(201)
}

test('the gateway with the plugins of Kong, which verify exp', async () => {
  const gateway = `http://localhost:${sandbox.partyPorts['plugin-gateway']}`
  await addCredential(gateway)
  const report = await probeStrictRoute(sandbox, {
    url: `${gateway}/echo`,
    target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
    ring: SIGNING_RING,
    claims: { sub: SIGNING_RING },
    also: ['lax-type'],
    extraHeaders: goingBy('verifies-exp'),
    controlPort: sandbox.processes.neighbours.port,
  })
  const known = knownOf(PROBED_DIALECTS['plugin gateway'])
  expect(strictFaultsOf(report, { known, sent: 220, notRun: NOT_RUN })).toEqual([])
})
