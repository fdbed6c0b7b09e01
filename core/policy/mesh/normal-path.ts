import type { PathNormalization } from './model.ts'

/** The path of a request target: what stands before its query and its fragment. */
export const pathOfTarget = (target: string) => /^[^?#]*/.exec(target)?.[0] ?? ''

/**
 * A path as policies see it (M-16). What is not a path, such as the `*` of OPTIONS, stays as it is.
 * @param target as it was sent
 */
export function normalPath(target: string, normalization: PathNormalization): string {
  const path = pathOfTarget(target)
  if (normalization === 'NONE' || !/^[/\\]/.test(path)) return path
  const decoded =
    normalization === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path
  const plain = withoutDots(decoded.replaceAll('\\', '/').replace(/%2e/gi, '.'))
  return normalization === 'BASE' ? plain : plain.replace(/\/{2,}/g, '/')
}

/** Takes dot segments out (RFC 3986 §5.2.4). */
function withoutDots(path: string): string {
  if (!path.includes('/.')) return path
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const [at, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..'
    if (segment === '..') kept.pop()
    if (!isDots) kept.push(segment)
    else if (at === segments.length - 1) kept.push('')
  }
  return `/${kept.join('/')}`
}
