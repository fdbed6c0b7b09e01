import {
  GATEWAY_ALGORITHM_NAMES,
  isGatewayAlgorithm,
  isSharedSecret,
  publicKeyFrom,
  type GatewayAlgorithm,
} from '#core/token/gateway-algorithms'

/** What a credential is made of. */
export interface CredentialFields {
  readonly key?: string
  readonly secret?: string
  readonly algorithm: GatewayAlgorithm
  readonly rsaPublicKey?: string
  readonly tags?: readonly string[]
}

/** What is wrong, by the names of the fields; what is wrong with several together stands under `@entity`. */
export type FieldFaults = Readonly<Record<string, string>>

const KNOWN_FIELDS = new Set(['key', 'secret', 'algorithm', 'rsa_public_key', 'tags'])

/** Each is kept in memory. Characters. */
const LONGEST_FIELD = 10_000
const MOST_TAGS = 50

/** An answer that names more would be much longer than what was sent. */
const MOST_UNKNOWN_FIELDS = 20

/**
 * Reads what somebody sends for a credential.
 * @param before what is there already: it counts where nothing is sent
 */
export function readCredentialFields(
  sent: Readonly<Record<string, unknown>>,
  before: Partial<CredentialFields> = {},
): { fields: CredentialFields } | { faults: FieldFaults } {
  const faults: Record<string, string> = {}
  const unknown = Object.keys(sent).filter((name) => !KNOWN_FIELDS.has(name))
  for (const name of unknown.slice(0, MOST_UNKNOWN_FIELDS)) faults[name.slice(0, 100)] = 'unknown field'
  const text = (name: string, present: string | undefined): string | undefined => {
    const value = sent[name]
    if (value === undefined || value === null) return present
    if (typeof value !== 'string') faults[name] = 'expected a string'
    else if (value === '') faults[name] = 'length must be at least 1'
    else if (value.length > LONGEST_FIELD) faults[name] = `length must be at most ${LONGEST_FIELD}`
    else return value
    return undefined
  }
  const key = text('key', before.key)
  const secret = text('secret', before.secret)
  const algorithm = text('algorithm', before.algorithm) ?? 'HS256'
  const rsaPublicKey = text('rsa_public_key', before.rsaPublicKey)
  const tags = tagsIn(sent['tags'], before.tags, faults)
  if (!isGatewayAlgorithm(algorithm)) faults['algorithm'] = `expected one of: ${GATEWAY_ALGORITHM_NAMES.join(', ')}`
  else if (!isSharedSecret(algorithm)) checkPublicKey(rsaPublicKey, algorithm, faults)
  if (Object.keys(faults).length > 0 || !isGatewayAlgorithm(algorithm)) return { faults }
  return {
    fields: {
      algorithm,
      ...(key !== undefined && { key }),
      ...(secret !== undefined && { secret }),
      ...(rsaPublicKey !== undefined && { rsaPublicKey }),
      ...(tags && { tags }),
    },
  }
}

function checkPublicKey(pem: string | undefined, algorithm: GatewayAlgorithm, faults: Record<string, string>): void {
  if (faults['rsa_public_key'] !== undefined) return
  if (pem === undefined) {
    faults['@entity'] = "failed conditional validation given value of field 'algorithm'"
    faults['rsa_public_key'] = 'required field missing'
    return
  }
  try {
    publicKeyFrom(pem, algorithm)
  } catch (error) {
    faults['rsa_public_key'] = error instanceof TypeError ? error.message : 'invalid key'
  }
}

function tagsIn(
  value: unknown,
  present: readonly string[] | undefined,
  faults: Record<string, string>,
): readonly string[] | undefined {
  if (value === undefined || value === null) return present
  const isList = Array.isArray(value) && value.length <= MOST_TAGS
  if (isList && value.every((tag) => typeof tag === 'string' && tag.length <= 128)) return value as string[] // by the line above
  faults['tags'] = 'expected a set'
  return undefined
}
