import { randomUUID } from 'node:crypto'
import { duration } from '#core/control/effect'
import { parseInput } from '#core/http/input'
import type { Algorithm } from '#core/token/algorithms'
import type { BeforeToken, TokenToSign } from '../../jwt-factory/registered-clients/token-shapes.ts'
import type { SandboxControl } from '../../apps/sandbox/sandbox-control.ts'
import type { AnyDuration } from '../../apps/sandbox/sandbox-clock.ts'
import { declaredAudience } from './declared-audience.ts'
import { refuseUnknownOptions, tellUnknown } from '../unknown-name.ts'
import { createKitToken, type KitToken, type TokenPlan } from './kit-token.ts'
import { shapeToken } from './shape-token.ts'
import { strangerPem } from './stranger-pems.ts'
import type { TokenOrder } from './token-order.ts'

export interface TokenMakerParts {
  control: Pick<SandboxControl, 'mint' | 'issuerKeys'>
  /** By which the issuer signs. */
  algorithm: Algorithm
  /** `@` for the main one. */
  issuerName: string
  issuer: string
  /** Seconds since 1970, by the clock of the sandbox. */
  now(): number
  /** For whom a token may be; undefined: for anybody. */
  audiences: readonly string[] | undefined
  usualAudience: string
  usualClaims: Readonly<Record<string, unknown>>
  /** How long a token lives. Seconds. */
  lifetimeSeconds: number
  beforeToken: BeforeToken | undefined
}

/** Whom a token is about, where nobody says. */
export const TEST_SUBJECT = 'test-client'

/** Makes the good token of an order, and what is to be different about it. @throws TypeError for an audience that was not declared */
export function createTokenMaker(parts: TokenMakerParts): (order?: TokenOrder) => KitToken {
  return (order = {}) => {
    refuseUnknownOptions('token', order, ORDER_NAMES)
    const audience = declaredAudience(order.audience, parts)
    return createKitToken((plan) => makeKitToken(order, audience, plan, parts))
  }
}

async function makeKitToken(
  order: TokenOrder,
  aud: string | readonly string[],
  plan: TokenPlan,
  parts: TokenMakerParts,
): Promise<string> {
  const { control, beforeToken } = parts
  const token: TokenToSign = {
    claims: { ...goodClaims(order, aud, plan, parts), ...plan.claims },
    header: { ...order.header, ...plan.header },
  }
  for (const name of plan.without) takeOut(name, token.claims)
  const shaped = await shapeToken(token, beforeToken)
  return control.mint({
    claims: withoutUndefined(shaped.claims),
    without: MADE_BY_ISSUER.filter((name) => shaped.claims[name] === undefined),
    ...(await signerOfPlan(plan, shaped.header, parts)),
  })
}

/** One of a standard may be absent already; any other would be misspelt. @throws TypeError */
function takeOut(name: string, claims: Record<string, unknown>): void {
  const known = [...new Set([...STANDARD_CLAIMS, ...Object.keys(claims)])]
  if (!known.includes(name)) throw new TypeError(`without: ${tellUnknown('claim', name, known)}`)
  delete claims[name]
}

const STANDARD_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'client_id', 'azp', 'act', 'cnf', 'auth_time', 'roles', 'groups', 'email'] // prettier-ignore

/** A stranger uses the algorithm and the key id of the issuer: else a verifier would not come to look at the signature. */
async function signerOfPlan(
  { signedBy }: TokenPlan,
  header: Record<string, unknown>,
  { control, issuerName, algorithm }: TokenMakerParts,
) {
  if (signedBy !== 'stranger') return { header, signedBy: signedBy ?? { issuer: issuerName } }
  const { kid } = control.issuerKeys.list(issuerName).find(({ state }) => state === 'active') ?? {}
  return {
    header: { ...(kid !== undefined && { kid }), ...header },
    signedBy: { pem: await strangerPem(algorithm), alg: algorithm },
  }
}

const ORDER_NAMES = Object.keys({
  audience: true,
  scope: true,
  subject: true,
  client: true,
  expiresIn: true,
  claims: true,
  header: true,
} satisfies Record<keyof TokenOrder, true>)

/** What the issuer says of a token where nothing else is said. */
const MADE_BY_ISSUER = ['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'client_id']

const withoutUndefined = (claims: object) =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))

function goodClaims(
  { scope, subject, client, expiresIn, claims = {} }: TokenOrder,
  aud: string | readonly string[],
  { expiredAgo, comesIn }: TokenPlan,
  { issuer, now, usualClaims, lifetimeSeconds }: TokenMakerParts,
): Record<string, unknown> {
  const life = expiresIn === undefined ? lifetimeSeconds : secondsOf(expiresIn)
  const end = expiredAgo === undefined ? now() + life : now() - secondsOf(expiredAgo)
  const begin = expiredAgo === undefined ? now() : end - life
  const sub = subject ?? client ?? TEST_SUBJECT
  return {
    iss: issuer,
    sub,
    aud,
    client_id: client ?? sub,
    iat: Math.min(begin, end),
    exp: end,
    jti: randomUUID(),
    ...(scope !== undefined && { scope: [scope].flat().join(' ') }),
    ...usualClaims,
    ...claims,
    ...(comesIn !== undefined && { nbf: now() + secondsOf(comesIn), exp: now() + secondsOf(comesIn) + life }),
  }
}

/** @throws Problem for what is no duration */
function secondsOf(time: AnyDuration): number {
  if (time === null || Number.isNaN(time))
    throw new TypeError(`${time} is no time: say '5m', { minutes: 5 }, or seconds.`)
  return Math.round(parseInput(duration, time) / 1000)
}
