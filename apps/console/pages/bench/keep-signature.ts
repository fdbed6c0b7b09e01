import type { BenchState, WrittenFields } from './bench-state.ts'

/**
 * The token with other claims, and with the header and the signature that it had: what is signed no longer is what stands there.
 * @returns undefined where the text is no token of three segments
 */
export function withOldSignature({ text, payload }: Pick<BenchState, 'text' | 'payload'>): string | undefined {
  const [header, , signature, more] = text.trim().split('.', 4)
  if (header === undefined || !signature || more !== undefined) return undefined
  return [header, base64urlOf(payload), signature].join('.')
}

function base64urlOf(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte))
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** What the console is asked to sign. */
export function orderToSign(
  { choices, material }: Pick<BenchState, 'choices' | 'material'>,
  { header, payload, signer, isExact }: WrittenFields,
) {
  const { kind = 'issuer', name } = choices.signers[signer] ?? {}
  return { signer: { kind, ...(name !== undefined && { name }) }, material, header, payload, isExact }
}
