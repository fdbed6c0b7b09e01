import type { DecodedToken } from './bench-state.ts'
import { jsonForPeople } from './named-on-bench.ts'

/**
 * A part of a token as somebody edits it: as JSON for people; what is none as it stands there.
 * @returns undefined where it is not there, or not whole
 */
export function writtenPart(decoded: DecodedToken | undefined, name: string): string | undefined {
  const part = decoded?.parts.find((each) => each.part === name)
  if (!part) return undefined
  if (part.hasValue && !part.isLenient) return jsonForPeople(part.value)
  const isWhole = part.text?.every(({ kind }) => kind !== 'left-out')
  return isWhole ? part.text?.map(({ text }) => text).join('') : undefined
}
