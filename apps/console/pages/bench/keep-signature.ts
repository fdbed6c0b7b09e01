import type { BenchState, WrittenFields } from './bench-state.ts'

type WrittenParts = Pick<BenchState, 'text' | 'header' | 'payload'>

/**
 * The token with what was written in place of header and claims, and with the signature that it had: what is signed no longer is what
 * stands there. A part in which nothing was changed stays as it is, letter by letter.
 * @returns undefined where the text is no token of three segments
 */
export function withOldSignature({ text, header, payload }: WrittenParts): string | undefined {
  const [oldHeader, oldPayload = '', signature, more] = text.trim().split('.', 4)
  if (oldHeader === undefined || !signature || more !== undefined) return undefined
  return [writtenOrOld(header, oldHeader), writtenOrOld(payload, oldPayload), signature].join('.')
}

const writtenOrOld = (written: string, before: string): string =>
  saysTheSame(written, before) ? before : base64urlOf(written)

function saysTheSame(written: string, segment: string): boolean {
  try {
    const bytes = Uint8Array.from(atob(segment.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
    return JSON.stringify(JSON.parse(written)) === JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return false
  }
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
