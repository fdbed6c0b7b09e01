/**
 * Whether the query of a target has a token of its own (RFC 6750 §2.3). Readers decode names before they compare them, take `a[]` and `a[b]`
 * for parts of `a`, and do not agree on where a query begins that has two question marks.
 */
export function hasQueryToken(target: string): boolean {
  const at = target.indexOf('?')
  if (at === -1) return false
  const query = new URLSearchParams(target.slice(at + 1).replaceAll('?', '&'))
  return query.keys().some((name) => name === 'access_token' || name.startsWith('access_token['))
}
