import type { Attack } from '#attacks'
import type { Finding } from '../probe-report.ts'
import { GOOD_RULES } from './good-rules.ts'
import { settingFor } from './library-settings.ts'
import { REMEDY_RULES, rowFor, type RemedyRow } from './remedy-rules.ts'

const WHILE_KEYS_CANNOT_BE_READ = 'life-jwks-* dos-jwks-down-flood dialect-jwtproxy-w4-* dialect-jwtproxy-w15-*'

/** What to change where a service answered with a fault of its own. */
const CRASHED_RULES: readonly RemedyRow[] = [
  ['ok-*', 'Answer a good token as any other: the log of the service says what broke'],
  [WHILE_KEYS_CANNOT_BE_READ, 'Answer 401 or 503 while the keys of the issuer cannot be read, and never with a fault of your own'],
  ['te-* xc-* in-* rv-* dos-body-token', 'Answer a request that you cannot read with 400, and never with a fault of your own'],
  ['http-none http-empty http-identity-header http-path-* http-method-*', 'Answer a request without a token with 401, and never with a fault of your own'],
  ['*', 'Answer a token that you cannot read with 401, and never with a fault of your own'],
] // prettier-ignore

/** What to change where no answer came in time. */
const HUNG_RULES: readonly RemedyRow[] = [
  [WHILE_KEYS_CANNOT_BE_READ, 'Bound the time for which the keys of the issuer are waited for'],
  ['*', 'Bound the time and the size of what is checked'],
]

/** By what went wrong; where no row fits, what the case is about says it. */
const RULES_BY_KIND: Readonly<Record<Finding['kind'], readonly RemedyRow[]>> = {
  believed: [],
  'good-refused': GOOD_RULES,
  crashed: CRASHED_RULES,
  hung: HUNG_RULES,
  watch: [],
}

/**
 * What to change: one setting of the library that was recognised, else the rule. Cases that break one rule get the same words, so that
 * they stand together; the standard that each goes by stands in its references.
 */
export function remedyFor({ id }: Pick<Attack, 'id'>, kind: Finding['kind'], library: string | undefined): string {
  const setting = kind === 'believed' && library !== undefined ? settingFor(library, id) : undefined
  if (setting !== undefined) return `${library}: ${setting}.`
  const rule = rowFor([...RULES_BY_KIND[kind], ...REMEDY_RULES, ...GOOD_RULES], id)
  return `${rule ?? 'Refuse what the standard refuses'}.`
}
