import { expect, test } from 'vitest'
import { compareWithBaseline } from './compare-baseline.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toSarif } from './to-sarif.ts'

const runOf = (text: string) => JSON.parse(text).runs[0]

test('each finding is a result of its rule, by its severity', () => {
  const { results, tool } = runOf(toSarif(REPORT_FIXTURE))
  expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => `${ruleId} ${level}`)).toEqual([
    'aud-other-service error',
    'aud-missing error',
    'kid-url error',
    'json-deep warning',
    'header-huge warning',
    'ok-aud-array warning',
    'sub-empty note',
  ])
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
  expect(tool.driver.rules).toHaveLength(11)
  expect(tool.driver.rules[2]).toMatchObject({
    id: 'aud-other-service',
    helpUri: 'https://www.rfc-editor.org/rfc/rfc8725#section-2.7',
    properties: { 'security-severity': '9.5', tags: ['security', 'identity', 'MUST', 'external/cwe/cwe-284'] },
  })
})

const fingerprints = (url: string) =>
  runOf(toSarif({ ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, url } })).results.map(
    ({ partialFingerprints }: { partialFingerprints: object }) => Object.values(partialFingerprints)[0],
  )

test('a finding has the same fingerprint in each run, and another one at another target', () => {
  const one = fingerprints('https://localhost:8443/orders')
  expect(new Set(one).size).toBe(one.length)
  expect(fingerprints('https://somebody:word@localhost:8443/orders')).toEqual(one)
  expect(fingerprints('https://localhost:8443/other')).not.toEqual(one)
})

test('what the baseline accepts is suppressed, and says why', () => {
  const baseline = { accepted: [{ id: 'aud-missing', because: 'the gateway checks it' }] }
  const { results } = runOf(toSarif(REPORT_FIXTURE, compareWithBaseline(REPORT_FIXTURE, baseline)))
  expect(results[0]).toMatchObject({ baselineState: 'new', suppressions: [] })
  expect(results[1]).toMatchObject({
    baselineState: 'unchanged',
    suppressions: [{ kind: 'external', status: 'accepted', justification: 'the gateway checks it' }],
  })
})

test('a run that stopped says so', () => {
  expect(runOf(toSarif({ ...REPORT_FIXTURE, stopped: 'The good token is refused.' })).invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: 'The good token is refused.' } }],
    },
  ])
})
