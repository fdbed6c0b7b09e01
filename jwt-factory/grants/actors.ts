import { faultyClaims, type Claims } from '#core/token/claims'
import type { OAuthError } from '../oauth/oauth-error.ts'

/** Who acts for the subject, and who did before (RFC 8693 §4.1). */
export interface Actor {
  sub?: unknown
  act?: unknown
  [claim: string]: unknown
}

/** How a grant says no to what was presented: each has a code of its own (RFC 7523 §3.1, RFC 8693 §2.2.2). */
export type Refuse = (why: string) => OAuthError

/** @param value of a token that is believed: its shape was checked with it */
export const readActor = (value: unknown): Actor => value as Actor // an object, by the shape of `act` and `may_act`

/** Nobody needs longer chains; a loop of services would make tokens that nobody can carry. One bound for every path. */
export const MAX_ACTORS = 8

/**
 * The chain of actors with another outermost, or as it is: each with its `sub` (and `iss`) alone, for nothing else about
 * them was seen (RFC 8693 §4.1).
 * @param earlier `act` of a token that an issuer of this process signed; undefined when nobody acted yet
 * @throws OAuthError when the chain is too long, or has members that no issuer here writes
 */
export function chainOf(earlier: unknown, refuse: Refuse, actor?: Actor): Actor | undefined {
  const chain = actorsOf(earlier, refuse)
  if (actor) chain.unshift({ sub: actor.sub })
  if (chain.length > MAX_ACTORS) {
    throw refuse(`The claim act must have fewer actors: there are ${MAX_ACTORS} at most, the new one included`)
  }
  return chain.reduceRight<Actor | undefined>((inner, each) => ({ ...each, ...(inner && { act: inner }) }), undefined)
}

function actorsOf(value: unknown, refuse: Refuse): Actor[] {
  const chain: Actor[] = []
  for (let at = value; at !== undefined && chain.length <= MAX_ACTORS;) {
    const { sub, iss, act, ...unknown } = readActor(at)
    if (typeof sub !== 'string' || Object.keys(unknown).length > 0) {
      throw refuse(
        'The claim act must have the member sub, may have iss and act, and nothing else: no issuer here writes another',
      )
    }
    chain.push({ sub, ...(typeof iss === 'string' && { iss }) })
    at = act
  }
  return chain
}

/** Who may act for the subject (RFC 8693 §4.4), as far as it is understood here. */
export interface Limit {
  sub: string
  iss?: string
}

/**
 * The limit stays with the token: the next in the chain is not free of it. It is copied from what was presented, so it
 * has only what is checked when somebody acts; for more than that an issuer would vouch without having seen it.
 * @throws OAuthError when it says more, or less
 */
export function limitOf({ may_act: limit }: Claims, refuse: Refuse): { may_act?: Limit } {
  if (limit === undefined) return {}
  const { sub, iss, ...unknown } = readActor(limit)
  if (typeof sub !== 'string' || Object.keys(unknown).length > 0 || faultyClaims(readActor(limit)).length > 0) {
    throw refuse('The claim may_act must have the member sub, may have iss, both of them texts, and nothing else')
  }
  return { may_act: { sub, ...(typeof iss === 'string' && { iss }) } }
}
