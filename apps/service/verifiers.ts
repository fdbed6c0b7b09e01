import type { TrustMode } from '#scenarios'
import { askFactory } from './ask-factory.ts'
import { askIntrospection } from './ask-introspection.ts'
import { openFactoryKeys } from './factory-keys.ts'
import type { ServiceParts } from './parts.ts'
import { trustAccessToken, trustKeySet } from './trust-key-set.ts'
import { trustPinnedKey } from './trust-pinned-key.ts'
import type { Verifier } from './verifier.ts'

/** One entry per trust mode: the only place where the scenarios of a service differ. */
export function createVerifiers(parts: ServiceParts): Record<TrustMode, Verifier> {
  const factoryKeys = openFactoryKeys(parts)
  return {
    'ask-factory': askFactory(parts),
    'pinned-key': trustPinnedKey(parts),
    'key-set': trustKeySet(parts, factoryKeys),
    'access-token': trustAccessToken(parts, factoryKeys),
    introspection: askIntrospection(parts, factoryKeys),
  }
}
