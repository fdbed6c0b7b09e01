import { speaksForIssuer } from './factory-issuer.ts'

/** The ring of the factory that signs for consumers of a gateway, which has the public key alone (scenario 13). */
export const CONSUMER_RING = 'consumers'

/** The one consumer of scenario 13, who is that of the issue in which a gateway without a store was asked for. */
export const KNOWN_CONSUMER = {
  id: '7bce93e1-0a90-489c-c887-d385545f8f4b',
  username: 'john_doe',
  customId: '1234',
} as const

/**
 * Where the public keys of that ring are.
 * @param factory where the factory is called
 * @param factoryIssuer FACTORY_ISSUER: where it speaks for the issuer, it signs for that one alone
 */
export function consumerKeysAt(factory: URL, factoryIssuer: string): string {
  const base = factory.href.replace(/\/$/, '')
  return speaksForIssuer(factoryIssuer) ? `${base}/jwks` : `${base}/keys/${CONSUMER_RING}/jwks`
}
