import { expect, onTestFinished, test } from 'vitest'
import { openTestSandbox } from '../support/sandbox.ts'
import { probeStrictRoute } from '../support/strict-run.ts'

/** One of each kind: each waits until B has read the key set, and until it has its usual keys again. */
const OF_OTHER_KEY_SETS =
  'key-use-enc life-retired-key life-same-kid-new-key life-jwks-empty life-jwks-redirect ok-rotation-new-key'

test('scenario 7: B follows the keys that its issuer publishes', async () => {
  const sandbox = await openTestSandbox()
  onTestFinished(() => sandbox.close())
  const only = OF_OTHER_KEY_SETS.split(' ')
  const report = await probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.processes.serviceb.tlsPort}/scenario7-server`,
    target: { issuer: `https://localhost:${sandbox.factory.tlsPort}`, audience: 'serviceb', type: 'at+jwt' },
    controlPort: sandbox.processes.serviceb.port,
    only,
  })
  expect(report.stopped).toBeUndefined()
  const asked = report.cases.filter(({ verdict }) => verdict !== 'not-run')
  expect(asked.map(({ id }) => id)).toEqual(only)
  for (const { id, finding, verdict } of asked) expect([id, finding, verdict === 'inconclusive']).toEqual([id, undefined, false]) // prettier-ignore
})
