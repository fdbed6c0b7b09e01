import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedFile } from '#core/files/service-folder'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'

const ISSUER_OF_CALLERS = 'https://self.test'
const SIGNING_RING = 'servicea'
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ env: { SELF_SIGNED_ISSUER: ISSUER_OF_CALLERS, SELF_SIGNED_LIFETIME: '3600' } })
  await pinTheKeysOfTheRing()
})
afterAll(() => sandbox.close())

/** So that the probe, which has no private key of a service, can sign as one. */
async function pinTheKeysOfTheRing() {
  const { body } = await sandbox.plain('jwt-factory', `/keys/${SIGNING_RING}/jwks`)
  await writeFile(pinnedFile(sandbox.keysFolder, SIGNING_RING), JSON.stringify(body))
}

test.each<[number, 'serviceb' | 'servicec', string]>([
  [1, 'serviceb', 'https://jwt-factory/'],
  [2, 'servicec', 'https://jwt-factory/'],
  [3, 'serviceb', ISSUER_OF_CALLERS],
  [4, 'servicec', ISSUER_OF_CALLERS],
  [5, 'serviceb', 'https://jwt-factory/'],
  [6, 'serviceb', 'https://jwt-factory/'],
])('scenario %i at %s has no finding', async (number, role, issuer) => {
  const { tlsPort, port } = sandbox.processes[role]
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${tlsPort}/scenario${number}-server`,
    target: { issuer, audience: role, type: 'JWT' },
    ring: SIGNING_RING,
    claims: { sub: SIGNING_RING },
    also: ['lax-type'],
    extraHeaders: [['service', SIGNING_RING]],
    controlPort: port,
  })
  const notRun = issuer === ISSUER_OF_CALLERS ? LEFT_OUT_AT_RINGS : [...LEFT_OUT_AT_RINGS, SHORT_ISSUER]
  expect(strictFaultsOf(report, { known: {}, sent: 220, notRun })).toEqual([])
})
