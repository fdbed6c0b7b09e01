import type { KitAnswer } from './read-answer.ts'
import { reasonsSaid, type SaidReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'
export type { RefusalReason } from './refusal-words.ts'

/** Is it so? In doubt neither an expectation nor its contrary holds. */
export interface RefusalJudged {
  readonly is: 'yes' | 'no' | 'doubt'
  /** A sentence. */
  readonly why: string
}

const asJudged = (is: RefusalJudged['is'], why: string): RefusalJudged => ({ is, why })

/** What an answer is about: the token, what it allows, or nobody knows. */
type RefusalSubject = 'token' | 'rights' | 'unclear'

/** Of OAuth (RFC 6749 §5.2, RFC 6750 §3.1): whoever answers so has looked at the credentials. */
const OAUTH_ERRORS = new Set([
  'invalid_request',
  'invalid_token',
  'invalid_grant',
  'invalid_client',
  'invalid_dpop_proof',
])

/** Codes by which 200 says no, in GraphQL (errors[].extensions.code). */
const NO_OF_GRAPHQL = /"code":"(?:UNAUTHENTICATED|FORBIDDEN|UNAUTHORIZED)"/

/** Was the call let in: did it get what it asked for? */
export function judgeLetIn({ status, body, text }: KitAnswer): RefusalJudged {
  if (status >= 200 && status < 300) {
    const saysNo = body['valid'] === false ? '"valid": false' : NO_OF_GRAPHQL.exec(text)?.[0]
    if (saysNo !== undefined)
      return asJudged(
        'doubt',
        `It got ${status}, and the answer says ${saysNo}: judge that in your test, or give back the status that is meant.`,
      )
    return asJudged('yes', `The call was let in: it got ${status}.`)
  }
  if (status === 304) return asJudged('yes', 'The call was let in: it got 304.')
  if (status < 400)
    return asJudged('doubt', `It is sent elsewhere (${status}): whether the token is believed cannot be told.`)
  if (status >= 500)
    return asJudged(
      'doubt',
      `The service could not decide: it answers ${status}. That lets nobody in, and refuses nothing.`,
    )
  if (![400, 401, 403].includes(status))
    return asJudged('doubt', `${status} says nothing about a token: it is neither 401 nor 403, nor 400.`)
  return asJudged('no', `It is refused: ${status}.`)
}

/** Is a token refused, and for that reason? Without a reason any will do that is one of the token. */
export function judgeRefusal(answer: KitAnswer, reason: RefusalReason | undefined): RefusalJudged {
  const letIn = judgeLetIn(answer)
  if (letIn.is !== 'no') return asJudged(letIn.is === 'yes' ? 'no' : 'doubt', letIn.why)
  const said = reasonsSaid(answer)
  const about = aboutWhat(answer, said)
  if (reason === undefined) return judgeAny(answer.status, about)
  if (reason === 'insufficient-scope') return judgeRights(answer.status, about, said)
  if (about === 'rights')
    return asJudged('no', `The token is believed, and may not do this (${answer.status}): that is not ${reason}.`)
  if (about === 'unclear') return asJudged('doubt', whyUnclear(answer.status))
  if (reason === 'no-token') return judgeNoToken(answer, said)
  return judgeReason(said, reason)
}

function aboutWhat({ status, challenge, body }: KitAnswer, { reasons }: SaidReasons): RefusalSubject {
  const { error } = challenge
  if (error === 'insufficient_scope' || (reasons.length === 1 && reasons[0] === 'insufficient-scope')) return 'rights'
  if (status === 401) return 'token'
  const isOAuth =
    OAUTH_ERRORS.has(error ?? '') || (typeof body['error'] === 'string' && OAUTH_ERRORS.has(body['error']))
  if (isOAuth || (status === 403 && reasons.length === 1)) return 'token'
  return 'unclear'
}

const whyUnclear = (status: number): string =>
  status === 403
    ? "It is 403, which most services answer to a token that is believed and may not do this; nothing here says that it is about the token itself. toBeRefused('insufficient-scope') asks for that."
    : 'It is 400 without an error of OAuth or a challenge: that is about the request, and says nothing about the token.'

function judgeAny(status: number, about: RefusalSubject): RefusalJudged {
  if (about === 'token') return asJudged('yes', 'It is refused.')
  if (about === 'unclear') return asJudged('doubt', whyUnclear(status))
  return asJudged(
    'doubt',
    `The token is believed, and may not do this (${status}, insufficient scope): that is no refusal of the token. toBeRefused('insufficient-scope') asks for it; to test something else, give the token the scope.`,
  )
}

function judgeRights(status: number, about: RefusalSubject, { reasons }: SaidReasons): RefusalJudged {
  if (about === 'rights' || (about === 'unclear' && status === 403 && reasons.length === 0))
    return asJudged('yes', 'It is refused: insufficient-scope.')
  if (about === 'unclear') return asJudged('doubt', whyUnclear(status))
  return asJudged('no', `It is refused, and the scope is not why: ${status}.`)
}

/** RFC 6750 §3.1: no error code where no token came. */
function judgeNoToken({ status, challenge }: KitAnswer, { reasons }: SaidReasons): RefusalJudged {
  const isSaid = reasons.length === 1 && reasons[0] === 'no-token'
  if (status === 401 && (isSaid || (challenge['error'] === undefined && reasons.length === 0)))
    return asJudged('yes', 'It is refused: no-token.')
  return asJudged('no', 'A call without a token gets 401 without an error (RFC 6750 §3.1).')
}

/** Of what was read, is it that reason, and no other? */
export function judgeReason(
  { reasons, read }: Pick<SaidReasons, 'reasons' | 'read'>,
  reason: RefusalReason,
): RefusalJudged {
  const [first, ...others] = reasons
  const whatWasRead = read.map((each) => `"${each}"`).join(', ')
  if (first === undefined)
    return asJudged(
      'doubt',
      `It is refused, and the answer does not say why: whether it is ${reason} cannot be told. toBeRefused() asks for the refusal alone.`,
    )
  if (others.length > 0)
    return asJudged(
      'doubt',
      `It is refused, and why is in doubt: ${reasons.join(' or ')}, by what was read: ${whatWasRead}.`,
    )
  if (first !== reason)
    return asJudged(
      'no',
      `It is refused for another reason: ${first}, and not ${reason}. That was read from ${whatWasRead}.`,
    )
  return asJudged('yes', `It is refused: ${reason}.`)
}
