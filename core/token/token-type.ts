/**
 * Does the header state the kind of token that is expected? Media types ignore case and may leave out `application/`
 * (RFC 7515 §4.1.9, RFC 9068 §4). A token inside a token (`cty`) is never expected (RFC 7519 §5.2).
 *
 * @param expected for instance 'at+jwt', or several of which one will do. 'JWT' is also met by a header without `typ`
 *   (RFC 7519 §5.1)
 */
export function hasType(header: Record<string, unknown>, expected: string | readonly string[]): boolean {
  if (Object.hasOwn(header, 'cty')) return false
  const { typ } = header
  if (typ === undefined) return expected === 'JWT' || (Array.isArray(expected) && expected.includes('JWT'))
  if (typeof typ !== 'string') return false
  const stated = shortType(typ)
  return typeof expected === 'string'
    ? stated === shortType(expected)
    : expected.some((type) => stated === shortType(type))
}

function shortType(type: string): string {
  return type.toLowerCase().replace(/^application\/(?=[^/]+$)/, '')
}
