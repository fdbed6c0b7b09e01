import { guestStep, jsonOfGuest, verdictOfGuest } from '#core/http/guest-verdict'
import { noInSuccess } from '#core/http/refused-in-success'
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
): Record<string, unknown> {
  const { status } = answer
  const json = jsonOfGuest(answer.body)
  const is = verdictOfGuest(answer)
  if (is !== undefined) recorder.step(guestStep(callee, answer))
  if (is === 'believes') return { valid: true, status, ...shownOfGuest(isObject(json) ? json : {}), isOwnService: true }
  if (is === 'refuses')
    return { message: 'refused', valid: false, status, ...guestRefusal(answer, json), claims: {}, isOwnService: true }
  const saysNo = status < 300 ? noInSuccess(json) : undefined
  if (saysNo !== undefined)
    throw guestGarbled(callee, `answered ${status} and ${redact(saysNo)}. Whether the token was let in cannot be told.`)
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

/** Whoever shows a token that it got does not show it here. */
function shownOfGuest({ claims, servicec }: Record<string, unknown>): Record<string, unknown> {
  const members = { claims: isObject(claims) ? claims : {}, ...(isObject(servicec) && { servicec }) }
  return JSON.parse(redact(JSON.stringify(members)))
}

/** A reason is one of ours, or there is none: its words are its own, and stand in `said` and `challenge`. */
function guestRefusal({ headers }: PeerAnswer, json: unknown): Record<string, unknown> {
  const { reason, message, ...others } = isObject(json) ? json : {}
  const challenge = headers['www-authenticate']
  const words = typeof message === 'string' ? message : challenge
  const said = typeof json === 'string' ? json : shownSaid({ reason, message, ...others })
  return {
    ...(typeof reason === 'string' && Object.hasOwn(TITLES, reason) && { reason }),
    ...(words !== undefined && { error: { message: shownWords(words, MOST_GUEST_WORDS) } }),
    ...(challenge !== undefined && { challenge: shownWords(challenge, MOST_GUEST_SAID) }),
    ...(said !== undefined &&
      said !== '' && { said: typeof said === 'string' ? shownWords(said, MOST_GUEST_SAID) : said }),
  }
}

/** Members that carry an error; of anything else nothing is repeated. */
const SAID_MEMBERS = ['error', 'error_description', 'message', 'detail', 'code', 'reason', 'errors', 'problem'] as const

/** Where it is too much to be repeated, its beginning as a text. */
function shownSaid(body: Record<string, unknown>): Record<string, unknown> | string | undefined {
  const found = SAID_MEMBERS.filter((name) => body[name] !== undefined)
  if (found.length === 0) return undefined
  const text = redact(JSON.stringify(Object.fromEntries(found.map((name) => [name, body[name]]))))
  return text.length > MOST_GUEST_SAID ? text : JSON.parse(text)
}

const shownWords = (words: string, most: number) => redact(words).slice(0, most)

const MOST_GUEST_WORDS = 300
const MOST_GUEST_SAID = 2000
