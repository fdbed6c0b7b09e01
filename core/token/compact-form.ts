import { Buffer } from 'node:buffer'
import { TokenRejected } from './rejection.ts'

/** Fits, with room for the other headers, into the 16 KB that Node accepts for all headers of a request. */
export const MAX_TOKEN_LENGTH = 15_360

/** The three segments of a compact JWS (RFC 7515 §7.1), as sent and as bytes. */
export interface CompactForm {
  protected: string
  payload: string
  signature: string
  headerBytes: Buffer
  payloadBytes: Buffer
  signatureBytes: Buffer
}

/**
 * Cuts a token into its segments. One signed text has one accepted spelling: canonical base64url without padding,
 * unused bits zero, and nothing around it (RFC 7515 §2, RFC 4648 §3.5). Otherwise whoever keys a replay store or a
 * revocation list on the text is fooled by a second spelling.
 * @throws TokenRejected malformed, too-large, signature-missing
 */
export function parseCompactForm(token: unknown): CompactForm {
  if (typeof token !== 'string') throw new TokenRejected('malformed')
  if (token.length > MAX_TOKEN_LENGTH)
    throw new TokenRejected('too-large', { expected: `of ${MAX_TOKEN_LENGTH} characters or fewer` })
  const segments = token.split('.', 4)
  if (segments.length !== 3) throw new TokenRejected('malformed')
  const [header = '', payload = '', signature = ''] = segments
  const headerBytes = decodeSegment(header)
  const payloadBytes = decodeSegment(payload)
  const signatureBytes = decodeSegment(signature)
  if (header === '') throw new TokenRejected('malformed')
  if (signature === '') throw new TokenRejected('signature-missing')
  return { protected: header, payload, signature, headerBytes, payloadBytes, signatureBytes }
}

/** Node decodes leniently, so the test is whether encoding again gives the same text. */
function decodeSegment(segment: string): Buffer {
  const bytes = Buffer.from(segment, 'base64url')
  if (bytes.toString('base64url') !== segment) throw new TokenRejected('malformed')
  return bytes
}
