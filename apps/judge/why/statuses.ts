import type { Judgement } from '../judgement.ts'
import type { JudgeDifference } from './difference.ts'
import { namesWithin } from './judge-names.ts'

/** Why a system answers with another status than 401, by judge, status and, where it matters, reason. */
const HABITS: Readonly<Record<string, string>> = {
  'jwtproxy 403': 'jwtproxy says 403 to whatever is wrong, and never 401.',
  'stoke 422': 'Stoke says 422 where it sees no token.',
  'mesh 403': 'The mesh says 403 where the audience is wrong.',
  'strict 400': 'Our strict verifier says 400 where the request itself cannot be read (RFC 6750 §3.1).',
  'strict 403': 'Our strict verifier says 403 to whoever is known and not allowed (RFC 6750 §3.1).',
  'kong 500': 'Kong says 500 to a signature of another length than it takes for granted.',
  'kong-exp-nbf 500': 'Kong says 500 to a signature of another length than it takes for granted.',
}

/** One sentence where those who refuse answer with more than one status. */
export function differentStatuses(judgements: readonly Judgement[]): JudgeDifference[] {
  const refusing = judgements.filter(({ outcome }) => outcome === 'refused')
  const byStatus = Map.groupBy(refusing, ({ status }) => status)
  if (byStatus.size < 2) return []
  const counts = [...byStatus]
    .sort(([one], [other]) => one - other)
    .map(([status, group]) => `${status} from ${namesWithin(group.map(({ judge }) => judge))}`)
  const habits = new Set(refusing.map(({ judge, status }) => HABITS[`${judge} ${status}`]))
  habits.delete(undefined)
  const says = [`They say no with different statuses: ${counts.join('; ')}.`, ...habits].join(' ')
  return [{ kind: 'status', judges: refusing.map(({ judge }) => judge), says }]
}
