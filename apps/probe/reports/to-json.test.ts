import { expect, test } from 'vitest'
import { z } from 'zod'
import { readProjectFile } from '../../../tests/support/project-files.ts'
import { compareWithBaseline } from './compare-baseline.ts'
import { probeReportSchema } from './report-schema.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toJson } from './to-json.ts'

test('the JSON is what its schema says, and says what the report says', () => {
  const document = probeReportSchema.parse(JSON.parse(toJson(REPORT_FIXTURE)))
  expect(document).toEqual({ version: 1, ...REPORT_FIXTURE })
  expect(Object.keys(document).slice(0, 5)).toEqual(['version', 'target', 'controls', 'summary', 'cases'])
  expect(Object.keys(document.cases[0] ?? {}).slice(0, 5)).toEqual(['id', 'family', 'class', 'severity', 'verdict'])
})

test('what a baseline says of it stands in it', () => {
  const baseline = { accepted: ['aud-missing', 'sig-empty'].map((id) => ({ id, because: 'known' })) }
  const document = probeReportSchema.parse(JSON.parse(toJson(REPORT_FIXTURE, compareWithBaseline(REPORT_FIXTURE, baseline)))) // prettier-ignore
  expect(document.baseline).toMatchObject({
    accepted: [{ id: 'aud-missing', kind: 'believed', because: 'known' }],
    fixed: [{ id: 'sig-empty', because: 'known' }],
    failing: 5,
  })
})

test('docs/probe-report.schema.json is the schema of it', async () => {
  expect(JSON.parse(await readProjectFile('docs/probe-report.schema.json'))).toEqual(z.toJSONSchema(probeReportSchema))
})
