import { bearerError } from '#core/http/bearer'
import { notNow } from '#core/http/not-now'
import type { PeerAnswer } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import { TITLES } from '#core/token/rejection'
import type { Recorder } from '#core/trace/recorder'
import { titleOf } from '#core/trace/step'
import type { NumberedScenario, Role } from '#scenarios'
import type { Variants } from '../routes/variants.ts'

/** Is a service of somebody else in this role? */
export type IsGuest = (role: Role) => boolean

/** Where a callee is reached without a token, by a socket that only ours listens on. */
const BY_SOCKET: Partial<Record<NumberedScenario['trust'], string>> = {
  sidecars: 'the verifier reaches',
  gateway: 'the gateways reach',
  relay: 'the agent of the relays reaches',
}

/** @throws Problem conflict, in a sentence, for what a service of somebody else cannot play: no verdict would say anything */
export function refuseForGuests(scenario: NumberedScenario, variants: Pick<Variants, 'has'>, isGuest: IsGuest): void {
  const { number, trust, callees, onlyOurs = {} } = scenario
  const guest = callees.find(isGuest)
  const before = BY_SOCKET[trust]
  if (guest !== undefined && before !== undefined)
    throw new Problem(
      'conflict',
      `Scenario ${number} cannot be played with your own service in the role of ${titleOf(guest)}: ${before} it by a socket file, without a token, and only the sandbox's own listens there.`,
    )
  const refused = Object.entries(onlyOurs).find(([variant, role]) => isGuest(role) && variants.has(variant))
  if (refused)
    throw new Problem(
      'conflict',
      `The variant "${refused[0]}" of scenario ${number} cannot be played with your own service in the role of ${titleOf(refused[1])}: it is that service which behaves differently in it, and yours does not know how.`,
    )
}

/**
 * What a service of somebody else answered, as its caller sees it: let in, or refused. Its body may be anything; of that, claims and
 * the answer of the service behind it are shown.
 * @throws Problem when it is neither: then nothing is said about the token
 */
export function readGuestAnswer(
  callee: Role,
  answer: PeerAnswer,
  recorder: Pick<Recorder, 'step'>,
  isOfName = false,
): Record<string, unknown> {
  const { status } = answer
  const name = `${titleOf(callee)}, your own service,`
  const found = (what: string) =>
    recorder.step({ verb: 'finds', what: `${name} ${what} (${status}); what happened inside it is not known here` })
  const body = isObject(answer.body) ? answer.body : {}
  if (status >= 200 && status < 300) {
    if (body['valid'] === false)
      throw guestGarbled(callee, `answered ${status} and "valid": false. Whether the token was let in cannot be told.`)
    found('let the token in')
    return { valid: true, status, ...shownOfGuest(body), isOwnService: true }
  }
  const isRefusal = status === 401 || status === 403 || (status === 400 && isOfName && isBearerError(answer))
  if (isRefusal) {
    found('refused the token')
    return { message: 'refused', valid: false, status, ...guestRefusal(answer, body), claims: {}, isOwnService: true }
  }
  const later = notNow(callee, answer)
  if (later) throw later
  throw guestGarbled(
    callee,
    `answered ${status}, ${WHY_NEITHER[status] ?? 'which neither lets a token in nor refuses it'}.`,
  )
}

const WHY_NEITHER: Record<number, string> = {
  404: 'so it has no such route',
  405: 'so it does not take GET there',
}

const guestGarbled = (callee: Role, what: string) =>
  new Problem(
    'peer-garbled',
    `${titleOf(callee)}, your own service, ${what} What it must answer: docs/own-service.md.`,
    {
      members: { peer: callee },
    },
  )

const isBearerError = ({ headers }: PeerAnswer) => bearerError(headers['www-authenticate']) !== undefined

/** Whoever shows a token that it got does not show it here. */
function shownOfGuest({ claims, servicec }: Record<string, unknown>): Record<string, unknown> {
  const members = { claims: isObject(claims) ? claims : {}, ...(isObject(servicec) && { servicec }) }
  return JSON.parse(redact(JSON.stringify(members)))
}

/** A reason is one of ours, or there is none: its words are its own. */
function guestRefusal({ headers }: PeerAnswer, { reason, message }: Record<string, unknown>): Record<string, unknown> {
  const words = typeof message === 'string' ? message : headers['www-authenticate']
  return {
    ...(typeof reason === 'string' && Object.hasOwn(TITLES, reason) && { reason }),
    ...(words !== undefined && { error: { message: redact(words).slice(0, MOST_GUEST_WORDS) } }),
  }
}

const MOST_GUEST_WORDS = 300
