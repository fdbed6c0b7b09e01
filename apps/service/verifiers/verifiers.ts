import type { IntrospectionParts } from '#core/access/introspection'
import type { Verifier } from '#core/access/verifier'
import type { Clock } from '#core/clock'
import { pinnedFile } from '#core/files/service-folder'
import { pinnedKeys } from '#core/key-sources/pinned-keys'
import type { Log } from '#core/log'
import type { KeySource } from '#core/token/trust'
import { createVerifiedCache } from '#core/token/verified-cache'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient, Metadata } from '#factory-client'
import type { Role, TrustMode } from '#scenarios'
import type { OwnClient } from '../own-client.ts'
import { cannotAsk } from './ask-factory.ts'
import { openFactoryKeys, openKeysOfOne, type FactoryKeys } from './factory-keys.ts'
import { keysOfPlays } from './keys-of-play.ts'
import { trustModes } from './trust-modes.ts'
import type { ServiceTrust } from './trust.ts'

export interface VerifiersParts {
  role: Role
  trust: ServiceTrust
  /** Whether the issuer signs the factory's plain tokens, in place of the caller's ring. */
  isOfIssuer: boolean
  factory: Pick<FactoryClient, 'verify' | 'fetchKeySet' | 'introspect'>
  /** Who asks the factory about a token (RFC 7662 §2.1). */
  ownClient: Pick<OwnClient, 'discover' | 'proofByKey'>
  /** Where callers publish the keys that they sign with themselves. */
  keysFolder: string
  clock: Clock
  /** For time limits. */
  machine: Clock
  log: Log
  /** How long one fetch of keys may take, in milliseconds. */
  patience: number
}

/** How this service comes to believe a token, in each trust mode. */
export function createVerifiers(parts: VerifiersParts): Record<TrustMode, Verifier> {
  const { role, trust, isOfIssuer, factory, clock, machine, log, patience } = parts
  const fetching = { factory, clock, machine, log, patience }
  const issuer = openFactoryKeys(fetching)
  const ring = oncePerCaller((caller) => openFactoryKeys(fetching, caller))
  const ofPlay = keysOfPlays((ringId) => openKeysOfOne(fetching, ringId))
  /** A play with a fault of its own starts without keys: else the ones that are here would hide it. */
  const sourceFor = (kept: FactoryKeys, context: RequestContext, ringId?: string) =>
    context.trace.alone === undefined ? kept.source(context) : ofPlay(context, ringId)
  return trustModes({
    trust,
    isOfIssuer,
    audience: role,
    factory,
    introspect: introspector(parts),
    keys: {
      pinned: pinnedKeysOf(parts),
      issuer: (context) => sourceFor(issuer, context),
      ring: (caller, context) => sourceFor(ring(caller), context, caller),
    },
    clock,
    log,
    cache: createVerifiedCache(),
  })
}

type PinnedKeysParts = Pick<VerifiersParts, 'keysFolder' | 'machine' | 'log'>

/** The keys that a caller signs with itself, from the file that it publishes. */
const pinnedKeysOf = ({ keysFolder, machine, log }: PinnedKeysParts): ((caller: string) => KeySource) =>
  oncePerCaller((caller) =>
    pinnedKeys(pinnedFile(keysFolder, caller), machine, (keys) => log.warn({ caller, ...keys }, 'keys-left-out')),
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

type IntrospectorParts = Pick<VerifiersParts, 'factory' | 'ownClient' | 'clock'>

/**
 * Asks the factory as the client that this service is. Where its routes are is asked again when the answer is old, and by
 * each play that shares nothing.
 */
function introspector({ factory, ownClient, clock }: IntrospectorParts): IntrospectionParts['introspect'] {
  let known: { metadata: Metadata; until: number } | undefined
  const ask = async (token: string, context: RequestContext) => {
    const askedAt = clock.monotonic()
    const isAlone = () => context.trace.alone !== undefined
    const kept = isAlone() || !known || askedAt >= known.until ? undefined : known.metadata
    const metadata = kept ?? (await ownClient.discover(context))
    if (!kept && !isAlone()) known = { metadata, until: askedAt + (metadata.keepSeconds ?? 0) * 1000 }
    const proof = await ownClient.proofByKey(context, metadata.issuer)
    const spanId = context.recorder.step({ verb: 'asks', what: 'whether the token is active', to: 'jwt-factory' })
    return factory.introspect(token, proof, { context, spanId }, { metadata })
  }
  return (token, context) => ask(token, context).catch(cannotAsk)
}
