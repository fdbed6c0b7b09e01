import { LONGEST_PATH_PATTERN, parsePattern, type RegexNode } from './regex-syntax.ts'

/** One place of the machine: what it takes, and where it may be then; without `takes` it is there at once. */
interface RegexState {
  takes?: (code: number) => boolean
  next: number[]
}

/** Each letter of a path is held against each of these once, at most. */
const MOST_STATES = 400
/** What is repeated is built as often, also where it takes no letter. */
const MOST_PARTS = 4000

/** A longer path is held against no expression: it does not match. Letters. */
const LONGEST_MATCHED_PATH = 4096

/**
 * Compiles a regular expression as RE2 has it, without what only a search that goes back can do. Whatever the pattern and the path
 * are, a match takes time in proportion to both (Thompson's construction): the engine of the language would not.
 * @returns what matches a whole path, or what is wrong with the pattern, as the end of a sentence
 */
export function compileLinear(
  pattern: string,
  ignoreCase: boolean,
): { matches: (path: string) => boolean } | { fault: string } {
  if (pattern.length > LONGEST_PATH_PATTERN) return { fault: `it is longer than ${LONGEST_PATH_PATTERN} letters` }
  const parsed = parsePattern(pattern, ignoreCase)
  if ('fault' in parsed) return parsed
  const states: RegexState[] = []
  let parts = 0
  const add = (state: RegexState | undefined) => {
    if (states.length >= MOST_STATES || ++parts > MOST_PARTS) throw new RangeError('too many states')
    return state ? states.push(state) - 1 : NaN
  }
  const end = add({ next: [] })
  try {
    const start = build(parsed.node, end, add)
    return { matches: (path) => path.length <= LONGEST_MATCHED_PATH && runStates(states, start, end, path) }
  } catch (error) {
    if (error instanceof RangeError) return { fault: 'it is too large: repeat less in it' }
    throw error
  }
}

/** Builds a part in front of what follows it. @returns where it begins */
function build(node: RegexNode, then: number, add: (state: RegexState | undefined) => number): number {
  add(undefined) // counts this part
  const below = (one: RegexNode, next: number) => build(one, next, add)
  switch (node.kind) {
    case 'letter':
      return add({ takes: node.fits, next: [then] })
    case 'sequence':
      return node.parts.reduceRight((next, part) => below(part, next), then)
    case 'choice':
      return add({ next: node.parts.map((part) => below(part, then)) })
    case 'repeat': {
      let next = then
      if (node.most === Infinity) {
        const loop: RegexState = { next: [then] }
        next = add(loop)
        loop.next.push(below(node.part, next))
      } else {
        for (let count = node.least; count < node.most; count++) next = add({ next: [then, below(node.part, next)] })
      }
      for (let count = 0; count < node.least; count++) next = below(node.part, next)
      return next
    }
  }
}

function runStates(states: readonly RegexState[], start: number, end: number, path: string): boolean {
  let here = reach(states, [start])
  for (let at = 0; at < path.length && here.size > 0; at++) {
    const code = path.charCodeAt(at)
    const next: number[] = []
    for (const index of here) {
      const state = states[index]
      if (state?.takes?.(code)) next.push(...state.next)
    }
    here = reach(states, next)
  }
  return here.has(end)
}

/** Wherever the machine is without taking a letter. */
function reach(states: readonly RegexState[], from: readonly number[]): Set<number> {
  const reached = new Set(from)
  for (const index of reached) {
    const state = states[index]
    if (state && !state.takes) for (const next of state.next) reached.add(next)
  }
  return reached
}
