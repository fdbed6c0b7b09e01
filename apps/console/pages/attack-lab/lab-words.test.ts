import { expect, test } from 'vitest'
import type { CaseResult, CaseVerdict } from '../../../probe/probe-report.ts'
import type { LabRun } from './lab-state.ts'
import {
  eitherRightWords,
  fieldsOfFound,
  formAgainst,
  markOfCase,
  progressWords,
  targetOfCase,
  targetOrder,
} from './lab-words.ts'

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

test('what looks wrong in the counts and is right is explained, and what is policy has a mark of its own', () => {
  const finding = {
    kind: 'believed',
    severity: { level: 'low', cwe: 1 },
    isFailing: false,
    sentence: '',
    remedy: '',
  } as const
  const results = [
    result('good', 'refused'),
    result('header', 'believed'),
    { ...result('header', 'believed'), finding },
  ]
  expect(eitherRightWords(results)).toBe(
    'Of some tokens both answers are right: 1 bad token believed and 1 good token refused without a finding.',
  )
  expect(eitherRightWords([result('header', 'refused')])).toBe('')
  expect(markOfCase({ ...result('header', 'believed'), finding }).mark).toBe('odd')
  expect(markOfCase({ ...result('header', 'believed'), finding: { ...finding, isFailing: true } }).mark).toBe('refused')
  expect(progressWords({ results: results.slice(0, 1), of: 1, isGoing: false })).toMatch(/^1 case:/)
})

test('what was found out is in the fields, algorithms too, and the run is asked for with it', () => {
  const said = {
    url: 'http://localhost:8080/',
    audience: '',
    issuer: '',
    type: '',
    scope: '',
    ring: '',
    algorithms: '',
    leeway: ' 0',
    acceptedWhen: 'text:orders',
    tokenIn: 'X-Token',
    body: '',
  }
  const found = { audience: 'orders', issuer: 'https://i', type: 'JWT', algorithms: ['ES256', 'PS256'], lines: [] }
  expect(targetOrder({ target: 'own', own: fieldsOfFound(said, found) })).toEqual({
    url: 'http://localhost:8080/',
    audience: 'orders',
    issuer: 'https://i',
    type: 'JWT',
    algorithms: 'ES256, PS256',
    leeway: '0',
    acceptedWhen: 'text:orders',
    tokenIn: 'X-Token',
  })
})

test('the token of a case that was run is made for whom it was run against, whatever the form says since', () => {
  const whom = { url: 'http://localhost:8080/', audience: 'orders', acceptedWhen: 'text:yes' }
  const run = { whom, results: [result('header', 'believed')] } as unknown as LabRun // no more of it is read
  const form = { target: 'serviceb-scenario7', own: formAgainst(whom).own }
  expect(targetOfCase('header-believed', { ...form, run })).toEqual(whom)
  expect(targetOfCase('exp-past', { ...form, run })).toEqual({ cast: 'serviceb-scenario7' })
  expect(targetOfCase('header-believed', { ...form, run: undefined })).toEqual({ cast: 'serviceb-scenario7' })
})

test('the form is filled with whom a run was against', () => {
  const whom = { url: 'http://localhost:8080/', audience: '[orders]', leeway: '5' }
  expect(targetOrder(formAgainst(whom))).toEqual(whom)
  expect(targetOrder(formAgainst({ cast: 'servicec-scenario8' }))).toEqual({ cast: 'servicec-scenario8' })
})
