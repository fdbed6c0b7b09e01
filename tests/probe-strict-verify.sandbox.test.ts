import { afterAll, beforeAll, expect, test } from 'vitest'
import { IS_ABOUT_HEADERS } from '../apps/probe/target/token-in-body.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { LEFT_OUT_AT_RINGS, leftOutBut, probeStrictRoute, SHORT_ISSUER, strictFaultsOf } from './support/strict-run.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const RING = 'servicea'

test('the factory, which is asked in a JSON body whether a token is good, has no finding', async () => {
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.factory.tlsPort}/verify/${RING}`,
    target: { issuer: 'https://jwt-factory/', audience: 'serviceb', type: 'JWT' },
    ring: RING,
    claims: { sub: RING },
    also: ['lax-type'],
    inBody: { tokenMember: 'token', body: JSON.stringify({ aud: 'serviceb', sub: RING }) },
    marker: { in: 'json', path: ['valid'], value: 'true' },
    controlPort: sandbox.factory.port,
  })
  const notRun = [...leftOutBut(LEFT_OUT_AT_RINGS), SHORT_ISSUER, IS_ABOUT_HEADERS]
  expect(strictFaultsOf(report, { known: {}, sent: 190, notRun })).toEqual([])
})
