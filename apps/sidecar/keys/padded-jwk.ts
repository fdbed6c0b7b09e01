const NUMBERS = ['n', 'e', 'x', 'y'] as const

/**
 * A key whose numbers are padded base64url, as jwtproxy publishes them, in the form of RFC 7515 §2. Its key id stays as it is:
 * tokens name it by that.
 */
export function unpaddedJwk(jwk: Record<string, unknown>): Record<string, unknown> {
  const plain = { ...jwk }
  for (const name of NUMBERS) {
    const value = plain[name]
    if (typeof value === 'string') plain[name] = value.replace(/={1,2}$/, '')
  }
  return plain
}
