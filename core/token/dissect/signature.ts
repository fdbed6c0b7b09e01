import { isObject } from '../claims.ts'
import type { TokenFault } from './fault.ts'

/** How many bytes a signature has, by its algorithm (RFC 7518 §3.4, RFC 8032 §5.1.6); that of RSA has those of its key. */
const EXACT_BYTES: Readonly<Record<string, number>> = {
  ES256: 64,
  ES384: 96,
  ES512: 132,
  EdDSA: 64,
  Ed25519: 64,
  HS256: 32,
  HS384: 48,
  HS512: 64,
}

const LEAST_RSA_BYTES = 256

/** What its length alone says about a signature: nobody has checked it by that. */
export function signatureFaults(header: unknown, signature: Uint8Array): TokenFault[] {
  const alg = isObject(header) && typeof header['alg'] === 'string' ? header['alg'] : ''
  if (signature.length === 0) return [{ says: 'It is empty: nobody has signed this token' }]
  if (alg.toLowerCase() === 'none') return [{ says: 'alg is “none”, and there is a signature all the same' }]
  const wanted = Object.hasOwn(EXACT_BYTES, alg) ? EXACT_BYTES[alg] : undefined
  if (wanted !== undefined && signature.length !== wanted) return [wrongLength(alg, wanted, signature)]
  if (/^[RP]S\d/.test(alg) && signature.length < LEAST_RSA_BYTES)
    return [
      {
        says: `It has ${signature.length} bytes; ${alg} has ${LEAST_RSA_BYTES} at least: it is cut, or of another algorithm`,
      },
    ]
  return []
}

function wrongLength(alg: string, wanted: number, { length, ...bytes }: Uint8Array): TokenFault {
  const has = `It has ${length} bytes, and ${alg} makes ${wanted}`
  if (alg.startsWith('ES') && bytes[0] === 0x30)
    return {
      says: `${has}: this looks like DER, as OpenSSL writes it; a token has R and S behind each other (RFC 7518 §3.4)`,
    }
  return { says: `${has}: it ${length < wanted ? 'is cut' : 'has more than it should'}, or of another algorithm` }
}
