import type { Clock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import { explainRejection } from '#core/token/explain-rejection'
import { ANYONE, type Trust } from '#core/token/trust'
import { ACCESS_TOKEN_TYPE, JWT_TYPE, TOKEN_EXCHANGE } from '../oauth-uris.ts'
import { readScope } from '../oauth/granted/bounds.ts'
import { requireParameter, type Form } from '../oauth/request/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import { ACCESS_TOKEN, GRANT_ASSERTION } from '../oauth/granted/own-token.ts'
import { chainOf, limitOf, type Actor, type Limit } from './actors.ts'
import type { Application, Authorised, Grant, GrantTools, TokenKind } from './grant.ts'

/** What can be asked for (RFC 8693 §3): an access token, or an assertion for another issuer (RFC 7523 §2.1). */
export const KINDS: Record<string, TokenKind> = {
  [ACCESS_TOKEN_TYPE]: { type: ACCESS_TOKEN, use: 'Bearer', issuedTokenType: ACCESS_TOKEN_TYPE },
  [JWT_TYPE]: { type: GRANT_ASSERTION, use: 'N_A', issuedTokenType: JWT_TYPE, maxLifetimeSeconds: 300 },
}

/**
 * A client that was called with a token changes it for one towards the next (RFC 8693). The subject stays, the client
 * stands in `act`; rights and life never grow. A bad token ends the request: nothing falls back to the client's own
 * rights (CVE-2026-9704).
 */
export const tokenExchange: Grant = {
  type: TOKEN_EXCHANGE,
  async authorise(application, tools): Promise<Authorised> {
    const { form, client } = application
    const kind = requestedKind(form)
    const subject = await judgePresented(application, tools, 'subject_token', client.audience)
    const actor = await currentActor(application, tools)
    const limit = limitOf(subject, refusal)
    refuseUnlessMay(limit.may_act, actor, tools.issuer.url)
    const refuseOver = () => {
      if (isOver(subject, tools.clock)) throw refusal(`It ${HAS_EXPIRED}`)
    }
    refuseOver()
    return {
      sub: String(subject.sub), // required above, and a text by its shape
      spend: async () => refuseOver(),
      withinScopes:
        typeof subject['scope'] === 'string' ? readScope(subject['scope'], (why) => refusal(`The claim ${why}`)) : [],
      ...(subject.exp !== undefined && { notAfter: subject.exp }),
      claims: { act: chainOf(subject['act'], refusal, actor), ...limit },
      kind,
    }
  },
}

function requestedKind(form: Form): TokenKind {
  const type = form.get('requested_token_type') ?? ACCESS_TOKEN_TYPE
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  if (kind) return kind
  throw new OAuthError(
    'invalid_request',
    `The parameter requested_token_type must be one of ${Object.keys(KINDS).join(', ')}`,
  )
}

/**
 * Clocks may differ, and so a token is believed for a little longer than it lives. A new one cannot be made of it: it would
 * have expired before it was issued.
 */
export const isOver = ({ exp = Infinity }: Claims, clock: Clock): boolean => exp <= Math.floor(clock.now() / 1000)

/** In an assertion as in a token that is presented. */
export const HAS_EXPIRED = 'has expired: the claim exp must lie ahead, without any leeway'

/** As what a token may be presented (RFC 8693 §3). Access tokens here are JWTs: under either name it must be one of them. */
const TYPES = { subject_token: [ACCESS_TOKEN_TYPE, JWT_TYPE], actor_token: [ACCESS_TOKEN_TYPE] }

/** RFC 8693 §2.1: the token and its type go together; §2.2.2: any fault of it is invalid_request. */
async function judgePresented(
  { context, form }: Application,
  { judgeOwnToken }: GrantTools,
  name: 'subject_token' | 'actor_token',
  audience: Trust['audience'],
): Promise<Claims> {
  const token = requireParameter(form, name)
  if (!TYPES[name].includes(requireParameter(form, `${name}_type`))) {
    throw new OAuthError('invalid_request', `The parameter ${name}_type must be ${TYPES[name].join(' or ')}`)
  }
  const verdict = await judgeOwnToken(context, { token, what: `the ${name.replace('_', ' ')}`, audience })
  if (verdict.valid) return verdict.claims
  throw new OAuthError('invalid_request', `The ${name} is refused. ${explainRejection(verdict.rejection)}`)
}

/** Who acts: the client, unless it shows a token of somebody who acts through it. */
async function currentActor(application: Application, tools: GrantTools): Promise<Actor> {
  const { form, client } = application
  if (form.get('actor_token') === undefined && form.get('actor_token_type') === undefined) return { sub: client.id }
  const claims = await judgePresented(application, tools, 'actor_token', ANYONE)
  // Its own token, got in its own name: otherwise whoever was ever called by an actor could act as that actor.
  if (claims['client_id'] !== client.id || claims['act'] !== undefined) {
    throw new OAuthError(
      'invalid_request',
      `The actor_token is refused. The claim client_id must be ${client.id}, and the claim act must not be there`,
    )
  }
  return { sub: String(claims.sub) }
}

/** RFC 8693 §4.4: where the subject token says who may act, nobody else may. */
function refuseUnlessMay(limit: Limit | undefined, actor: Actor, issuer: string): void {
  if (limit === undefined) return
  const { sub, iss = issuer } = limit
  if (sub !== actor.sub || iss !== issuer)
    throw refusal('The claim may_act must allow the actor: the client itself, or the sub of its actor_token')
}

const refusal = (why: string) => new OAuthError('invalid_request', `The subject_token is refused. ${why}`)
