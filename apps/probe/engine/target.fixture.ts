import type { IncomingMessage } from 'node:http'
import { CATALOGUE, PLAIN_NEEDS, type Attack, type AttackRequest, type AttackWorld } from '#attacks'
import { systemClock, type Clock } from '#core/clock'
import { readBearer } from '#core/http/bearer'
import { verdictOnToken } from '../../../tests/support/attack-verdicts.ts'
import { attackWorld } from '../../../tests/support/attack-world.ts'
import type { Answer, Outcome, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { jsonOfBody } from './marker.ts'
import type { CatalogueRun } from './run-catalogue.ts'

export const world = attackWorld()

export const answeredWith = (status: number, body: unknown = '', ...headers: [string, string][]): Outcome => ({
  kind: 'answered',
  answer: answerOf(status, body, ...headers),
})

export const answerOf = (status: number, body: unknown = '', ...headers: [string, string][]): Answer => ({
  status,
  headers: [...(typeof body === 'string' ? [] : [['content-type', 'application/json'] as const]), ...headers],
  body: typeof body === 'string' ? body : JSON.stringify(body),
  milliseconds: 3,
})

const BARE = 'Bearer realm="orders"'

export const refusal = (description: string): Outcome =>
  answeredWith(
    401,
    { message: 'refused' },
    ['www-authenticate', `${BARE}, error="invalid_token", error_description="${description}"`],
    ['cache-control', 'no-store'],
  )

export const noCredentials = (): Outcome =>
  answeredWith(401, { message: 'refused' }, ['www-authenticate', BARE], ['cache-control', 'no-store'])

export const letIn = (subject = 'servicea'): Outcome =>
  answeredWith(200, { valid: true, orders: [1, 2], claims: { sub: subject, iss: world.target.issuer } })

/** A service that is as strict as our own verifier, and has no server around it. */
export async function askStrict({ path, query, headers, method }: AttackRequest): Promise<Outcome> {
  if (path !== undefined) return answeredWith(404)
  if (method !== 'GET' && method !== 'POST') return answeredWith(405)
  const url = `${world.target.path}${query === undefined ? '' : `?${query}`}`
  const request = { url, rawHeaders: headers.flat() } as unknown as IncomingMessage // it reads no more of it
  try {
    const token = readBearer(request, 'orders')
    if (token === undefined) return noCredentials()
    const subject = claimsOf(token)['sub']
    if (typeof subject === 'string' && subject.trim() !== subject) return refusal('wrong-subject')
    const reason = await verdictOnToken(world, token)
    return reason === 'believed' ? letIn() : refusal(reason)
  } catch {
    return answeredWith(400, {}, ['www-authenticate', `${BARE}, error="invalid_request"`])
  }
}

/** What a token says, where it can be read at all. */
export const claimsOf = (token: string | undefined): Record<string, unknown> =>
  Object(jsonOfBody(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()))

/** The token that a request has; undefined where there is none. */
export const tokenOf = ({ headers }: AttackRequest): string | undefined =>
  headers.find(([name]) => name === 'Authorization')?.[1].replace(/^Bearer /, '')

export const senderOf = (send: Sender['send']): Sender => ({ send, close: async () => {} })

/** Whoever waits waits for nothing. */
export const NO_WAITING: Clock = { ...systemClock, delay: async () => {} }

export const sideOf = (more: Partial<IssuerSide> = {}, ofWorld: AttackWorld = world): IssuerSide => ({
  has: new Set(PLAIN_NEEDS),
  whyNot: (need) => `this run has no ${need}`,
  world: () => ({ ...ofWorld }),
  visitsTo: () => 0,
  close: async () => {},
  ...more,
})

/** A run of these cases, and the service that they are sent to. */
export const runOf = (
  cases: readonly Attack[],
  send: Sender['send'],
  more: Partial<CatalogueRun> = {},
): CatalogueRun => ({
  cases,
  sender: senderOf(send),
  issuerSide: sideOf(),
  clock: NO_WAITING,
  target: { url: 'https://orders.sandbox.test/scenario7-server', method: 'GET' },
  rate: 'max',
  ...more,
})

/** Those cases, in the order of the catalogue. @throws Error for one that is not there */
export function casesNamed(...ids: string[]): readonly Attack[] {
  const found = CATALOGUE.filter(({ id }) => ids.includes(id))
  if (found.length !== ids.length) throw new Error(`not all are cases: ${ids.join()}`)
  return found
}

const jsonPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A request with a token that says this; nobody has signed it. */
export const bearerOf = (claims: Readonly<Record<string, unknown>>): AttackRequest => ({
  method: 'GET',
  headers: [['Authorization', `Bearer ${jsonPart({ alg: 'ES256' })}.${jsonPart(claims)}.${'A'.repeat(86)}`]],
})
