import type { TextTest } from './string-form.ts'

export const SPIFFE = 'spiffe://'

/**
 * A namespace with any number of stars, over the whole URI: `/ns/`, the namespace and a slash must stand somewhere, and a
 * star crosses slashes (M-17). Pieces between stars are looked for once, from left to right.
 */
export function compileNamespace(pattern: string): TextTest {
  const pieces = `/ns/${pattern}/`.split('*')
  return (uri) => {
    let at = 0
    for (const piece of pieces) {
      const found = uri.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return true
  }
}

/**
 * A service account: `namespace/name`, or a name in the policy's namespace. Identities with further parts, before `/ns/`,
 * between the two and behind, match as well (M-17).
 */
export function compileServiceAccount(account: string, policyNamespace: string): TextTest {
  const [namespace = '', name = ''] = account.includes('/') ? account.split('/') : [policyNamespace, account]
  const before = `/ns/${namespace}/`
  const end = `sa/${name}`
  return (uri) => {
    // At least one letter stands between the scheme and the namespace.
    const found = uri.startsWith(SPIFFE) ? uri.indexOf(before, SPIFFE.length + 1) : -1
    if (found < 0) return false
    const start = found + before.length
    for (let at = uri.indexOf(end, start); at >= 0; at = uri.indexOf(end, at + 1)) {
      const isOwnPart = at === start || (at > start + 1 && uri[at - 1] === '/')
      if (isOwnPart && isEndOfPart(uri, at + end.length)) return true
    }
    return false
  }
}

/** The text ends here, or goes on with a slash and more. */
const isEndOfPart = (uri: string, at: number) => at === uri.length || (uri[at] === '/' && at + 1 < uri.length)

/** The part of a SPIFFE id before its path; undefined for other URIs. */
export function trustDomainOf(uri: string): string | undefined {
  if (!uri.startsWith(SPIFFE)) return undefined
  const slash = uri.indexOf('/', SPIFFE.length)
  return uri.slice(SPIFFE.length, slash < 0 ? undefined : slash)
}
