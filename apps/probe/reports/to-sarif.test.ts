import { expect, test } from 'vitest'
import { sarifFaults, withSarif } from '../../../tests/support/sarif.ts'
import { compareWithBaseline } from './compare-baseline.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toSarif } from './to-sarif.ts'

const runOf = (text: string) => JSON.parse(text).runs[0]

test('each finding is a result of its rule, by its class', () => {
  const { results, tool } = runOf(toSarif(REPORT_FIXTURE))
  expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => `${ruleId} ${level}`)).toEqual([
    'aud-other-service error',
    'aud-missing error',
    'kid-url error',
    'json-deep error',
    'header-huge warning',
    'ok-aud-array error',
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

const fingerprints = (url: string, audience = 'serviceb') =>
  runOf(toSarif({ ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, url, audience } })).results.map(
    ({ partialFingerprints }: { partialFingerprints: object }) => Object.values(partialFingerprints)[0],
  )

test('a finding has the same fingerprint in each run, and another one at another target', () => {
  const one = fingerprints('https://localhost:8443/orders')
  expect(new Set(one).size).toBe(one.length)
  expect(fingerprints('https://somebody:word@localhost:8443/orders')).toEqual(one)
  expect(fingerprints('https://127.0.0.1:40123/orders')).toEqual(one)
  expect(fingerprints('https://localhost:8443/other')).not.toEqual(one)
  expect(fingerprints('https://localhost:8443/orders', 'servicec')).not.toEqual(one)
  expect(fingerprints('https://orders.example/orders')).not.toEqual(fingerprints('https://orders.example:8443/orders'))
})

const printsOf = (text: string) =>
  runOf(text).results.map((each: { partialFingerprints: object }) => each.partialFingerprints)

test('two runs with other tokens, times and ids of the run have the same fingerprints', () => {
  const later = REPORT_FIXTURE.cases.map((each) => ({
    ...each,
    ...(each.got && { got: { ...each.got, milliseconds: 77, body: 'another' } }),
    ...(each.token !== undefined && { token: 'e30.e30.AAAAAAAA…' }),
  }))
  expect(printsOf(toSarif({ ...REPORT_FIXTURE, cases: later }))).toEqual(printsOf(toSarif(REPORT_FIXTURE)))
})

test.each([
  ['https://localhost:8443/orders', 'localhost/orders'],
  ['http://127.0.0.1:3000/', 'localhost'],
  ['https://orders.example:8443/a/b?c=d', 'orders.example-8443/a/b'],
  ['http://[::1]:3000/a%20b', 'localhost/a%20b'],
  ['no address {at} "all": x', 'no%20address%20%7Bat%7D%20%22all%22%3A%20x'],
])('the place of %s is a path, which scanners of a repository take: %s', (url, path) => {
  const { results } = runOf(toSarif({ ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, url } }))
  expect(results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: path },
    region: { startLine: 1 },
  })
})

test('the help of a rule says in Markdown what is right, what to change and where that stands', () => {
  const { rules } = runOf(toSarif(REPORT_FIXTURE)).tool.driver
  expect(rules[2].help.markdown).toBe(`**It is for another service.** Severity: critical.

A standard requires it.

The right answer is 401 with error="invalid\\_token".

What to change: Require aud, and compare it exactly with your own name.

See [RFC 8725 §2.7, §3.9](https://www.rfc-editor.org/rfc/rfc8725#section-2.7), [CVE-2026-50627](https://www.cve.org/CVERecord?id=CVE-2026-50627), [CWE-284](https://cwe.mitre.org/data/definitions/284.html).

Ask again for this case alone: \`npm run probe -- --only aud-other-service\``)
  expect(rules[2].help.text).not.toMatch(/[[\]]|\\_/)
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

withSarif.test('what was asked for and was not seen is no success', async () => {
  const text = toSarif({ ...REPORT_FIXTURE, skew: { title: 'Clock', rows: [], gaps: ['--skew has seen nothing: x'] } })
  expect(runOf(text).invocations).toMatchObject([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: '--skew has seen nothing: x' } }],
    },
  ])
  expect(await sarifFaults(text)).toEqual([])
})
