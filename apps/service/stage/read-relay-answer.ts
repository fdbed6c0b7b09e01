import { Problem } from '#core/http/problem'
import { asFirstWord, asWritten } from '#core/trace/step'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import type { RelayParty } from '#scenarios'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { PlainAnswer } from '../plain/plain-caller.ts'

/** What a relay may say about a token, and about what it allows. */
const RELAY_REFUSALS = new Set([400, 401, 403])

/** What the service behind an endpoint received, or the word of the relay. @throws Problem for what is neither */
export function readRelayAnswer(relay: RelayParty, answer: PlainAnswer): unknown {
  const body = jsonOrNothing(answer.body)
  if (answer.status !== 200 || !isObject(body) || !isObject(body['headers'])) return relayRefusal(relay, answer)
  return { valid: true, status: 200, claims: {}, received: body }
}

/** A connection of which more comes than an answer. */
export const connectedAnswer = (relay: RelayParty, what: string) => ({
  message: `${asFirstWord(relay)} lets it in: ${what}`,
  valid: true,
  status: 101,
  claims: {},
})

/** @throws Problem where it is no refusal */
export function relayRefusal(
  relay: RelayParty,
  { status, headers, body: text }: Pick<PlainAnswer, 'status' | 'headers' | 'body'>,
): unknown {
  const body = jsonOrNothing(text)
  const said = isObject(body) ? (body['error'] ?? body['title']) : text
  const words = redact(String(said)).trim().slice(0, 300)
  if (!RELAY_REFUSALS.has(status)) {
    const type = status === 503 ? 'cannot-decide' : status === 504 ? 'peer-timeout' : 'peer-unreachable'
    const detail = `${asFirstWord(relay)} answered ${status}: ${words}`
    throw new Problem(type, detail, { members: { peer: relay } })
  }
  const { reason = words, check, claim } = isObject(body) ? body : {}
  const { 'www-authenticate': challenge } = headers
  return {
    message: `refused by ${asWritten(relay)}`,
    valid: false,
    status,
    reason,
    error: { message: words },
    ...(check !== undefined && { check }),
    ...(claim !== undefined && { claim }),
    ...(challenge !== undefined && { challenge }),
    claims: {},
  }
}
