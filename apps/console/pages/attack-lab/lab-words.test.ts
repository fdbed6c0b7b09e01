import { expect, test } from 'vitest'
import type { CaseResult, CaseVerdict } from '../../../probe/probe-report.ts'
import { fieldsOfFound, progressWords, targetOrder } from './lab-words.ts'

const result = (family: string, verdict: CaseVerdict): CaseResult => ({
  id: `${family}-${verdict}`,
  family,
  title: '',
  class: 'MUST',
  severity: { level: 'high', cwe: 287 },
  references: [],
  expects: [],
  verdict,
  remarks: [],
})

test('good tokens that are believed are never counted with the bad ones', () => {
  const results = [
    result('good', 'believed'),
    result('good', 'refused'),
    result('header', 'refused'),
    result('header', 'believed'),
    result('header', 'not-run'),
    result('header', 'inconclusive'),
  ]
  expect(progressWords({ results, of: 9, isGoing: true })).toBe(
    '6 of 9 cases: good tokens believed 1 of 2, bad tokens believed 1 of 3; 1 that nobody can tell, 1 not run',
  )
  expect(progressWords({ results: [], of: 9, isGoing: true })).toBe('0 of 9 cases')
})

test('what was found out is in the fields, algorithms too, and the run is asked for with it', () => {
  const said = {
    url: 'http://localhost:8080/',
    audience: '',
    issuer: '',
    type: '',
    scope: '',
    algorithms: '',
    leeway: ' 0',
  }
  const found = { audience: 'orders', issuer: 'https://i', type: 'JWT', algorithms: ['ES256', 'PS256'], lines: [] }
  expect(targetOrder({ target: 'own', own: fieldsOfFound(said, found) })).toEqual({
    url: 'http://localhost:8080/',
    audience: 'orders',
    issuer: 'https://i',
    type: 'JWT',
    algorithms: 'ES256, PS256',
    leeway: '0',
  })
})
