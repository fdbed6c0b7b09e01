import { expect } from 'vitest'
import { sarifFaults, withSarif } from '../../../tests/support/sarif.ts'
import type { FullReport } from './full-report.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toSarif } from './to-sarif.ts'

const test = withSarif.test
const runOf = (report: FullReport) => JSON.parse(toSarif(report)).runs[0]

const namesOf = (report: FullReport): string[] =>
  runOf(report).results[0].locations[0].logicalLocations.map(({ name }: { name: string }) => name)

const MATRIX = {
  title: 'Doors',
  rows: [
    ['✗ believed, and should not be', 'who steals the access token of servicea for serviceb can also call servicec (scenario 7)'],
    ['✗ refused, and should be believed', 'serviceb (scenario 5) refuses the token of servicea for serviceb, which is for it'],
    ['! believed, as a scenario shows', 'a lesson'],
  ],
  places: ['servicec GET /scenario7-server', 'serviceb GET /scenario5-server', 'relay GET /echo'],
} // prettier-ignore

test('a door that answers as it should not is a result that names it, and a rule of its own', async () => {
  const report = { ...REPORT_FIXTURE, matrix: MATRIX }
  const { results, tool } = runOf(report)
  const doors = results.filter(({ ruleId }: { ruleId: string }) => ruleId.startsWith('matrix-'))
  expect(doors).toMatchObject([
    { ruleId: 'matrix-believed', level: 'error', properties: { door: 'servicec GET /scenario7-server' } },
    { ruleId: 'matrix-refused', level: 'warning', properties: { door: 'serviceb GET /scenario5-server' } },
  ])
  for (const { ruleId, ruleIndex, locations } of doors) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
    expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^service[bc]\/scenario[57]-server$/)
  }
  expect(await sarifFaults(toSarif(report))).toEqual([])
})

test('a finding in a service of the sandbox names the service and its scenario', async () => {
  const url = 'https://localhost:8443/scenario5-server'
  const report = { ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, url, audience: 'serviceb' } }
  expect(namesOf(report)).toContain('serviceb, scenario 5')
  expect(namesOf(REPORT_FIXTURE).join()).not.toContain('scenario')
  expect(await sarifFaults(toSarif(report))).toEqual([])
})
