import { readChanges, type HeaderChanges } from '#core/http/forward/header-changes'

/** The fields of a request after some changes: name, value, name, value …, as `rawHeaders` has them. */
export function fieldsWith(rawHeaders: readonly string[], ...changes: readonly HeaderChanges[]): readonly string[] {
  const read = readChanges(changes)
  if (!read) return rawHeaders
  const out: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (!read.takesAway(name.toLowerCase())) out.push(name, rawHeaders[at + 1] ?? '')
  }
  return [...out, ...read.added]
}
