import { introspectionVerifier, type Introspection } from '#core/access/introspection'
import { localVerifier, type Verifier } from '#core/access/verifier'
import { pinnedFile } from '#core/files/service-folder'
import { pinnedKeys } from '#core/key-sources/pinned-keys'
import { ANYONE, type KeySource } from '#core/token/trust'
import { createVerifiedCache } from '#core/token/verified-cache'
import type { RequestContext } from '#core/trace/request-context'
import type { Metadata } from '#factory-client'
import type { TrustMode } from '#scenarios'
import { FETCH_SHARE } from '../config.ts'
import type { ServiceParts } from '../parts.ts'
import { discover, proofByKey } from '../stage/own-client.ts'
import { askFactory, cannotAsk } from './ask-factory.ts'
import { openFactoryKeys } from './factory-keys.ts'
import { accessTokenTrust, plainTrust, selfSignedTrust } from './trust.ts'

/** One entry per trust mode: the only place where the scenarios of a service differ. */
export function createVerifiers(parts: ServiceParts): Record<TrustMode, Verifier> {
  const { role, config, clock, log, factory } = parts
  const patience = config.peerTimeoutMilliseconds * FETCH_SHARE
  const keysOf = (ringId?: string) =>
    openFactoryKeys({ factory, clock, log, patience, ...(ringId !== undefined && { ringId }) })
  const issuer = keysOf()
  const ring = oncePerCaller(keysOf)
  const frame = { clock, log, cache: createVerifiedCache() }
  const pinned = pinnedKeysOf(parts)
  return {
    'ask-factory': askFactory({ role, factory, log }),
    // The caller signed the token, and its public key is known here. The factory is not involved.
    'pinned-key': localVerifier({
      clock,
      log,
      trust: selfSignedTrust(role, config),
      keys: pinned,
      subject: theCaller,
      ringId: theCaller,
    }),
    // The factory signed the token about its caller with a key of the caller's ring; those it publishes.
    'key-set': localVerifier({
      ...frame,
      trust: plainTrust(role, config),
      keys: (caller, context) => ring(caller).source(context),
      subject: theCaller,
      ringId: theCaller,
    }),
    // The factory decided whom the access token speaks of and for whom it is: whoever it is for need not ask.
    'access-token': localVerifier({
      ...frame,
      trust: accessTokenTrust(role, config),
      keys: (_caller, context) => issuer.source(context),
      subject: () => ANYONE,
    }),
    introspection: introspectionVerifier({
      ...frame,
      trust: accessTokenTrust(role, config),
      keys: issuer.source,
      introspect: introspector(parts),
    }),
  }
}

const theCaller = (caller: string) => caller

/** The keys that a caller signs with itself, from the file that it publishes. */
const pinnedKeysOf = ({ config, clock, log }: ServiceParts): ((caller: string) => KeySource) =>
  oncePerCaller((caller) =>
    pinnedKeys(pinnedFile(config.keysFolder, caller), clock, (key) => log.warn({ caller, ...key }, 'key-left-out')),
  )

/** Callers are those of scenarios: a few. */
function oncePerCaller<Made>(make: (caller: string) => Made): (caller: string) => Made {
  const made = new Map<string, Made>()
  return (caller) => {
    const one = made.get(caller) ?? make(caller)
    made.set(caller, one)
    return one
  }
}

/** Asks the factory as the client that this service is. Where its routes are is asked again when the answer is old. */
function introspector(parts: ServiceParts): (token: string, context: RequestContext) => Promise<Introspection> {
  const { clock } = parts
  let known: { metadata: Metadata; until: number } | undefined
  const ask = async (token: string, context: RequestContext) => {
    const askedAt = clock.monotonic()
    if (!known || askedAt >= known.until) {
      const found = await discover(parts, context)
      known = { metadata: found, until: askedAt + (found.keepSeconds ?? 0) * 1000 }
    }
    const { metadata } = known
    const proof = await proofByKey(parts, context, metadata.issuer)
    const spanId = context.recorder.step({ verb: 'asks', what: 'whether the token is active', to: 'jwt-factory' })
    return parts.factory.introspect(token, proof, { context, spanId }, { metadata })
  }
  return (token, context) => ask(token, context).catch(cannotAsk)
}
