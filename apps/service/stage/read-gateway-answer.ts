import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import type { Gateway, GatewayRefusal } from '#scenarios'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { PlainAnswer } from '../plain/plain-caller.ts'

/** What a gateway may say by itself, or the service behind it where headers are too large for it. */
const GATEWAY_REFUSALS = new Set([400, 401, 403, 404, 429, 431, 500, 501])

/** The headers in which a gateway tells who asks: what the callee had of them. */
const IDENTITY_FIELD = /^x-(?:consumer|credential|anonymous)/

/** What the callee received, or the word of the gateway. @throws Problem for what is neither */
export function readGatewayAnswer(gateway: Gateway, answer: PlainAnswer): unknown {
  const body = jsonOrNothing(answer.body)
  if (answer.status !== 200 || !isObject(body) || !isObject(body['headers'])) return gatewayRefusal(gateway, answer)
  const { headers } = body
  const identity = Object.fromEntries(Object.entries(headers).filter(([name]) => IDENTITY_FIELD.test(name)))
  return { valid: true, status: 200, claims: {}, identity, received: body }
}

/** @throws Problem where it is no refusal */
export function gatewayRefusal(gateway: Gateway, { status, headers, body: text }: PlainAnswer): GatewayRefusal {
  if (!GATEWAY_REFUSALS.has(status)) {
    const type = status === 503 ? 'cannot-decide' : status === 504 ? 'peer-timeout' : 'peer-unreachable'
    throw new Problem(type, `The gateway answered ${status}: ${redact(text).slice(0, 200)}`, {
      members: { peer: gateway },
    })
  }
  const body = jsonOrNothing(text)
  const words = isObject(body) ? (body['message'] ?? body['title']) : undefined
  const said = typeof words === 'string' ? words : text
  const reason = redact(said).trim().slice(0, 300)
  const { 'www-authenticate': challenge, 'retry-after': retryAfter } = headers
  const refusal = {
    message: status === 431 ? 'refused: the headers are too large' : 'refused by the gateway',
    valid: false as const,
    status,
    reason,
    error: { message: reason },
    // The door of a gateway says why; a service whose headers are too large says no word, and its gateway passes that on.
    ...(status === 431 && { by: text === '' ? 'the service' : 'the gateway' }),
    ...(challenge !== undefined && { challenge }),
    ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
    claims: {},
  }
  return refusal
}
