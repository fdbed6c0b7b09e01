import type { Claims } from '#core/token/claims'
import { explainRejection } from '#core/token/explain-rejection'
import type { TokenRejected } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import { ANYONE } from '#core/token/trust'
import type { Client } from '../registered-clients/clients.ts'
import { namesAnother } from '../registered-clients/look-alike.ts'
import { JWT_BEARER } from '../oauth-uris.ts'
import type { AssertionTrust, PresentedAssertion } from '../oauth/proof/assertion.ts'
import { requireParameter } from '../oauth/request/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import { readScope, shownList } from '../oauth/granted/bounds.ts'
import { GRANT_ASSERTION } from '../oauth/granted/own-token.ts'
import { chainOf, limitOf } from './actors.ts'
import type { Application, Authorised, Grant, GrantTools } from './grant.ts'
import { HAS_EXPIRED, isOver } from './token-exchange.ts'

/** The kinds of token that are a grant (draft 7523bis); an access token is none, and no proof of a client either. */
export const BEARER_ASSERTIONS = ['JWT', GRANT_ASSERTION]

/**
 * An assertion is changed for an access token (RFC 7523 §2.1): one that the client issued itself, or one of an issuer
 * of this process that it trusts. Every fault of it is invalid_grant (§3.1).
 */
export const jwtBearer: Grant = {
  type: JWT_BEARER,
  async authorise(application, tools): Promise<Authorised> {
    const { client } = application
    const { claims, spend, issuer } = application.presented ?? (await judgePresentedBy(application, tools))
    const isOwn = issuer === client.id
    const { sub = isOwn ? client.id : '', exp } = claims // who signs for itself and names nobody speaks of itself
    if (namesAnother(sub, client.id, tools.clients.keys()))
      throw refusedAssertion(
        `The claim sub must be ${client.id}, or somebody who is no client or process here, and does not look like one`,
      )
    const refuseOver = () => {
      if (isOver(claims, tools.clock)) throw refusedAssertion(`It ${HAS_EXPIRED}`)
    }
    refuseOver()
    return {
      sub,
      spend: () => spend().then(refuseOver),
      ...(isOwn ? byItself(claims, application.presented !== undefined) : byAnIssuer(claims)),
      // RFC 7521 §4.1: the token does not outlive what it was given for.
      ...(exp !== undefined && { notAfter: exp }),
    }
  },
}

async function judgePresentedBy(
  { context, form, client }: Application,
  tools: GrantTools,
): Promise<PresentedAssertion> {
  const assertion = requireParameter(form, 'assertion')
  const trusted = await whoVouches(tools, client, assertion)
  if (!trusted) {
    const own = `${client.id} itself, with keys registered for it`
    const others = `the URL of an issuer here that the client trusts (${shownList(client.trustedIssuers)})`
    throw refusedAssertion(`The claim iss must be ${own}, or ${others}`)
  }
  const judging = { what: 'the assertion', clientId: client.id, refuse: refusedGrant }
  return { ...(await tools.judgeAssertion(context, assertion, trusted, judging)), issuer: trusted.issuer }
}

/**
 * What a client says of itself: its rights are those of its declaration, or fewer. It cannot say that somebody acts for
 * it: an issuer vouches only for actors that it saw (RFC 8693 §4.1).
 * @param isAlone it is all that the client sends: then its scope is what the client asks for, as those of Google have it
 */
function byItself(claims: Claims, isAlone: boolean): Pick<Authorised, 'withinScopes' | 'asksScopes' | 'claims'> {
  if (claims['act'] !== undefined)
    throw refusedAssertion('The claim act must not be there: the client made it, and only an issuer can tell who acts')
  const scopes = typeof claims['scope'] === 'string' ? scopeOf(claims['scope']) : undefined
  return {
    ...(scopes && { withinScopes: scopes, ...(isAlone && { asksScopes: scopes }) }),
    claims: limitOf(claims, refusedAssertion),
  }
}

/** What an issuer of this process says: the rights that it granted, none when it names none, and the actors that it saw. */
function byAnIssuer(claims: Claims): Pick<Authorised, 'withinScopes' | 'claims'> {
  const { scope } = claims
  const act = chainOf(claims['act'], refusedAssertion)
  return {
    withinScopes: typeof scope === 'string' ? scopeOf(scope) : [],
    claims: { ...limitOf(claims, refusedAssertion), ...(act && { act }) },
  }
}

/**
 * Chooses by the `iss` that the assertion claims, among those that this client may bring; the keys then say whether it
 * is true (RFC 7523 §3 item 1).
 * @returns undefined when it is nobody of them
 */
export async function whoVouches(
  tools: GrantTools,
  client: Client,
  assertion: string,
): Promise<AssertionTrust | undefined> {
  const { issuers, issuer } = tools
  const { iss: claimed } = tokenHints(assertion)
  const type = BEARER_ASSERTIONS
  if (claimed === client.id && client.keys) return { issuer: client.id, subject: client.id, type, keys: client.keys }
  const other = claimed === undefined ? undefined : await issuers.find(claimed)
  if (other && other.ringId !== issuer.ringId && client.trustedIssuers.includes(other.name)) {
    return { issuer: other.url, subject: ANYONE, type, keys: issuers.keysOf(other) }
  }
  return undefined
}

export const refusedGrant = (rejection: TokenRejected): OAuthError => refusedAssertion(explainRejection(rejection))

const refusedAssertion = (why: string) => new OAuthError('invalid_grant', `The assertion is refused. ${why}`)

/** Every fault of an assertion is invalid_grant (RFC 7523 §3.1), that of its scope too. */
const scopeOf = (scope: string) => readScope(scope, (why) => refusedAssertion(`The claim ${why}`))
