import { createPublicKey } from 'node:crypto'
import { CONSUMER_RING, KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { randomId, readTraceparent, writeTraceparent, writeTracestate, type GatewayLesson } from '#core/trace/context'
import type { TestSandbox } from '../../support/sandbox.ts'
import { probeStrictRoute } from '../../support/strict-run.ts'
import { NOT_RUN_BY_RINGS, type ProbedParty } from './party.ts'

const ISSUER = 'https://jwt-factory/'
const SIGNING_RING = 'servicea'

const goingBy = (gateway: GatewayLesson): [string, string][] => {
  const trace = { ...readTraceparent(undefined), gateway }
  return [['traceparent', writeTraceparent(trace, randomId(8))], ...Object.entries(writeTracestate(trace))]
}

/** A credential whose key is that of the ring, so that the probe can sign by it. */
async function addCredential(sandbox: TestSandbox, gateway: string): Promise<void> {
  const { body } = await sandbox.plain('jwt-factory', `/keys/${SIGNING_RING}/jwks`)
  const pem = createPublicKey({ key: body.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const { status, text } = await sandbox.ask(`${gateway}/consumers/${KNOWN_CONSUMER.username}/jwt`, {
    method: 'POST',
    body: { key: ISSUER, algorithm: 'ES256', rsa_public_key: pem },
  })
  if (status !== 201) throw new Error(`the credential is not taken: ${text}`)
}

/** Scenario 13: the gateway that looks nothing up, and believes whatever its one key has signed; and the one with the plugins of Kong, which verify exp. */
export const PROBED_GATEWAYS = {
  'stateless gateway': {
    async probe(sandbox) {
      await sandbox.plain('servicea', '/scenario13') // with the first play the gateways are opened
      const { id: sub, username, customId: customid } = KNOWN_CONSUMER
      return probeStrictRoute(sandbox, {
        url: `http://localhost:${sandbox.partyPorts['stateless-gateway']}/echo`,
        target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
        ring: CONSUMER_RING,
        claims: { sub, username, customid },
        also: ['lax-type'],
        extraHeaders: goingBy('public-key'),
        controlPort: sandbox.processes.neighbours.port,
      })
    },
    sent: 220,
    notRun: NOT_RUN_BY_RINGS,
  },
  'plugin gateway': {
    async probe(sandbox) {
      await sandbox.plain('servicea', '/scenario13')
      const gateway = `http://localhost:${sandbox.partyPorts['plugin-gateway']}`
      await addCredential(sandbox, gateway)
      return probeStrictRoute(sandbox, {
        url: `${gateway}/echo`,
        target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
        ring: SIGNING_RING,
        claims: { sub: SIGNING_RING },
        also: ['lax-type'],
        extraHeaders: goingBy('verifies-exp'),
        controlPort: sandbox.processes.neighbours.port,
      })
    },
    sent: 220,
    notRun: NOT_RUN_BY_RINGS,
  },
} satisfies Record<string, ProbedParty>
