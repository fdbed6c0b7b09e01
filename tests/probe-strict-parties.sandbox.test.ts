import { afterAll, beforeAll, expect, test } from 'vitest'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

test('scenario 14: the relay has no finding', async () => {
  const report = await probeStrictRoute(sandbox, {
    url: `http://localhost:${sandbox.partyPorts.relay}/echo`,
    target: { issuer: 'https://jwt-factory/', audience: RELAY_AUDIENCE, type: 'JWT' },
    ring: RELAY_RING,
    claims: { sub: 'servicea', piko: { endpoints: ['serviceb'] } },
    also: ['lax-type'],
    extraHeaders: [['x-piko-endpoint', 'serviceb']],
    controlPort: sandbox.processes.neighbours.port,
  })
  const notRun = [...LEFT_OUT_AT_RINGS, SHORT_ISSUER]
  expect(strictFaultsOf(report, { known: {}, sent: 220, notRun })).toEqual([])
})
