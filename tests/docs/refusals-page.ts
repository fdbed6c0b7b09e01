import type { AccessReason } from '#core/access/dialect'
import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import { titleOfReason } from '#core/access/reason-titles'
import { notRevoked, notSpent } from '#core/access/spent-and-revoked'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { TITLES, type RejectionReason } from '#core/token/rejection'
import { CHECKS } from '#core/token/verify'
import { madeFrom, markdownPage, markdownTable } from './markdown.ts'

/** Reasons of those who let requests in; a new one does not compile until it is here. */
const OF_ACCESS: Readonly<Record<Exclude<AccessReason, RejectionReason>, true>> = {
  'no-credentials': true,
  'invalid-request': true,
  'claim-not-allowed': true,
  'cannot-decide': true,
}

const code = (text: string) => `\`${text}\``

interface FurtherCheckRow {
  rules: Set<string>
  who: Set<string>
}

/** The checks of all dialects that the verifier does not have, by their names. @param dialects the page of their room, which a test holds against them */
function furtherChecks(dialects: string): [name: string, row: FurtherCheckRow][] {
  const rows = new Map<string, FurtherCheckRow>()
  const add = (name: string, rule: string, who: string) => {
    const row = rows.get(name) ?? { rules: new Set<string>(), who: new Set<string>() }
    row.rules.add(rule)
    row.who.add(who)
    rows.set(name, row)
  }
  for (const part of dialects.split(/^## /m).slice(1)) {
    const dialect = part.slice(0, part.indexOf('\n'))
    for (const [, name = '', rule = ''] of part.matchAll(/^\| `([\w-]+)` +\| ([^|]+?) +\|$/gm)) add(name, rule, dialect)
  }
  const store = createMemoryStore(manualClock(0))
  for (const { check, rule } of [notSpent(store), notRevoked(store)]) add(check, rule, 'the factory and services')
  const whole = stokeDialect({ keys: { keysFor: () => [] }, now: () => 0, reading: 'whole' })
  for (const { name, rule } of whole.checks) if (name.startsWith('whole-')) add(name, rule, 'stoke, for a whole text')
  return [...rows]
    .filter(([name]) => !CHECKS.some((check) => check.name === name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** Every check of the verifier and of those around it, and every reason for a refusal. @param dialects the page of the dialects */
export function refusalsPage(dialects: string): string {
  return markdownPage(
    '# Every check, and every reason for a refusal',
    madeFrom('core/token/verify.ts, core/token/rejection.ts and core/access'),
    'By which checks a token is believed, and with which reasons it is refused. The checks of the verifier run in this order, and the first refusal ends them. A reason is stable: programs may decide by it.',
    markdownTable(
      ['check', 'rule'],
      CHECKS.map(({ name, rule }) => [code(name), rule]),
    ),
    '## Checks of others',
    'A [dialect](../../core/access/dialects/README.md) has an order of its own, and checks that the verifier does not have; its page says which, one after the other, with the rule of each: here is that of the first who has it. `replay`, `revocation` and the requirements come behind all checks of the token itself.',
    markdownTable(
      ['check', 'rule', 'who has it'],
      furtherChecks(dialects).map(([name, { rules, who }]) => [code(name), [...rules][0] ?? '', [...who].join(', ')]),
    ),
    '## Reasons',
    markdownTable(
      ['reason', 'in words'],
      [
        ...Object.entries(TITLES),
        ...Object.keys(OF_ACCESS).map((reason) => [reason, titleOfReason(reason as AccessReason)] as const), // the keys are such
      ].map(([reason, title]) => [code(reason), title]),
    ),
  )
}
