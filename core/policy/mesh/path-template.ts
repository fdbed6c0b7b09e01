/** A path with operators (M-16), taken apart: whole segments before `{**}`, and the text behind it. */
export interface PathTemplate {
  /** A literal piece, or ONE for exactly one segment. */
  head: readonly (string | typeof ONE)[]
  /** What follows `{**}`; undefined: the template has none, and ends with its head. */
  tail?: string
}

export const ONE = Symbol('one whole segment')

const ONE_SEGMENT = '{*}'
const ANY_SEGMENTS = '{**}'

/** What an operator matches, and what a template may be written in. */
const PATH_CHARACTERS = /^[A-Za-z0-9\-._~%!$&'()+,;:@]*$/

export const isPathTemplate = (path: string) => path.includes(ONE_SEGMENT) || path.includes(ANY_SEGMENTS)

/** Takes a template apart, or says what is wrong with it. */
export function parsePathTemplate(path: string): PathTemplate | { problem: string } {
  if (!path.startsWith('/')) return { problem: 'it must begin with a slash' }
  const segments = path.slice(1).split('/')
  const any = segments.indexOf(ANY_SEGMENTS)
  for (const [at, segment] of segments.entries()) {
    if (segment === ONE_SEGMENT || segment === ANY_SEGMENTS) {
      if (any >= 0 && at > any) return { problem: '{**} must be its last operator' }
    } else {
      const problem = segmentProblem(segment)
      if (problem !== undefined) return { problem }
    }
  }
  const head = headOf(any < 0 ? segments : segments.slice(0, any))
  if (any < 0) return { head }
  const behind = segments.slice(any + 1)
  return { head: [...head, '/'], tail: behind.length > 0 ? `/${behind.join('/')}` : '' }
}

function segmentProblem(segment: string): string | undefined {
  if (segment.includes(ONE_SEGMENT) || segment.includes(ANY_SEGMENTS)) {
    return 'an operator must be a whole segment, with nothing else between its slashes'
  }
  if (/[{}]/.test(segment)) return 'braces may only hold * or **: segments have no names'
  if (segment.includes('*')) return 'a star must stand in braces, {*} or {**}'
  if (!PATH_CHARACTERS.test(segment)) return "beside letters and digits, only -._~%!$&'()+,;:@ may stand in it"
  return undefined
}

/** Neighbouring literals become one text. */
function headOf(segments: readonly string[]): (string | typeof ONE)[] {
  const head: (string | typeof ONE)[] = []
  let literal = ''
  for (const segment of segments) {
    if (segment === ONE_SEGMENT) {
      head.push(`${literal}/`, ONE)
      literal = ''
    } else {
      literal += `/${segment}`
    }
  }
  return literal === '' ? head : [...head, literal]
}

/** Whether a path without its query fits. It looks at each letter once or twice: there is nothing to try again. */
export function fitsTemplate({ head, tail }: PathTemplate, path: string): boolean {
  let at = 0
  for (const piece of head) {
    if (piece === ONE) {
      const end = endOfSegment(path, at)
      if (end === at || !PATH_CHARACTERS.test(path.slice(at, end))) return false
      at = end
    } else {
      if (!path.startsWith(piece, at)) return false
      at += piece.length
    }
  }
  if (tail === undefined) return at === path.length
  const end = path.length - tail.length
  return (
    end >= at &&
    path.endsWith(tail) &&
    path
      .slice(at, end)
      .split('/')
      .every((segment) => PATH_CHARACTERS.test(segment))
  )
}

function endOfSegment(path: string, from: number): number {
  const slash = path.indexOf('/', from)
  return slash < 0 ? path.length : slash
}
