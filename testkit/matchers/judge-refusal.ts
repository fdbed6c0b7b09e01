import { TOKEN_ERRORS } from '#core/http/token-errors'
import { noInSuccess } from '#core/http/refused-in-success'
import type { KitAnswer } from './read-answer.ts'
import { reasonsSaid, type SaidReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'
import { saysNoKeys } from './undecided-words.ts'
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

/** Was the call let in: did it get what it asked for? */
export function judgeLetIn(answer: KitAnswer): RefusalJudged {
  const { status, json, unread, isRedirected } = answer
  if (isRedirected)
    return asJudged(
      'doubt',
      `The client followed a redirect (axios with its adapter for fetch does not tell), and ${status} is what it got elsewhere, where the token need not have come: call the address that answers itself, or without following (redirect: 'manual'; axios: fetchOptions).`,
    )
  if (status >= 200 && status < 300) {
    const saysNo = noInSuccess(json)
    if (saysNo !== undefined)
      return asJudged(
        'doubt',
        `It got ${status}, and the answer says ${saysNo}: judge that in your test, or give back the status that is meant.`,
      )
    if (unread !== undefined) return asJudged('doubt', `It got ${status}, and ${unread}.`)
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
  const notDecided = whyNotDecided(answer)
  if (notDecided !== undefined) return asJudged('doubt', notDecided)
  const said = reasonsSaid(answer)
  const about = aboutWhat(answer, said)
  if (reason === undefined) return judgeAny(answer.status, about)
  if (reason === 'insufficient-scope') return judgeRights(answer, about, said)
  if (about === 'rights')
    return asJudged('no', `The token is believed, and may not do this (${answer.status}): that is not ${reason}.`)
  if (about === 'unclear') return asJudged('doubt', whyUnclear(answer.status))
  if (reason === 'no-token') return judgeNoToken(answer, said)
  return judgeReason(said, reason)
}

/** Other ways to prove who calls: what they refuse is no token. */
const OTHER_SCHEMES = /\b(?:basic|digest|negotiate|ntlm)\b/i
const TOKEN_SCHEMES = /\b(?:bearer|dpop|jwt|token)\b/i
const OTHER_TOKENS = /\b[cx]srf\b/i

/** Nobody has looked at the token, or it cannot be told. */
function whyNotDecided({ status, challenges, challenge, text, unread }: KitAnswer): string | undefined {
  const noKeys = saysNoKeys([text, challenges])
  if (noKeys !== undefined)
    return `It got ${status}, and the answer says that keys could not be had, so nobody has looked at the token: "${noKeys.trim().slice(0, 200)}".`
  if (OTHER_SCHEMES.test(challenges) && !TOKEN_SCHEMES.test(challenges))
    return `It got ${status}, and the challenge is of another scheme, so it is not about the token.`
  if (OTHER_TOKENS.test(text)) return `It got ${status}, and the answer is about a CSRF token.`
  if (unread !== undefined && !TOKEN_ERRORS.has(challenge['error'])) return `It got ${status}, and ${unread}.`
  return undefined
}

function aboutWhat({ status, challenge, body }: KitAnswer, said: SaidReasons): RefusalSubject {
  const { error } = challenge
  if (error === 'insufficient_scope' || (said.reasons.length === 1 && said.reasons[0] === 'insufficient-scope'))
    return 'rights'
  if (status === 401) return body['error'] === 'invalid_client' && error === undefined ? 'unclear' : 'token'
  if (TOKEN_ERRORS.has(error) || TOKEN_ERRORS.has(body['error'])) return 'token'
  if (status === 400 && error === 'invalid_request') return 'token'
  return said.reasons.length === 1 && said.isOfToken && said.unsure === undefined && status === 403
    ? 'token'
    : 'unclear'
}

const whyUnclear = (status: number): string =>
  status === 403
    ? "It is 403, which most services answer to a token that is believed and may not do this; nothing here says that it is about the token itself. toBeRefused('insufficient-scope') asks for that."
    : status === 401
      ? 'It is 401 with the error invalid_client: that is about the client, and not about the token.'
      : 'It is 400, and nothing says that it is about the token (invalid_token, or a challenge): that is about the request.'

function judgeAny(status: number, about: RefusalSubject): RefusalJudged {
  if (about === 'token') return asJudged('yes', 'It is refused.')
  if (about === 'unclear') return asJudged('doubt', whyUnclear(status))
  return asJudged(
    'doubt',
    `The token is believed, and may not do this (${status}, insufficient scope): that is no refusal of the token. toBeRefused('insufficient-scope') asks for it; to test something else, give the token the scope.`,
  )
}

/** What services say of rights. */
const OF_RIGHTS =
  /\b(?:forbidden|permissions?|permitted|privileges?|rights?|roles?|scopes?|access|not allowed|not authori[sz]ed)\b/i

/** A 403 that says nothing, or speaks of rights, and not of the token. */
const isAboutRights = ({ status, text, body }: KitAnswer, { reasons, unsure }: SaidReasons): boolean => {
  const isEmpty = text.trim() === '' || (text.length < 10 && Object.keys(body).length === 0)
  return status === 403 && reasons.length === 0 && unsure === undefined && (isEmpty || OF_RIGHTS.test(text))
}

function judgeRights(answer: KitAnswer, about: RefusalSubject, said: SaidReasons): RefusalJudged {
  if (about === 'rights' || (about === 'unclear' && isAboutRights(answer, said)))
    return asJudged('yes', 'It is refused: insufficient-scope.')
  if (about === 'unclear') return asJudged('doubt', whyUnclear(answer.status))
  return asJudged('no', `It is refused, and the scope is not why: ${answer.status}.`)
}

/** RFC 6750 §3.1 wants no error code where no token came; many a service says as little of a token that it refuses. */
function judgeNoToken({ status, challenge, isSentWithout }: KitAnswer, said: SaidReasons): RefusalJudged {
  const { reasons, unsure } = said
  const isSaid = reasons.length === 1 && reasons[0] === 'no-token' && unsure === undefined
  if (reasons.length > 0 && !isSaid) return judgeReason(said, 'no-token')
  if (status !== 401 || challenge['error'] !== undefined)
    return asJudged('no', 'A call without a token gets 401 without an error (RFC 6750 §3.1).')
  if (isSaid || isSentWithout) return asJudged('yes', 'It is refused: no-token.')
  return asJudged(
    'doubt',
    'It is refused, and nothing says that no token came: neither the answer nor the call. What was sent is known of issuer.fetch, axios and supertest; toBeRefused() asks for the refusal alone.',
  )
}

/** Of what was read, is it that reason, and no other? */
export function judgeReason(
  { reasons, read, unsure }: Pick<SaidReasons, 'reasons' | 'read' | 'unsure'>,
  reason: RefusalReason,
): RefusalJudged {
  const [first, ...others] = reasons
  const whatWasRead = read.map((each) => `"${each}"`).join(', ')
  if (unsure !== undefined)
    return asJudged(
      'doubt',
      `It is refused, and why is in doubt: this names more than one reason, or something else than the token: "${unsure}".`,
    )
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
