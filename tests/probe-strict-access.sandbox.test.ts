import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { strictFaultsOf, LEFT_OUT_EVERYWHERE, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })
  // So that the probe can exchange tokens for C: it registers the client whose audience is C itself. C needs none to judge.
  await sandbox.removeClient('servicec')
})
afterAll(() => sandbox.close())

const NOT_SAID_TO_ASK = 'the target is not said to ask about revoked tokens: say it with --revocation'

/** Cases about its token endpoint, introspection and revocation; for B none about exchange, whose client has a secret of its own. */
const AT_THE_FACTORY = { serviceb: 15, servicec: 23 }

test.each<[number, 'serviceb' | 'servicec']>([
  [7, 'serviceb'],
  [8, 'servicec'],
  [9, 'servicec'],
  [10, 'serviceb'],
])('scenario %i at %s, and the factory, have no finding', async (number, role) => {
  const { tlsPort, port } = sandbox.processes[role]
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${tlsPort}/scenario${number}-server`,
    target: { issuer: `https://localhost:${sandbox.factory.tlsPort}`, audience: role, type: 'at+jwt' },
    controlPort: port,
  })
  const ofB = [
    'it takes a good token with scope',
    'the good token is for the client serviceb of the factory, whose secret the probe does not have: use --serve-issuer PORT',
  ]
  const notRun = [
    ...LEFT_OUT_EVERYWHERE,
    ...(role === 'serviceb' ? ofB : []),
    NOT_SAID_TO_ASK,
    SHORT_ISSUER,
    'it is for a target that takes tokens of any type: say --lax-type where yours is meant to',
  ]
  expect(strictFaultsOf(report, { known: {}, sent: 260, notRun })).toEqual([])
  const ofFactory = report.cases.filter(({ family, verdict }) => family === 'issuer' && verdict !== 'not-run')
  expect(ofFactory.length).toBe(AT_THE_FACTORY[role])
})
