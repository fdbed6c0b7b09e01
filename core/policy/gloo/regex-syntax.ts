/** A part of a regular expression. */
export type RegexNode =
  | { kind: 'letter'; fits: (code: number) => boolean }
  | { kind: 'sequence' | 'choice'; parts: readonly RegexNode[] }
  | { kind: 'repeat'; part: RegexNode; least: number; most: number }

/** Letters. */
export const LONGEST_PATH_PATTERN = 500
const DEEPEST_PATTERN = 20
const MOST_REPEATS = 100

class PatternFault extends Error {}

function failPattern(message: string): never {
  throw new PatternFault(message)
}

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  d: (code) => code >= 0x30 && code <= 0x39,
  w: (code) => /\w/.test(String.fromCharCode(code)),
  s: (code) => /[\t\n\f\r ]/.test(String.fromCharCode(code)),
}

/** Reads the syntax of RE2 that paths need: letters, `.`, classes, groups, `|`, and `* + ? {n,m}`. */
export function parsePattern(pattern: string, ignoreCase: boolean): { node: RegexNode } | { fault: string } {
  let at = 0
  const peek = () => pattern[at]

  function choice(depth: number): RegexNode {
    if (depth > DEEPEST_PATTERN) failPattern('its groups are nested too deeply')
    const parts = [sequence(depth)]
    while (peek() === '|') {
      at++
      parts.push(sequence(depth))
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'choice', parts }
  }

  function sequence(depth: number): RegexNode {
    const parts: RegexNode[] = []
    for (let sign = peek(); sign !== undefined && sign !== '|' && sign !== ')'; sign = peek()) {
      at++
      // The whole path must match: at its ends they say nothing new.
      if (sign === '^' && at === 1) continue
      if (sign === '$' && at === pattern.length) continue
      parts.push(repeated(single(sign, depth)))
    }
    return { kind: 'sequence', parts }
  }

  function single(sign: string, depth: number): RegexNode {
    if (sign === '(') return group(depth)
    if (sign === '[') return { kind: 'letter', fits: charClass() }
    if (sign === '\\') return { kind: 'letter', fits: escaped() }
    if (sign === '.') return { kind: 'letter', fits: (code) => code !== 0x0a }
    if ('*+?{^$'.includes(sign))
      return failPattern(
        `"${sign}" has nothing to repeat, or stands where it cannot: write \\${sign} for the sign itself`,
      )
    return { kind: 'letter', fits: inEitherCase(exactly(sign.charCodeAt(0))) }
  }

  const inEitherCase = (fits: (code: number) => boolean) =>
    ignoreCase ? (code: number) => fits(code) || fits(otherCase(code)) : fits

  function group(depth: number): RegexNode {
    if (peek() === '?') {
      if (!pattern.startsWith('?:', at))
        failPattern('of groups that begin with "(?" only (?:…) is known: nothing looks ahead or back in RE2')
      at += 2
    }
    const node = choice(depth + 1)
    if (peek() !== ')') failPattern('a group is not closed')
    at++
    return node
  }

  function repeated(part: RegexNode): RegexNode {
    const sign = peek()
    const bounds = repeatHere(sign)
    if (!bounds) return part
    const [least, most] = bounds
    if (peek() === '?') at++ // as few as possible: of a whole path, that says the same
    if (['*', '+', '{', '?'].includes(peek() ?? '')) failPattern('something is repeated twice: put it in a group')
    return { kind: 'repeat', part, least, most }
  }

  function repeatHere(sign: string | undefined): readonly [least: number, most: number] | undefined {
    if (sign === '*' || sign === '+' || sign === '?') {
      at++
      return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity]
    }
    if (sign !== '{') return undefined
    const [whole = '', from = '', comma, to = ''] = /^\{(\d{1,4})(,)?(\d{0,4})\}/.exec(pattern.slice(at, at + 12)) ?? []
    if (whole === '')
      return failPattern('"{" does not begin a number of times: write {2}, {2,} or {2,5}, or \\{ for the sign itself')
    at += whole.length
    const least = Number(from)
    const most = comma === undefined ? least : to === '' ? Infinity : Number(to)
    if (least > most || Math.max(least, most === Infinity ? 0 : most) > MOST_REPEATS)
      failPattern(`${whole} is no number of times: ${MOST_REPEATS} at most`)
    return [least, most]
  }

  /** What stands behind a backslash, outside of a class or in one. */
  function escaped(): (code: number) => boolean {
    const sign = peek() ?? failPattern('it ends with a backslash')
    at++
    const known = CLASSES[sign.toLowerCase()]
    if (known && /[dws]/i.test(sign)) return /[DWS]/.test(sign) ? (code) => !known(code) : known
    if (/[a-z0-9]/i.test(sign))
      return failPattern(`\\${sign} is not known here: neither are references to what has matched before`)
    return exactly(sign.charCodeAt(0))
  }

  function charClass(): (code: number) => boolean {
    const isNegated = peek() === '^'
    if (isNegated) at++
    const fits: ((code: number) => boolean)[] = []
    for (let isFirst = true; isFirst || peek() !== ']'; isFirst = false) {
      const sign = peek() ?? failPattern('a class is not closed: "]" is missing')
      if (pattern.startsWith('[:', at)) failPattern('classes with names ("[:alpha:]") are not known here: write a-z')
      at++
      if (sign === '\\') fits.push(escaped())
      else fits.push(rangeFrom(sign))
    }
    at++
    return (code) => fits.some((one) => inEitherCase(one)(code)) !== isNegated
  }

  function rangeFrom(sign: string): (code: number) => boolean {
    const [dash, last] = [pattern[at], pattern[at + 1]]
    if (dash !== '-' || last === undefined || last === ']') return exactly(sign.charCodeAt(0))
    if (last === '\\') return failPattern('a range ends with a backslash')
    at += 2
    const [low, high] = [sign.charCodeAt(0), last.charCodeAt(0)]
    if (low > high) failPattern(`${sign}-${last} is no range`)
    return (code) => code >= low && code <= high
  }

  try {
    const node = choice(0)
    if (at < pattern.length) failPattern('a ")" closes nothing')
    return { node }
  } catch (error) {
    if (error instanceof PatternFault) return { fault: error.message }
    throw error
  }
}

const exactly = (own: number) => (code: number) => code === own

/** Of an ASCII letter; any other is its own. */
const otherCase = (code: number) => (/[a-z]/i.test(String.fromCharCode(code)) ? code ^ 0x20 : code)
