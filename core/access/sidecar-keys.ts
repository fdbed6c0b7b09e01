/** What the key server of jwtproxy has for an issuer and a key id, as its dialect looks for it. */
export type LaxKeyAnswer =
  /** RS256 and nothing else; false for a key that is no RSA key. */
  | { kind: 'key'; isSignedBy(signingInput: string, signature: Uint8Array): boolean }
  | { kind: 'no-matching-key' }
  /** `why` is for the log. */
  | { kind: 'server-error'; why: string }
  | { kind: 'unusable-algorithm' }
  /** A bound of ours: too many are asked for at once, or it takes too long. `why` is shown to the client. */
  | { kind: 'beyond-bounds'; why: string }
