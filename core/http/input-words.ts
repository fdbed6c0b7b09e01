import { z, type ZodType } from 'zod'
import { nearestOf } from '../config/nearest.ts'

type Parsing = NonNullable<Parameters<ZodType['safeParse']>[1]>
type InputFault = Parameters<NonNullable<Parsing['error']>>[0]

/** A text that is longer is not repeated: it may be a token. */
const LONGEST_SHOWN = 40

/** Whoever has so many faults in one input begins with these; a body has room for ten thousand. */
export const FAULTS_TOLD = 20

/** A value as a message repeats it. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return value.length > LONGEST_SHOWN ? 'a long text' : JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/**
 * What does not fit, in plain words: the value, and the name that may have been meant. Where a schema has words of its own,
 * those are used.
 */
export const faultWords: Parsing = { error: (fault) => FAULT_WORDS[fault.code]?.(fault) ?? 'does not fit' }

const FAULT_WORDS: Partial<Record<InputFault['code'], (fault: InputFault) => string>> = {
  invalid_type: ({ input, expected }) =>
    input === undefined
      ? 'is missing'
      : `has to be ${INPUT_KINDS[String(expected)] ?? expected}, not ${shownValue(input)}`,
  too_small: ({ input, origin, minimum }) => saySize(input, String(origin), Number(minimum), 'small'),
  too_big: ({ input, origin, maximum }) => saySize(input, String(origin), Number(maximum), 'large'),
  invalid_value({ input, values }) {
    const known = (values as unknown[]).map(String)
    if (input === undefined) return 'is missing'
    if (known.length === 1) return `has to be ${known[0]}, not ${shownValue(input)}`
    return `${shownValue(input)} is not one of them${perhapsMeant(input, known)} ${listed(known)}`
  },
  unrecognized_keys(fault) {
    const known = knownMembers(fault)
    const keys = fault['keys'] as string[]
    const [first = '', ...others] = keys.slice(0, FAULTS_TOLD).map((key) => key.slice(0, LONGEST_SHOWN))
    const more = keys.length > FAULTS_TOLD ? ` and ${keys.length - FAULTS_TOLD} more` : ''
    const names = [first, ...others].map((key) => `"${key}"`).join(', ')
    return `${names}${more} ${others.length > 0 ? 'are' : 'is'} not known here${perhapsMeant(first, known)} ${listed(known)}`
  },
}

const INPUT_KINDS: Record<string, string> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function saySize(input: unknown, origin: string, bound: number, is: 'small' | 'large'): string {
  if (typeof input === 'number') return `${input} is too ${is}: ${is === 'small' ? 'at least' : 'at most'} ${bound}`
  if (is === 'small') return bound === 1 ? 'is empty' : `has fewer than ${bound} ${PIECES[origin] ?? 'members'}`
  return `has more than ${bound} ${PIECES[origin] ?? 'members'}`
}

const PIECES: Record<string, string> = { string: 'characters', array: 'entries' }

function perhapsMeant(word: unknown, known: readonly string[]): string {
  const nearest = typeof word === 'string' ? nearestOf(word, known) : undefined
  return nearest === undefined ? '.' : `: did you mean "${nearest}"?`
}

const listed = (known: readonly string[]) => `There are: ${known.join(', ')}`

/** The members of the object that has others. */
const knownMembers = ({ inst }: InputFault): string[] => (inst instanceof z.ZodObject ? Object.keys(inst.shape) : [])
