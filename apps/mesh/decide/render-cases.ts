import type { PolicyPlace } from '#core/policy/mesh/model'
import { table } from '#core/process/help'
import { shownText } from '#core/shown-text'
import { sayDecider } from '../inbound/tell-decision.ts'
import type { DecidedCase } from './decide-cases.ts'
import type { RequestDecidedBy } from './decide-request.ts'

/** For programs: one object for each case, in their order. */
export function jsonOfCases(cases: readonly DecidedCase[]): string {
  const rows = cases.map(({ id, decision, status, by, reasons, aside, user, differences, keyTrouble }) => ({
    id,
    decision,
    status,
    by,
    reasons,
    ...(user !== undefined && { user }),
    ...aside,
    ...(keyTrouble.length > 0 && { keyTrouble }),
    ...(differences.length > 0 && { differences }),
  }))
  return `${JSON.stringify(rows, undefined, 2)}\n`
}

/** For people: a line for each case, and the reasons where something else was expected. */
export function renderCases(cases: readonly DecidedCase[], expected: number): string {
  const rows = cases.map(({ id, decision, status, by, differences }) => [
    shownText(id),
    decision,
    status === null ? '-' : String(status),
    `${shownText(sayRequestDecider(by))}${differences.length > 0 ? '  (not as expected)' : ''}`,
  ])
  const different = cases.filter(({ differences }) => differences.length > 0)
  const lines = [
    ...table([['case', 'decision', 'status', 'by'], ...rows]),
    '',
    sayCount(cases.length, expected, different.length),
  ]
  return `${[...lines, ...different.flatMap(explainDifference)].join('\n')}\n`
}

function sayCount(all: number, expected: number, different: number): string {
  const cases = all === 1 ? '1 case' : `${all} cases`
  if (expected === 0) return `${cases}, of which nothing is expected.`
  const whole = expected === all ? cases : `${cases}; something is expected of ${expected}`
  return different === 0 ? `${whole}: all as expected.` : `${whole}: ${different} not as expected.`
}

function explainDifference({ id, differences, reasons, keyTrouble, by }: DecidedCase): string[] {
  return [
    '',
    `${shownText(id)}: ${differences.join('; ')}.`,
    `  By ${shownText(sayRequestDecider(by))}${sayPlace(by)}.`,
    ...[...reasons.map(({ sentence }) => sentence), ...keyTrouble].map((sentence) => `  - ${shownText(sentence)}`),
  ]
}

/** What decided, in a few words. */
export function sayRequestDecider(by: RequestDecidedBy): string {
  if (by.kind === 'token') return `the token check ${by.check}: ${by.body}`
  if (by.kind === 'peer-authentication') return `PeerAuthentication ${by.policy}: no plaintext`
  return sayDecider(by)
}

function sayPlace(by: RequestDecidedBy): string {
  const place: PolicyPlace | undefined = 'place' in by ? by.place : undefined
  return place ? ` (${place.file}:${place.line}:${place.column})` : ''
}
