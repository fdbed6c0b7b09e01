import { GATEWAY_ALGORITHM_NAMES, publicKeyFrom, sharedSecret, type GatewayAlgorithm, type GatewayKey } from '../../../token/gateway-algorithms.ts' // prettier-ignore
import type { RequestContext } from '../../dialect.ts'

/** A key, and what it may be used with. */
export interface PikoKey {
  readonly key: GatewayKey
  readonly algorithms: readonly GatewayAlgorithm[]
}

/** Which keys a port believes (PK-2, PK-7). */
export interface PikoKeys {
  /** What `alg` may be at all. */
  readonly algorithms: readonly GatewayAlgorithm[]
  /**
   * Those that may have signed a token with this header; one of them has to fit.
   * @throws whatever says that nobody can tell at the moment
   */
  keysFor(header: Record<string, unknown>, context: RequestContext): readonly PikoKey[] | Promise<readonly PikoKey[]>
}

/** Keys that stand in a configuration: texts of it, not paths. At least one of them. */
export interface PikoStaticKeys {
  /** Its bytes are those of the text, however few. */
  hmacSecretKey?: string
  /** In PEM. */
  rsaPublicKey?: string
  ecdsaPublicKey?: string
}

const algorithmsLike = (prefix: string) => GATEWAY_ALGORITHM_NAMES.filter((name) => name.startsWith(prefix))

/**
 * Each family of algorithms has its own key, so that the text of a public key is no secret.
 * @throws TypeError that says what is wrong with a key, as the end of a sentence, and shows nothing of it
 */
export function staticKeys({ hmacSecretKey, rsaPublicKey, ecdsaPublicKey }: PikoStaticKeys): PikoKeys {
  const keys: PikoKey[] = []
  if (hmacSecretKey) keys.push({ key: sharedSecret(hmacSecretKey), algorithms: algorithmsLike('HS') })
  if (rsaPublicKey) keys.push({ key: publicKeyFrom(rsaPublicKey, 'RS256'), algorithms: algorithmsLike('RS') })
  if (ecdsaPublicKey) keys.push(curveKey(ecdsaPublicKey))
  // One of another curve is refused when it is used: any ES is on the list as soon as there is such a key.
  const algorithms = keys.flatMap((each) =>
    each.algorithms[0]?.startsWith('ES') ? algorithmsLike('ES') : each.algorithms,
  )
  return { algorithms, keysFor: () => keys }
}

/** The curve fits one algorithm. */
function curveKey(pem: string): PikoKey {
  let fault: unknown
  for (const algorithm of algorithmsLike('ES')) {
    try {
      return { key: publicKeyFrom(pem, algorithm), algorithms: [algorithm] }
    } catch (error) {
      fault = error
    }
  }
  throw fault
}
