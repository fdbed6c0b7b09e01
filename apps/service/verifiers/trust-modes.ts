import { introspectionVerifier, type IntrospectionParts } from '#core/access/introspection'
import { localVerifier, type Verifier } from '#core/access/verifier'
import type { RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import { ANYONE, type KeySource } from '#core/token/trust'
import type { VerifiedCache } from '#core/token/verified-cache'
import type { RequestContext } from '#core/trace/request-context'
import type { TrustMode } from '#scenarios'
import { askFactory, type AskFactoryParts } from './ask-factory.ts'
import type { ServiceTrust } from './trust.ts'

export interface TrustModesParts extends AskFactoryParts {
  trust: ServiceTrust
  introspect: IntrospectionParts['introspect']
  /** Where the keys are. */
  keys: {
    /** Those that a caller signs with itself. */
    pinned: (caller: string) => KeySource
    /** Those of the issuer. */
    issuer: (context: RequestContext) => KeySource
    /** Those that the factory signs with for a caller. */
    ring: (caller: string, context: RequestContext) => KeySource
  }
  clock: Clock
  log: RefusalLog
  /** Signatures that were good before. */
  cache?: VerifiedCache
}

/** One entry per trust mode: the only place where the scenarios of a service differ. */
export function trustModes(parts: TrustModesParts): Record<TrustMode, Verifier> {
  const { trust, isOfIssuer, introspect, keys: from, clock, log, cache } = parts
  const { pinned } = from
  const frame = { clock, log, ...(cache && { cache }) }
  return {
    'ask-factory': askFactory(parts),
    // The caller signed the token, and its public key is known here. The factory is not involved.
    'pinned-key': localVerifier({
      clock,
      log,
      trust: trust.selfSigned,
      keys: pinned,
      subject: theCaller,
      ringId: theCaller,
    }),
    // The factory signed the token about its caller with a key of the caller's ring, or of the issuer; those it publishes.
    'key-set': localVerifier({
      ...frame,
      trust: trust.plain,
      keys: (caller, context) => (isOfIssuer ? from.issuer(context) : from.ring(caller, context)),
      subject: theCaller,
      ...(!isOfIssuer && { ringId: theCaller }),
    }),
    // The factory decided whom the access token speaks of and for whom it is: whoever it is for need not ask.
    'access-token': localVerifier({
      ...frame,
      trust: trust.accessToken,
      keys: (_caller, context) => from.issuer(context),
      subject: () => ANYONE,
    }),
    introspection: introspectionVerifier({
      ...frame,
      trust: trust.accessToken,
      keys: (context) => from.issuer(context),
      introspect,
    }),
  }
}

const theCaller = (caller: string) => caller
