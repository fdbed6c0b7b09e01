import { UsageFault } from '#core/process/command-line'

/** What is text by its standard, whatever it looks like (RFC 7519 §4.1, RFC 8693 §4.2 and §4.3): a subject may be 11. */
const ALWAYS_TEXT: ReadonlySet<string> = new Set(['iss', 'sub', 'client_id', 'azp', 'scope'])

/** What each token of a run has of its own: an id, and its times. */
const ALWAYS_FRESH: ReadonlySet<string> = new Set(['jti', 'iat', 'nbf', 'exp'])

/**
 * Reads `NAME=VALUE` of `--claim`. A value that is JSON is that: a number, a list, an object, true; `"5"` in its quotes is text. What is no
 * JSON is text as it stands, and so is whatever a standard says is text.
 * @throws UsageFault where there is no name, and for what is fresh in each token
 */
export function readClaimOption(text: string): [name: string, value: unknown] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageFault(`--claim is NAME=VALUE, and not "${text.slice(0, 40)}".`)
  const name = text.slice(0, at).trim()
  const value = text.slice(at + 1).trim()
  if (ALWAYS_FRESH.has(name)) throw new UsageFault(`--claim sets no ${name}: that is fresh in each token of a run.`)
  return [name, ALWAYS_TEXT.has(name) ? value : valueOfClaim(value)]
}

/** The same as one writes it for `--claim`. */
export function writeClaimOption(name: string, value: unknown): string {
  const isPlain = typeof value === 'string' && (ALWAYS_TEXT.has(name) || valueOfClaim(value) === value)
  return `${name}=${isPlain ? value : JSON.stringify(value)}`
}

function valueOfClaim(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
