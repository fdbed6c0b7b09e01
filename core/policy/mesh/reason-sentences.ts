import { shownText } from '../../shown-text.ts'
import type { FailedCondition, Reason } from './decision.ts'
import type { RequestView } from './request-view.ts'

/** How many values of a field a sentence names. */
const MOST_VALUES = 4

/** What became of a rule, in one plain English sentence. */
export function sayReason(reason: Omit<Reason, 'sentence'>, isDropped: boolean, view: RequestView): string {
  const { action, policy, rule, isDryRun, failed, alsoFailed = [] } = reason
  const whole = `${action} ${shownText(policy)}, rule ${rule}${isDryRun ? ' (dry run)' : ''}`
  if (!failed) return `${whole} matches.`
  if (isDropped) {
    return `${whole} does not match: ${failed.field} is about HTTP, and this connection is not, so the mesh drops the rule.`
  }
  const others = alsoFailed.map((failure) => `, and ${sayFailure(failure, view)}`).join('')
  return `${whole} does not match: ${sayFailure(failed, view)}${others}.`
}

function sayFailure({ field, attribute, wanted, isNegated, seen }: FailedCondition, view: RequestView): string {
  const shown = wanted.slice(0, MOST_VALUES).map((value) => `"${shownText(value)}"`)
  const more = wanted.length > MOST_VALUES ? ` or ${wanted.length - MOST_VALUES} more` : ''
  const subject = field.startsWith('when') ? `${field} (${shownText(attribute)})` : field
  return `${subject} must ${isNegated ? 'not be' : 'be'} ${shown.join(' or ')}${more}, and ${saySeen(attribute, seen, view)}`
}

function saySeen(attribute: string, seen: string | null, { facts }: RequestView): string {
  if (seen !== null) return `it is "${seen}"`
  if (attribute.startsWith('request.auth.')) {
    return facts.claims ? 'the token has no such claim' : 'there is no verified token'
  }
  return OF_CALLER.has(attribute) ? 'the caller has no identity: it sent no certificate' : 'the request has none'
}

const OF_CALLER = new Set(['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain'])
