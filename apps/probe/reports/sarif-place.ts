import { isLocalUrl } from '#core/http/local'
import type { FullReport } from './full-report.ts'

type PlacedTarget = FullReport['target']

/**
 * What tells a target from others in each run. On one's own machine the port is often another one each time: there the audience tells
 * services apart.
 */
export function stablePlace({ url, audience }: PlacedTarget): readonly string[] {
  const parsed = URL.parse(url)
  if (!parsed) return [url]
  const { host, pathname, search } = parsed
  return isLocalUrl(parsed) ? ['localhost', audience, pathname, search] : [host, pathname, search]
}

/**
 * A path relative to the root of a repository, though there is no such file: code scanners refuse a whole report for an address in its
 * place (SARIF §3.4.3 lets both be).
 */
export function locationPath(target: PlacedTarget): string {
  const parsed = URL.parse(target.url)
  const [place = ''] = stablePlace(target)
  const path = parsed ? `${place.replaceAll(/[^\w.-]+/g, '-')}${parsed.pathname}` : target.url.toWellFormed()
  const safe = encodeURI(decodedOnce(path)).replaceAll(/[?#:]/g, encodeURIComponent)
  return safe.replace(/^\/+/, '').replace(/\/$/, '') || 'target'
}

const decodedOnce = (path: string): string => {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
