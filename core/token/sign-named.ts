import { Buffer } from 'node:buffer'
import type { NamedParts } from './named-tokens.ts'
import { signText, type Signer } from './sign.ts'
import type { TokenParts } from './token-change.ts'

const encodedPart = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * Signs a token by its name, or does not, as its change says.
 * @param own signs the good one
 * @param stranger a key of the same algorithm that nobody knows
 * @returns the compact token
 */
export async function signNamed(
  { header, claims, signedBy }: NamedParts,
  own: Signer,
  stranger: () => Promise<CryptoKey>,
): Promise<string> {
  if (signedBy === 'nobody') return `${encodedPart(header)}.${encodedPart(claims)}.`
  const { alg: _alg, kid, ...further } = header
  const privateKey = signedBy === 'stranger' ? await stranger() : own.privateKey
  const signer = { algorithm: own.algorithm, kid: typeof kid === 'string' ? kid : own.kid, privateKey }
  return signText(JSON.stringify(claims), further, signer)
}

/**
 * What a token says that whoever asks has just signed or got from its signer, to the letter: nothing is believed because of it.
 * @throws SyntaxError for what is none
 */
export function partsOfOwnToken(token: string): TokenParts {
  const [header, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return { header: Object(header), claims: Object(claims) }
}
