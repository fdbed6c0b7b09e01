import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import { casesWithSkew } from './skew-cases.ts'
import { judgeSkew, SKEW_CLAIMS, type MeasuredSkew } from './skew-report.ts'

const resultsOf = (measured: MeasuredSkew) =>
  SKEW_CLAIMS.map((claim) => ({ claim, measured, ...judgeSkew(claim, measured), requests: 3 }))

const leeway = (seconds: number): MeasuredSkew => ({ kind: 'leeway', seconds, plusMinusSeconds: 1 })

const shown = (cases: readonly CaseResult[]) =>
  cases.map(({ id, class: kind, verdict, finding }) => [id, kind, verdict, finding?.isFailing])

test('a claim that nobody looks at is a finding, under the id and with the class of its case', () => {
  const cases = casesWithSkew([], resultsOf({ kind: 'never-checked' }))
  expect(shown(cases)).toEqual([
    ['exp-past', 'MUST', 'believed', true],
    ['nbf-future', 'MUST', 'believed', true],
    ['iat-future', 'SHOULD', 'believed', true],
  ])
  for (const { id, severity, references, family } of cases)
    expect(CATALOGUE.find((attack) => attack.id === id)).toMatchObject({ severity, references, family })
  expect(cases[0]?.finding?.sentence).toBe(
    'Measured: exp is not looked at: the standard requires it (RFC 7519 §4.1.4).',
  )
})

test('a leeway beyond the hour of the case is one too, and a smaller one or none that was seen is not', () => {
  expect(casesWithSkew([], resultsOf({ kind: 'over-a-day' }))).toHaveLength(3)
  expect(casesWithSkew([], resultsOf(leeway(7200)))).toHaveLength(3)
  expect(casesWithSkew([], [...resultsOf(leeway(3600)), ...resultsOf({ kind: 'inconclusive', reason: 'x' })])).toEqual([]) // prettier-ignore
})

test('what its case says already is not said twice, and takes the place of a case that could not tell', () => {
  const [exp, nbf] = casesWithSkew([], resultsOf({ kind: 'never-checked' }))
  const found: CaseResult = { ...exp!, expects: ['401 token'] }
  const { finding: _, ...unclear } = { ...nbf!, verdict: 'inconclusive', remarks: ['odd'] } as const
  const [first, second, ...more] = casesWithSkew([found, unclear], resultsOf({ kind: 'never-checked' }))
  expect(first).toBe(found)
  expect(second).toEqual({ ...nbf, remarks: ['odd'] })
  expect(more.map(({ id }) => id)).toEqual(['iat-future'])
})
