import { TITLES, type RejectionReason } from '../token/rejection.ts'
import type { AccessReason } from './dialect.ts'

/** One English sentence, fit for `error_description` (RFC 6750 §3) as those of TITLES are. */
export function titleOfReason(reason: AccessReason): string {
  return OWN_TITLES.get(reason) ?? TITLES[reason as RejectionReason] // the map has the others
}

const OWN_TITLES: ReadonlyMap<AccessReason, string> = new Map([
  ['no-credentials', 'The request has no token'],
  ['invalid-request', 'The credentials cannot be read'],
  ['claim-not-allowed', 'The token is believed, and its claims are not those that are let in here'],
  ['cannot-decide', 'This cannot be decided at the moment'],
] as const)
