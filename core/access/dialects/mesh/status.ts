import { AccessRefused, type AccessReason } from '../../dialect.ts'

/** What the sidecar of the mesh says of a token, to the letter, and what we call it. */
export const MESH_STATUS = {
  missing: ['no-credentials', 'Jwt is missing'],
  tooMany: ['invalid-request', 'Found multiple Jwt tokens'],
  form: ['malformed', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
  tooLong: ['too-large', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
  headerBase64: ['malformed', 'Jwt header is an invalid Base64url encoded'],
  headerJson: ['malformed', 'Jwt header is an invalid JSON'],
  noAlgorithm: ['wrong-algorithm', 'Jwt header [alg] field is required and must be a string'],
  algorithm: ['wrong-algorithm', 'Jwt header [alg] is not supported'],
  keyId: ['malformed', 'Jwt header [kid] field is not a string'],
  payloadBase64: ['malformed', 'Jwt payload is an invalid Base64url encoded'],
  payloadJson: ['malformed', 'Jwt payload is an invalid JSON'],
  signatureBase64: ['malformed', 'Jwt signature is an invalid Base64url encoded'],
  issuer: ['wrong-issuer', 'Jwt issuer is not configured'],
  notYet: ['not-active', 'Jwt not yet valid'],
  expired: ['expired', 'Jwt is expired'],
  audience: ['wrong-audience', 'Audiences in Jwt are not allowed'],
  noValidKey: ['unknown-key', "Jwks doesn't have any valid public key"],
  notFetched: ['cannot-decide', 'Jwks remote fetch is failed'],
  noKey: ['unknown-key', "Jwks doesn't have key to match kid or alg from Jwt"],
  signatureLength: ['signature-mismatch', 'Jwt ED25519 signature is wrong length'],
  signature: ['signature-mismatch', 'Jwt verification fails'],
} as const satisfies Record<string, readonly [AccessReason, string]>

/** @param reason where it is another than the words say: keys that are away look like keys that do not fit */
export function meshRefusal(status: keyof typeof MESH_STATUS, reason?: AccessReason): AccessRefused {
  const [usual, words] = MESH_STATUS[status]
  return new AccessRefused(reason ?? usual, { words })
}

/** A claim has a type that makes no sense. */
export function claimRefusal(claim: string, fault: string): AccessRefused {
  return new AccessRefused('invalid-claim', { claim, words: `Jwt payload [${claim}] field is not ${fault}` })
}
