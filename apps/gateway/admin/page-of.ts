import type { OwnAnswer } from '#core/http/forward/own-answer'
import { adminAnswer } from './admin.ts'

const USUAL_SIZE = 100
const LARGEST_SIZE = 1000

/** A page ends where it has so much text, whatever its size: whoever is slow to read it keeps it in memory. Characters. */
const PAGE_TEXT = 250_000

/** Longer marks are none of ours. Characters, in base64. */
const LONGEST_MARK = 2000

/** A list of which somebody asks for pages. */
export interface PagedList<Entry> {
  /** In the order of their marks. */
  entries: readonly Entry[]
  /** By what an entry keeps its place, whatever comes or goes before it. */
  markOf(entry: Entry): string
  isBehind(entry: Entry, mark: string): boolean
  /** Whether it may be a mark of this list. */
  isMark(text: string): boolean
  show(entry: Entry): unknown
}

/**
 * One page of a list, and where the next one is (KJ-8): `{data, next, offset}`. The offset says which entry was the last, not how many
 * there were: so nobody is left out where the list changes between two pages.
 */
export function pageOf<Entry>(list: PagedList<Entry>, query: URLSearchParams, path: string): OwnAnswer {
  const { entries, markOf, isBehind, isMark, show } = list
  const wanted = query.get('size') ?? String(USUAL_SIZE)
  const size = Number(wanted)
  if (!/^\d{1,4}$/.test(wanted) || size < 1 || size > LARGEST_SIZE)
    return adminAnswer(400, {
      code: 10,
      name: 'invalid size',
      message: `size must be an integer between 1 and ${LARGEST_SIZE}`,
    })
  const offset = query.get('offset')
  const mark = offset === null ? undefined : textOfOffset(offset)
  if (offset !== null && (mark === undefined || !isMark(mark)))
    return adminAnswer(400, { code: 7, name: 'invalid offset', message: 'Invalid offset' })

  const left = mark === undefined ? entries : entries.filter((entry) => isBehind(entry, mark))
  const data: unknown[] = []
  let room = PAGE_TEXT
  let last: Entry | undefined
  for (const entry of left.slice(0, size)) {
    const shown = show(entry)
    room -= JSON.stringify(shown).length
    if (room < 0 && data.length > 0) break
    data.push(shown)
    last = entry
  }
  if (last === undefined || data.length === left.length) return adminAnswer(200, { data, next: null })
  const next = Buffer.from(markOf(last)).toString('base64url')
  const sized = query.has('size') ? `&size=${size}` : ''
  return adminAnswer(200, { data, next: `${path}?offset=${next}${sized}`, offset: next })
}

/** @returns undefined for what is none of ours */
function textOfOffset(offset: string): string | undefined {
  if (offset === '' || offset.length > LONGEST_MARK) return undefined
  const bytes = Buffer.from(offset, 'base64url')
  return bytes.toString('base64url') === offset ? bytes.toString() : undefined
}
