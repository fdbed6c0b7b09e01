import { createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONSUMER_RING, KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { USER_AUDIENCE, USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { randomId, readTraceparent, writeTraceparent, writeTracestate, type TraceContext } from '#core/trace/context'
import type { ProbeReport } from '../apps/probe/probe-report.ts'
import { knownOf, PROBED_DIALECTS } from './support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { probeStrictRoute, type StrictRoute } from './support/strict-run.ts'
import { untilDone } from './support/until.ts'

// Variants that change who decides, or by what: each is sent the cases that this is about. The others change a token, or who is asked, at
// a place that is probed as it is; with rate-limited the third request of a minute is refused, whatever it bears.

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
  await untilDone('plays that open mesh and gateways', async () => {
    for (const number of [12, 13]) await sandbox.plain('servicea', `/scenario${number}`)
  })
  await addCredential()
})
afterAll(() => sandbox.close())

const ISSUER = 'https://jwt-factory/'
const SIGNING_RING = 'servicea'
const pluginGateway = () => `http://localhost:${sandbox.partyPorts['plugin-gateway']}`

/** A credential whose key is that of the ring, so that the probe can sign by it. */
async function addCredential(): Promise<void> {
  const { body } = await sandbox.plain('jwt-factory', `/keys/${SIGNING_RING}/jwks`)
  const pem = createPublicKey({ key: body.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const { status, text } = await sandbox.ask(`${pluginGateway()}/consumers/${KNOWN_CONSUMER.username}/jwt`, {
    method: 'POST',
    body: { key: ISSUER, algorithm: 'ES256', rsa_public_key: pem },
  })
  expect(status, text).toBe(201)
}

const inPlay = (lesson: Partial<TraceContext>): [string, string][] => {
  const trace = { ...readTraceparent(undefined), ...lesson }
  return [['traceparent', writeTraceparent(trace, randomId(8))], ...Object.entries(writeTracestate(trace))]
}

/** The cases that were sent, and those of them that are a finding, or in doubt. */
function foundIn({ cases, stopped }: ProbeReport) {
  expect(stopped).toBeUndefined()
  const sent = cases.filter(({ verdict }) => verdict !== 'not-run')
  const found = sent.filter(({ finding, verdict }) => finding ?? verdict === 'inconclusive')
  return { sent: sent.map(({ id }) => id), found: found.map(({ id }) => id) }
}

async function expectFindings(route: StrictRoute, known: readonly string[], atLeast: number): Promise<void> {
  const { sent, found } = foundIn(await probeStrictRoute(sandbox, route))
  expect(sent.length).toBeGreaterThanOrEqual(atLeast)
  expect(found.toSorted()).toEqual(known.filter((id) => sent.includes(id)).toSorted())
}

const atTheMesh = (policies: NonNullable<TraceContext['policies']>): StrictRoute => ({
  url: `http://localhost:${sandbox.partyPorts.ingress}/`,
  target: { issuer: USER_ISSUER, audience: USER_AUDIENCE, type: 'JWT', leewaySeconds: 60 },
  ring: USER_RING,
  claims: { sub: 'ada' },
  also: ['lax-type'],
  only: ['aud-other-service', 'aud-object', 'iss-unknown', 'exp-past', 'sig-bit-flipped', 'http-two-headers'],
  extraHeaders: [['accept', 'application/json'], ...inPlay({ policies })],
  // The page behind the ingress asks the backend, and shows what it answered.
  marker: { in: 'json', path: ['backends', '0', 'status'], value: '200' },
})

const IS_PUBLIC = 'answers a request without a token with what --accepted-when names'
const IS_FOR_NOBODY = 'does not have what --accepted-when names'

test.each([
  ['tokens-alone', IS_PUBLIC],
  ['allow-nothing', IS_FOR_NOBODY],
  ['ingress-only', IS_FOR_NOBODY],
  ['caller', IS_PUBLIC],
  ['token-optional', IS_PUBLIC],
] as const)(
  'scenario 12, %s: no policy wants a token, and the probe says that it can find nothing',
  async (name, why) => {
    await expect(probeStrictRoute(sandbox, atTheMesh(name))).rejects.toThrow(why)
  },
)

test('scenario 12, caller-and-user: what is documented of the mesh, and no more', async () => {
  await expectFindings(atTheMesh('caller-and-user'), Object.keys(knownOf(PROBED_DIALECTS.mesh)), 6)
})

test('scenario 13, one-header: who hears of all claims in one header believes no other tokens', async () => {
  const { id: sub, username, customId: customid } = KNOWN_CONSUMER
  const route: StrictRoute = {
    url: `http://localhost:${sandbox.partyPorts['stateless-gateway']}/echo`,
    target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
    ring: CONSUMER_RING,
    claims: { sub, username, customid },
    also: ['lax-type'],
    only: ['transport', 'time'],
    extraHeaders: inPlay({ gateway: 'one-header' }),
  }
  await expectFindings(route, Object.keys(knownOf(PROBED_DIALECTS['stateless gateway'])), 40)
})

/** What verifies-exp, which is probed as a whole, would refuse: by default nobody looks at a date. */
const DATES = `exp-past exp-just-past-leeway exp-at-now exp-missing exp-string exp-iso-date exp-null exp-zero exp-negative exp-array
  exp-boolean`

test.each([
  ['expired-believed', {}],
  ['anonymous', { gateway: 'anonymous-acl' }],
] as const)('scenario 13, %s: what is documented of Kong, which by default looks at no date', async (_name, lesson) => {
  const route: StrictRoute = {
    url: `${pluginGateway()}/echo`,
    target: { issuer: ISSUER, audience: 'serviceb', type: 'JWT' },
    ring: SIGNING_RING,
    claims: { sub: SIGNING_RING },
    also: ['lax-type'],
    only: ['time', 'sig-bit-flipped', 'sig-truncated', 'alg-none', 'http-two-headers', 'http-none'],
    extraHeaders: inPlay(lesson),
  }
  await expectFindings(route, [...Object.keys(knownOf(PROBED_DIALECTS['plugin gateway'])), ...DATES.split(/\s+/)], 25)
})

test('scenario 14, both-headers: the header of the relay bears the token, and that of the service is none of its business', async () => {
  const route: StrictRoute = {
    url: `http://localhost:${sandbox.partyPorts.relay}/echo`,
    target: { issuer: ISSUER, audience: RELAY_AUDIENCE, type: 'JWT' },
    ring: RELAY_RING,
    claims: { sub: 'servicea', piko: { endpoints: ['serviceb'] } },
    also: ['lax-type'],
    only: ['transport', 'signature', 'encoding'],
    tokenHeader: { name: 'x-piko-authorization', scheme: 'Bearer' },
    extraHeaders: [
      ['x-piko-endpoint', 'serviceb'],
      ['authorization', 'Bearer for-the-service'],
    ],
  }
  await expectFindings(route, [], 50)
})
