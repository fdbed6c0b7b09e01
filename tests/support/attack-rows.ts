import { readFileSync } from 'node:fs'
import type { Attack } from '#attacks'
import { readVectors } from './vectors.ts'

/** A row of the page of the catalogue: tests/vectors/attacks/catalogue.json. */
export interface CatalogueRow {
  id: string
  family: string
  what: string
  needs?: string
  why: string
  answer: string
  severity?: string
}

export const readCatalogue = () => readVectors<CatalogueRow[]>('attacks/catalogue.json')

/** The ids that the room says are not built, under the heading that says so. */
export function notBuilt(): string[] {
  const text = readFileSync(new URL('../../scenarios/attacks/README.md', import.meta.url), 'utf8')
  const [, section = ''] = text.split('## Not built')
  return [...section.matchAll(/`([a-z0-9-]+)`/g)].map(([, id = '']) => id)
}

/** What stands for each mark of the page: N is nothing. */
const MARKS: Record<string, Attack['needs'][number][]> = {
  K: ['issuer-key'],
  P: ['published-keys'],
  T: ['good-token'],
  T2: ['two-good-tokens'],
  C: ['client'],
  L: ['listener'],
}

/** Where a case differs from what its page says, in words. */
export function faultsOf(attack: Attack, row: CatalogueRow | undefined): string[] {
  if (!row) return ['the page has no such id']
  const { level, cwe } = attack.severity
  const [expects = '', watched = ''] = (ANSWERS_BY_CASE[row.id] ?? ANSWERS_ON_PAGE[row.answer] ?? '').split(' | ')
  const text = attack.references.join(' ')
  const needs = (row.needs ?? 'K').replace('T or K', 'K').split(' ')
  return [
    ...(attack.family === row.family ? [] : [`it is of the family ${row.family}`]),
    ...((row.severity ?? REFUSED_GOOD) === `${level} CWE-${cwe}` ? [] : [`it is ${row.severity}`]),
    ...(attack.expects.join(', ') === expects ? [] : [`the right answer is ${row.answer}`]),
    ...((attack.watched ?? []).join(', ') === watched ? [] : [`more is to be watched: ${watched}`]),
    ...numbersIn(row.why)
      .filter((number) => !text.includes(number))
      .map((number) => `it lacks a reference: ${number}`),
    ...needs.flatMap((mark) => MARKS[mark] ?? []).filter((need) => !attack.needs.includes(need)),
  ]
}

/** Numbers of standards, sections and advisories. */
const numbersIn = (why: string) => why.match(/\d[\d.-]*\d|[A-Z]{3,}-[\w-]+/g) ?? []

/** "One refused good token is a failure of the same rank as a medium finding." */
const REFUSED_GOOD = 'medium CWE-703'

/** Where the page says "as the case says". */
const ANSWERS_BY_CASE: Record<string, string> = {
  'http-error-leak': '401 token, 401 bare | no-leak',
  'http-401-shape': '401 token, 401 bare | challenge-shape',
  'dos-kid-flood': '401 token, 503 | one-key-set-read', // a key that is not known yet may be published by now: not all can wait to see
  'life-clock-jump': '401 token, 503', // "503 only where the row says so", and a clock that is wrong keeps a service from asking
}

/** The words of the page for a right answer, and what they are in the catalogue: what is right, and what is watched besides. */
const ANSWERS_ON_PAGE: Record<string, string> = {
  '200': '200',
  '400': '400',
  '401': '401',
  '401 token': '401 token',
  '401 token, no fetch': '401 token | no-fetch',
  '401 token or 2xx, no fetch': '401 token, 2xx | no-fetch',
  '401 token, quick': '401 token | quick',
  '401 token or 4xx size': '401 token, 4xx size',
  '4xx size or 401 token': '4xx size, 401 token',
  '4xx size': '4xx size',
  '401 token or 2xx': '401 token, 2xx',
  '2xx or 401 token': '2xx, 401 token',
  '401 token or 403': '401 token, 403 scope',
  '403 scope': '403 scope',
  '401 token or 403 scope': '401 token, 403 scope',
  '401 token or 400 request': '401 token, 400 request',
  '401 token (or last wins)': '401 token, 2xx | last-wins',
  '401 token, or 2xx without effect': '401 token, 2xx | without-effect',
  '401 token, or 2xx unchanged': '401 token, 2xx | without-effect',
  '401 token, or 2xx without 5xx': '401 token, 2xx',
  '401 token, 4xx size or 2xx, quick': '401 token, 4xx size, 2xx | quick',
  '401 bare, 400 request or 4xx size': '401 bare, 400 request, 4xx size',
  '413 or 400': '4xx size, 400',
  '401 token, JWKS hits ≤ 1': '401 token | one-key-set-read',
  '401 or 503, JWKS hits bounded': '401 token, 503 | few-key-set-reads',
  '401 or 503, quick': '401 token, 503 | quick',
  '401 token second time': '401 token',
  'one 2xx, 19 401 token': '401 token',
  '401 token after the documented time': '401 token | documented-time',
  'own claims each': '2xx | own-claims',
  '401 token within the documented time': '401 token | documented-time',
  '401 token for the old key': '401 token',
  '401 or 503': '401 token, 503',
  '401 or 503, no fetch there': '401 token, 503 | no-fetch',
  '401 token or 2xx, and an alarm': '401 token, 2xx | alarm',
  '401 bare': '401 bare',
  '401 bare or 400 request': '401 bare, 400 request',
  '400 request': '400 request',
  '400 request or 401 token': '400 request, 401 token',
  '401 bare, 400 request or 401 token': '401 bare, 400 request, 401 token',
  '401 token or 400 request, never 5xx': '401 token, 400 request',
  "2xx with the token's identity": '2xx | token-identity',
  "2xx with the token's identity, or 4xx": '2xx, 4xx | token-identity',
  '401 bare (never 2xx)': '401 bare, 4xx',
  '401 bare, 204 for preflight, 405': '401 bare, 204, 405',
  invalid_dpop_proof: '401 invalid_dpop_proof',
  use_dpop_nonce: '401 use_dpop_nonce',
  '4xx': '4xx',
  'refused by the TTS': '400',
  '405 or 400': '405, 400',
  '400 invalid_request': '400 invalid_request',
  '400 or 401': '400, 401',
  '401 invalid_client': '401 invalid_client',
  '400 invalid_scope, or less granted and said so': '400 invalid_scope, 200 | less-granted',
  '400 invalid_target': '400 invalid_target',
  '400 invalid_scope or invalid_request': '400 invalid_scope, 400 invalid_request',
  '200 {"active":false} and nothing more': '200 | inactive-alone',
  'refused, the token stays alive': '400, 401 | token-still-good',
  accept: '2xx',
  profile: '2xx, 401 token',
}
