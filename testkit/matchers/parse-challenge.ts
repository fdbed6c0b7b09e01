/** One parameter: its value is a word, or quoted (RFC 9110 §11.2). */
const CHALLENGE_PARAMETER = /([\w-]{1,40})\s?=\s?(?:"((?:[^"\\]|\\.){0,2000})"|([^\s",]{1,2000}))/g

const LONGEST_CHALLENGE = 8000

/** The parameters of a Bearer challenge; none, where there is none. */
export function parseChallenge(header: string): Readonly<Record<string, string>> {
  const at = header.slice(0, LONGEST_CHALLENGE).search(/\bbearer\b/i)
  if (at < 0) return {}
  const found = [...header.slice(at, LONGEST_CHALLENGE).matchAll(CHALLENGE_PARAMETER)]
  return Object.fromEntries(
    found.map(([, name = '', quoted, word]) => [name.toLowerCase(), (quoted ?? word ?? '').replace(/\\(.)/g, '$1')]),
  )
}
