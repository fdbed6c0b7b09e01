import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { lifetime } from '#core/token/sign'
import { redact } from '#core/token/redact'
import { randomId } from '#core/trace/context'
import { timeOfParties } from '../live/time-of-parties.ts'
import type { GatewayCame, GatewayOrder, GatewayToken, HeaderPair } from '../pages/gateway/gateway-state.ts'
import { askGatewayPort, type AskGatewaysParts } from './ask-gateways.ts'

const CONSUMER = 'john_doe'

/** The credential with which the console signs. */
const CREDENTIAL_OF_CONSOLE = 'console'
const LIVES_FOR = 3600

/** What says nothing about who asks. */
const UNSAID_FIELDS = new Set(['connection', 'traceparent', 'tracestate', 'content-length'])

const SPOOFED = { 'X-Consumer-ID': 'admin', 'x-consumer-username': 'admin', X_Consumer_Custom_ID: 'admin' }

/** Sends a request through a gateway to `/echo` of B, and shows both sides of it. @throws Problem where no gateway answers */
export async function sendThrough(parts: AskGatewaysParts, order: GatewayOrder): Promise<GatewayCame> {
  const { gateway, terms, spoofs } = order
  const token = await tokenFor(parts, order)
  const sent: Record<string, string> = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(spoofs && SPOOFED),
  }
  const trace = { traceId: randomId(16), parentId: randomId(8), sampled: true }
  const { status, text, body } = await askGatewayPort(parts, gateway, { path: '/echo', headers: sent, terms, trace })
  const received = status === 200 && isObject(body) && isObject(body['headers']) ? body['headers'] : undefined
  const said = isObject(body) && typeof body['message'] === 'string' ? body['message'] : text
  return {
    order,
    status,
    ...(!received && { said: redact(said).trim().slice(0, 200) }),
    headers: pairHeaders(sent, received),
    steps: await stepsOf(parts, gateway, trace.traceId),
  }
}

/** Beside each other, by their names in lower case; a token is cut short on both sides. */
export function pairHeaders(
  sent: Readonly<Record<string, string>>,
  received: Readonly<Record<string, unknown>> | undefined,
): HeaderPair[] {
  const before = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), withoutToken(value)]))
  const after = new Map(Object.entries(received ?? {}).map(([name, value]) => [name, withoutToken(String(value))]))
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !UNSAID_FIELDS.has(name))
  return names.toSorted().map((name) => {
    const [was, is] = [before.get(name), after.get(name)]
    return { name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }
  })
}

const withoutToken = (value: string) => value.replace(/^(Bearer \w{1,8}).*$/, '$1…').slice(0, 200)

async function tokenFor(parts: AskGatewaysParts, { gateway, token }: GatewayOrder): Promise<string | undefined> {
  if (token === 'none') return undefined
  const made = gateway === 'stateless-gateway' ? await minted(parts, token) : await signed(parts, token)
  return token === 'forged' ? `${made.slice(0, -6)}AAAAAA` : made
}

async function minted(parts: AskGatewaysParts, token: GatewayToken): Promise<string> {
  const path = `/consumers/${CONSUMER}/jwt`
  const terms = token === 'expired' ? 'minted-expired' : 'own'
  const { body } = await askGatewayPort(parts, 'stateless-gateway', { method: 'POST', path, terms })
  const made = isObject(body) ? body['token'] : undefined
  if (typeof made !== 'string') throw new Problem('peer-garbled', 'The stateless gateway mints no token.')
  if (token === 'taken')
    await askGatewayPort(parts, 'stateless-gateway', { method: 'POST', path: '/blacklist', body: { token: made } })
  return made
}

async function signed(parts: AskGatewaysParts, token: GatewayToken): Promise<string> {
  const path = `/consumers/${CONSUMER}/jwt/${CREDENTIAL_OF_CONSOLE}`
  const { body } = await askGatewayPort(parts, 'plugin-gateway', { method: 'PUT', path, body: {} })
  const { key, secret } = Object(body) as { key?: unknown; secret?: unknown }
  if (typeof key !== 'string' || typeof secret !== 'string')
    throw new Problem('peer-garbled', 'The plugin gateway makes no credential.')
  const claims = { iss: key, ...lifetime(await timeOfParties(parts), LIVES_FOR, token === 'expired') }
  return mintShared(claims, sharedSecret(secret), 'HS256')
}

async function stepsOf({ ask }: AskGatewaysParts, gateway: string, traceId: string): Promise<GatewayCame['steps']> {
  const { body } = await ask('neighbours', { method: 'GET', path: `/${gateway}/traces/${traceId}` })
  const steps = Array.isArray(body) ? body.flatMap((each) => Object(each).steps ?? []) : []
  return steps.filter(isObject).map(({ verb, sentence }) => ({ verb: String(verb), sentence: String(sentence) }))
}
