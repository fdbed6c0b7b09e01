/**
 * Does the header state the kind of token that is expected? Media types ignore case and may leave out `application/`
 * (RFC 7515 §4.1.9, RFC 9068 §4). A token inside a token (`cty`) is never expected (RFC 7519 §5.2).
 *
 * @param expected for instance 'at+jwt'. 'JWT' is also met by a header without `typ` (RFC 7519 §5.1)
 */
export function hasType(header: Record<string, unknown>, expected: string): boolean {
  if (Object.hasOwn(header, 'cty')) return false
  const { typ } = header
  if (typ === undefined) return expected === 'JWT'
  return typeof typ === 'string' && mediaType(typ) === mediaType(expected)
}

function mediaType(type: string): string {
  return type.toLowerCase().replace(/^application\/(?=[^/]+$)/, '')
}
