import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import type { ProbeReport } from '../apps/probe/probe-report.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { MAY_BE_UNCLEAR, probeStrictRoute, type StrictRoute } from './support/strict-run.ts'

// What a plain run leaves out, at places that check all: what costs much, revocation, a second issuer, other published keys.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

const probeAt = (number: number, role: 'serviceb' | 'servicec', more: Partial<StrictRoute>): Promise<ProbeReport> =>
  probeStrictRoute(sandbox, {
    url: `https://localhost:${sandbox.processes[role].tlsPort}/scenario${number}-server`,
    target: { issuer: `https://localhost:${sandbox.factory.tlsPort}`, audience: role, type: 'at+jwt' },
    controlPort: sandbox.processes[role].port,
    ...more,
  })

/** What must not be said, whatever was not run. */
function faultsIn({ cases, controls, stopped }: ProbeReport): string[] {
  const wrong = cases.filter(
    ({ id, finding, verdict }) => finding ?? (verdict === 'inconclusive' && !MAY_BE_UNCLEAR.has(id)),
  )
  return [
    ...(stopped === undefined ? [] : [stopped]),
    ...controls.filter(({ areRight }) => !areRight).map(({ at }) => `the controls are wrong: ${at}`),
    ...wrong.map(({ id, verdict, finding, reason }) => `${id}: ${verdict}, ${finding?.sentence ?? reason}`),
  ]
}

const sentIn = ({ cases }: ProbeReport) => cases.flatMap(({ id, verdict }) => (verdict === 'not-run' ? [] : [id]))
const idsThatNeed = (need: string) =>
  CATALOGUE.flatMap(({ id, needs }) => (needs.some((each) => each === need) ? [id] : []))

test('floods at B leave no doubt', async () => {
  const report = await probeAt(7, 'serviceb', { only: ['cost'] })
  expect(faultsIn(report)).toEqual([])
  expect(sentIn(report)).toEqual(expect.arrayContaining(['dos-kid-flood', 'dos-jwks-down-flood', 'dos-huge-rsa']))
})

test('scenario 10: a revoked token is refused at once, and no memory of good ones can be misled', async () => {
  const report = await probeAt(10, 'serviceb', { only: ['life', 'dos-kid-flood'], also: ['revocation'] })
  expect(faultsIn(report)).toEqual([])
  expect(sentIn(report)).toEqual(
    expect.arrayContaining([...idsThatNeed('revocation'), 'life-cached-by-text', 'dos-kid-flood']),
  )
})

test('scenario 7: another issuer of the factory signs nothing for the first', async () => {
  const only = idsThatNeed('second-issuer')
  const report = await probeAt(7, 'serviceb', { only, secondIssuer: 'other' })
  expect(faultsIn(report)).toEqual([])
  expect(sentIn(report)).toEqual(only)
})
