import { speaksForIssuer } from './factory-issuer.ts'

/** The ring of the factory that signs for whoever connects to a relay, or listens there (scenario 14). */
export const RELAY_RING = 'relay'

/** Whom these tokens are for: nobody else believes them, and relays believe no others. */
export const RELAY_AUDIENCE = 'relay'

/**
 * Where the public keys of that ring are.
 * @param factory where the factory is called
 * @param factoryIssuer FACTORY_ISSUER: where it speaks for the issuer, it signs for that one alone
 */
export function relayKeysAt(factory: URL, factoryIssuer: string): string {
  const base = factory.href.replace(/\/$/, '')
  return speaksForIssuer(factoryIssuer) ? `${base}/jwks` : `${base}/keys/${RELAY_RING}/jwks`
}
