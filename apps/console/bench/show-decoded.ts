import { isObject } from '#core/token/claims'
import { dissectToken, type DissectedPart } from '#core/token/dissect/dissect'
import type { TokenFault } from '#core/token/dissect/fault'
import type { DecodedToken, FaultOnPage, ShownPart, ShownPiece } from '../pages/bench/bench-state.ts'

/** Takes a text apart for a page: with its faults piecesBetween where they are. */
export function showDecoded(pasted: string): DecodedToken {
  const { around, length, faults, parts } = dissectToken(pasted)
  const shown = parts.map(showPart)
  const count = [faults, ...shown.map((part) => part.faults)].reduce((sum, each) => sum + each.length, 0)
  return { around, length, faults: faults.map(faultForPage), parts: shown, count }
}

const faultForPage = ({ says, member }: TokenFault): FaultOnPage => ({ says, ...(member !== undefined && { member }) })

function showPart({ part, raw, bytes, faults, json, meaning }: DissectedPart): ShownPart {
  const isRead = json?.value !== undefined
  const needsText = json !== undefined && json.text !== '' && (json.faults.length > 0 || !isRead)
  return {
    part,
    raw: markedPieces(raw, faults),
    length: raw.length,
    bytes,
    faults: [...faults, ...(json?.faults ?? []), ...meaning].map(faultForPage),
    hasValue: isRead,
    ...(isRead && { value: json.isLenient ? withInfinities(json.value) : json.value }),
    ...(json?.isLenient && { isLenient: true }),
    ...(needsText && { text: markedPieces(json.text, json.faults) }),
  }
}

/** Readers make Infinity of `1e400`, and an answer in JSON has no word for it: it would be `null`. No deeper than what is shown. */
function withInfinities(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(withInfinities)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withInfinities(member)]))
}

/** What a page shows of a text: this much of its beginning, around each fault, and of its end. Characters. */
const BEGINNING = 1500
const AROUND = 60
const END = 100

/** A text in pieces, its faults piecesBetween; of a long one not all. */
export function markedPieces(text: string, faults: readonly TokenFault[]): ShownPiece[] {
  const places = [...new Set(faults.flatMap(({ at }) => (at === undefined ? [] : [Math.min(at, text.length)])))]
  const marks = places.sort((a, b) => a - b)
  const shown = [
    [0, BEGINNING],
    ...marks.map((at) => [Math.max(0, at - AROUND), at + AROUND]),
    [Math.max(0, text.length - END), text.length],
  ] as [number, number][]
  const pieces: ShownPiece[] = []
  let done = 0
  for (const [from, to] of shown.sort(([a], [b]) => a - b)) {
    if (from > done) pieces.push({ kind: 'left-out', text: `… ${from - done} more characters …` })
    const begin = Math.max(from, done)
    const end = Math.min(to, text.length)
    if (end <= begin) continue
    pieces.push(...piecesBetween(text, begin, end, marks))
    done = end
  }
  if (marks.at(-1) === text.length) pieces.push({ kind: 'fault', text: '' })
  return pieces
}

function piecesBetween(text: string, begin: number, end: number, marks: readonly number[]): ShownPiece[] {
  const pieces: ShownPiece[] = []
  let from = begin
  for (const at of marks.filter((each) => each >= begin && each < end)) {
    if (at > from) pieces.push({ text: text.slice(from, at) })
    from = Math.min(end, at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1))
    pieces.push({ kind: 'fault', text: text.slice(at, from) })
  }
  if (end > from) pieces.push({ text: text.slice(from, end) })
  return pieces
}
