import { LONGEST_PATH_PATTERN, parsePattern, type RegexNode } from './regex-syntax.ts'

/** One place of the machine: what it takes, and where it may be then; without `takes` it is there at once. */
interface RegexState {
  takes?: (code: number) => boolean
  next: number[]
}

/** A compiled expression. */
export interface LinearMachine {
  readonly states: readonly Readonly<RegexState>[]
  readonly start: number
  readonly end: number
}

/** Each letter of a path is held against each of these once, at most. */
export const MOST_STATES = 400
/** What is repeated is built as often, also where it takes no letter. */
const MOST_PARTS = 4000

/**
 * Compiles a regular expression as RE2 has it, without what only a search that goes back can do. Whatever the pattern and the path
 * are, a match takes time in proportion to both (Thompson's construction): the engine of the language would not. So a path may be as
 * long as a head: one that matched nothing for its length would go by the next route, past the login of this one.
 * @returns what matches a whole path, or what is wrong with the pattern, as the end of a sentence
 */
export function compileLinear(
  pattern: string,
  ignoreCase: boolean,
): { matches: (path: string) => boolean } | { fault: string } {
  const machine = linearMachine(pattern, ignoreCase)
  return 'fault' in machine ? machine : { matches: (path) => runMachine(machine, path) }
}

/** The machine alone. */
export function linearMachine(pattern: string, ignoreCase: boolean): LinearMachine | { fault: string } {
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
    return { states, start: build(parsed.node, end, add), end }
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
      return add({ next: [...new Set(node.parts.map((part) => below(part, then)))] })
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

/**
 * Whether the machine is at its end when it has taken the whole path. For each letter it is in each state once at most, and goes each way
 * between two of them once at most. There are no more than three ways for each state: only a choice has more than two, and each of them
 * begins at a state of its own, but for one that goes on behind the choice.
 */
export function runMachine({ states, start, end }: LinearMachine, path: string): boolean {
  /** The letter before which each state was reached last, counted from 1. */
  const reached = new Uint32Array(states.length)
  let here: number[] = []
  const reach = (from: readonly number[], letter: number) => {
    for (const index of from) {
      if (reached[index] === letter) continue
      reached[index] = letter
      here.push(index)
    }
  }
  /** Wherever the machine is without taking a letter. */
  const spread = (letter: number) => {
    for (let at = 0; at < here.length; at++) {
      const state = states[here[at] ?? NaN]
      if (state && !state.takes) reach(state.next, letter)
    }
  }
  reach([start], 1)
  spread(1)
  for (let at = 0; at < path.length && here.length > 0; at++) {
    const code = path.charCodeAt(at)
    const before = here
    here = []
    for (const index of before) {
      const state = states[index]
      if (state?.takes?.(code)) reach(state.next, at + 2)
    }
    spread(at + 2)
  }
  return reached[end] === path.length + 1
}
