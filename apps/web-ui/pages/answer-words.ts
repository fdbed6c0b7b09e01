import type { BackendResult } from '../ask-backend.ts'
import type { Visit } from '../login/visit.ts'

/** How an answer is shown: a word, its sign, and why it is so. */
export interface AnswerWords {
  outcome: 'good' | 'refused' | 'cannot-decide'
  word: string
  why: string
}

/**
 * Says in a sentence what came of a question to a backend. A sidecar tells nobody whom it refuses which policy did so, so a sentence
 * says what this page knows: what it sent along.
 */
export function answerWords({ name, status, challenge }: BackendResult, visit: Visit | undefined): AnswerWords {
  if (status === undefined)
    return { outcome: 'cannot-decide', word: 'no answer', why: `${name} did not answer in time, or cannot be reached.` }
  if (status >= 200 && status < 300)
    return { outcome: 'good', word: `${status} answered`, why: `${name} let the question in.` }
  if (status === 401) return { outcome: 'refused', word: '401 refused', why: whyUnknown(challenge) }
  if (status === 403) return { outcome: 'refused', word: '403 refused', why: whyForbidden(visit) }
  if (status === 404)
    return { outcome: 'cannot-decide', word: '404 not found', why: `${name} has nothing at this path.` }
  return { outcome: 'cannot-decide', word: `${status} failed`, why: `${name} could not answer the question.` }
}

const whyUnknown = (challenge = '') =>
  challenge.includes('invalid_token')
    ? 'The sidecar before it looked at the token and did not believe it.'
    : 'It wants to know who asks, and no token went along.'

function whyForbidden(visit: Visit | undefined): string {
  if (!visit) return 'A policy there does not let this page in, or not without a token of a person.'
  if ('authorization' in visit.along) return 'It knows who asks, and no policy there lets this page in for this person.'
  if ('jwt' in visit.along)
    return 'The token went along in the header jwt. RequestAuthentication looks at Authorization alone, so for its policies nobody has logged in.'
  if (visit.person)
    return 'You have logged in, but no access token went along: the profile says why. Without one there is no person for its policies.'
  return 'Nobody has logged in, so no token went along, and no policy there lets this page in without one.'
}
