import { flattenedVerify } from 'jose/jws/flattened/verify'
import { isAlgorithm, type Algorithm } from './algorithms.ts'
import { parseCompactForm, type CompactForm } from './compact-form.ts'
import { checkQuickly } from './quick-signatures.ts'
import { TokenRejected } from './rejection.ts'
import { parseStrictJson } from './strict-json.ts'
import type { KeySource, VerificationKey } from './trust.ts'

/**
 * Reads the header: strict JSON, an object, and members of the right type (RFC 7515 §4.1).
 * @throws TokenRejected malformed, wrong-algorithm, wrong-type
 */
export function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown
  try {
    header = parseStrictJson(bytes)
  } catch (cause) {
    throw new TokenRejected('malformed', { cause })
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new TokenRejected('malformed')
  return header as Record<string, unknown> // an object by the line above
}

/** No extension is known here, so any `crit` is one too many; `b64` changes what was signed (RFC 7515 §4.1.11, RFC 7797 §7). */
export function refuseCritical(header: Record<string, unknown>): void {
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) throw new TokenRejected('critical-header')
}

/** The token does not choose: an algorithm outside the list is refused whatever the key could do (RFC 8725 §3.1). */
export function allowedAlgorithm(header: Record<string, unknown>, allowed: readonly Algorithm[]): Algorithm {
  const { alg } = header
  if (!isAlgorithm(alg) || !allowed.includes(alg)) {
    throw new TokenRejected('wrong-algorithm', { expected: `one of ${allowed.join(', ')}` })
  }
  return alg
}

/** Finds the key and sees to it that it is used with its own algorithm only. */
export async function selectKey(header: Record<string, unknown>, alg: Algorithm, keys: KeySource) {
  const { kid } = header
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) throw new TokenRejected('unknown-key')
  const key = await keys.select({ kid, alg })
  if (key.algorithm !== alg)
    throw new TokenRejected('wrong-algorithm', { expected: `that of the key: ${key.algorithm}` })
  return key
}

/**
 * The signature itself: by the key, or by one of its namesakes. Whatever the crypto layer throws becomes a refusal
 * (RFC 7515 §5.2).
 */
export async function checkSignature(
  form: CompactForm,
  { publicKey, namesakes = [], algorithm }: VerificationKey,
): Promise<void> {
  const signed = `${form.protected}.${form.payload}`
  const faults: unknown[] = []
  for (const each of [publicKey, ...namesakes]) {
    try {
      const isGood = checkQuickly(signed, form.signatureBytes, each, algorithm)
      if (isGood === undefined) await flattenedVerify(form, each, { algorithms: [algorithm] })
      else if (!isGood) throw new Error('the signature is not the one of this key over this text')
      return
    } catch (cause) {
      faults.push(cause)
    }
  }
  throw new TokenRejected('signature-mismatch', { cause: faults[0] })
}

/**
 * Verifies a compact JWS and nothing more: the payload may be anything, so nobody may act on it as on a token.
 * @returns the payload
 * @throws TokenRejected for every refusal
 */
export async function verifySignature(
  token: unknown,
  trust: { algorithms: readonly Algorithm[]; keys: KeySource },
): Promise<Uint8Array> {
  const form = parseCompactForm(token)
  const header = parseHeader(form.headerBytes)
  refuseCritical(header)
  const alg = allowedAlgorithm(header, trust.algorithms)
  await checkSignature(form, await selectKey(header, alg, trust.keys))
  return form.payloadBytes
}
