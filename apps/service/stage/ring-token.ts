import { Problem } from '#core/http/problem'
import type { Claims } from '#core/token/claims'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient, TokenLife } from '#factory-client'
import type { Role } from '#scenarios'
import type { NamedTokenOfPlay } from './named-token.ts'
import type { OwnClient } from '../own-client.ts'

export interface RingTokenParts {
  factory: Pick<FactoryClient, 'issueToken' | 'makeRing'>
  /** Undefined where the factory signs in the name of its issuer, for its clients alone. */
  signingRing: Role | undefined
  ownClient: Pick<OwnClient, 'proofBySecret'>
}

/** Whose tokens are wanted, in the words of the trace. */
export interface RingWords {
  ring: string
  /** 'the issuer of users' */
  of: string
  /** 'a token of the user ada' */
  about: string
}

/**
 * A token by a ring of the factory that is that of no service; by its issuer, where it speaks for that.
 * @param claims `iss` is left out where it speaks for its issuer @throws Problem
 */
export async function tokenOfRing(
  { factory, signingRing, ownClient }: RingTokenParts,
  context: RequestContext,
  { ring, of, about }: RingWords,
  claims: Claims,
  life: TokenLife,
): Promise<string> {
  const { recorder } = context
  const what = `for ${life === true ? about.replace(/^a /, 'an expired ') : about}`
  if (signingRing === undefined) {
    const { iss: _iss, ...own } = claims
    const spanId = recorder.step({ verb: 'asks', what: `${what}, with its secret`, to: 'jwt-factory' })
    return factory.issueToken(ring, own, life, { context, spanId }, await ownClient.proofBySecret())
  }
  const ask = () => {
    const spanId = recorder.step({ verb: 'asks', what, ringId: ring, to: 'jwt-factory' })
    return factory.issueToken(ring, claims, life, { context, spanId })
  }
  try {
    return await ask()
  } catch (error) {
    // Before the first token is asked for, there is no key. Whoever cannot be reached is not asked again.
    if (!(error instanceof Problem) || error.type !== 'peer-garbled') throw error
    const spanId = recorder.step({ verb: 'asks', what: `for a key of ${of}`, to: 'jwt-factory' })
    await factory.makeRing(ring, { context, spanId })
    return ask()
  }
}

/** The same in a play, which may want it by a name. */
export function playedTokenOfRing(
  parts: RingTokenParts & { byName: NamedTokenOfPlay },
  context: RequestContext,
  words: RingWords,
  claims: Claims,
  life: TokenLife,
): Promise<string> {
  const signedBy = parts.signingRing === undefined ? { issuer: '@' } : { ring: words.ring }
  return parts.byName.ofFactory(signedBy, () => tokenOfRing(parts, context, words, claims, life))
}
