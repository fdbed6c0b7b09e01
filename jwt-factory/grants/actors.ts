import { OAuthError } from '../oauth/oauth-error.ts'

/** Who acts for the subject, and who did before (RFC 8693 §4.1). */
export interface Actor {
  sub?: unknown
  act?: unknown
  [claim: string]: unknown
}

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
export function chainOf(earlier: unknown, actor?: Actor): Actor | undefined {
  const chain = actorsOf(earlier)
  if (actor) chain.unshift({ sub: actor.sub })
  if (chain.length > MAX_ACTORS) {
    throw new OAuthError('invalid_request', `The claim act has ${MAX_ACTORS} actors already, which is the most`)
  }
  return chain.reduceRight<Actor | undefined>((inner, each) => ({ ...each, ...(inner && { act: inner }) }), undefined)
}

function actorsOf(value: unknown): Actor[] {
  const chain: Actor[] = []
  for (let at = value; at !== undefined && chain.length <= MAX_ACTORS;) {
    const { sub, iss, act, ...unknown } = readActor(at)
    if (typeof sub !== 'string' || Object.keys(unknown).length > 0) {
      throw new OAuthError('invalid_request', 'The claim act names somebody in a way that no issuer here does')
    }
    chain.push({ sub, ...(typeof iss === 'string' && { iss }) })
    at = act
  }
  return chain
}
