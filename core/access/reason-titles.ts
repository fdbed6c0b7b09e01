import { TITLES, type RejectionReason } from '../token/rejection.ts'
import type { AccessReason, AccessRefusal } from './dialect.ts'

/** One English sentence, fit for `error_description` (RFC 6750 §3) as those of TITLES are. */
export function titleOfReason(reason: AccessReason): string {
  return OWN_TITLES.get(reason) ?? TITLES[reason as RejectionReason] // the map has the others
}

/** The same, where the check that said no knows better what is wrong than the reason does. */
export const titleOfRefusal = ({ reason, check }: Pick<AccessRefusal, 'reason' | 'check'>): string =>
  TITLES_OF_CHECKS.get(`${check}: ${reason}`) ?? titleOfReason(reason)

/** Nothing is wrong with the credentials of a relay, and nothing but the reading with a list that is taken as one value. */
const TITLES_OF_CHECKS: ReadonlyMap<string, string> = new Map([
  ['endpoint: invalid-request', 'No endpoint is named: x-piko-endpoint says which, or the first label of Host'],
  ['permission: claim-not-allowed', 'The token is believed, and does not allow this endpoint'],
  [
    'whole-requirement: claim-not-allowed',
    'The token is believed, and the whole text of a claim is not the one value that is asked for here',
  ],
])

const OWN_TITLES: ReadonlyMap<AccessReason, string> = new Map([
  ['no-credentials', 'The request has no token'],
  ['invalid-request', 'The credentials cannot be read'],
  ['claim-not-allowed', 'The token is believed, and its claims are not those that are let in here'],
  ['cannot-decide', 'This cannot be decided at the moment'],
] as const)
