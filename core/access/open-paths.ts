/** A segment that every server reads alike: no dots alone, no escapes, no parameters. */
const PLAIN_REST = /^(?:[\w~-][\w.~-]*|\.[\w~-][\w.~-]*)(?:\/(?:[\w~-][\w.~-]*|\.[\w~-][\w.~-]*))*\/?$/

/**
 * Which paths need no token: those on the list, letter by letter, and all that are below one that ends in `/*`. Below, only
 * what has one reading counts: `/open/..%2fadmin`, `/open/..;/admin` and `/open//admin` are other paths to some servers.
 */
export function openPaths(excludes: readonly string[]): (target: string) => boolean {
  if (excludes.length === 0) return () => false
  const exact = new Set(excludes.filter((path) => !path.endsWith('/*')))
  const above = excludes.filter((path) => path.endsWith('/*')).map((path) => path.slice(0, -1))
  return (target) => {
    const [path = ''] = target.split('?', 1)
    if (exact.has(path)) return true
    return above.some((start) => path.startsWith(start) && PLAIN_REST.test(path.slice(start.length)))
  }
}
