import { nearestOf } from '../config/nearest.ts'
import { Problem } from './problem.ts'

/** A parameter that an address takes in its query. */
export interface Parameter<Value> {
  /** @returns undefined for what it does not know */
  read(text: string): Value | undefined
  /** What it takes, for people. */
  takes: string
  /** All that it takes, where that is a list: one that is near is named in a refusal. */
  words?: readonly string[]
}

const YES = new Set(['1', 'true', 'yes'])
const NO = new Set(['0', 'false', 'no'])

/** Every way to write a number in decimals, and no longer than anybody means it. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/
const LONGEST_NUMBER = 100

/**
 * `1`, `true`, `yes` and any other number but 0 mean yes, also a negative one and one with decimals; `0`, `false`, `no`
 * mean no, and so does every other way to write 0. Capital letters do not matter.
 */
export const yesOrNo: Parameter<boolean> = {
  read(text) {
    const word = text.toLowerCase()
    if (YES.has(word)) return true
    if (NO.has(word)) return false
    return word.length <= LONGEST_NUMBER && NUMBER.test(word) ? /^[^e]*[1-9]/.test(word) : undefined
  },
  takes: '1, true or yes; 0, false or no',
}

/** One of some words, written exactly so. */
export const oneOf = <Value extends string>(values: readonly Value[]): Parameter<Value> => ({
  read: (text) => values.find((value) => value === text),
  takes: values.join(', '),
})

/** All that an address takes, by name. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>

type Values<Known extends Parameters> = {
  [Name in keyof Known]?: Exclude<ReturnType<Known[Name]['read']>, undefined>
}

/**
 * Reads the query of an address that takes these parameters, each once. A typing error must not look like a "no".
 * @param query names with a value each, or with a list of values (`request.query`)
 * @param where whose parameters they are, for the person who reads the refusal
 * @throws Problem invalid-input that lists what is known
 */
export function readQuery<Known extends Parameters>(
  query: unknown,
  known: Known,
  where = 'This address',
): Values<Known> {
  const values: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(query as Record<string, unknown>)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined
    if (!parameter) throw refuseParameter(name, `is not known here.${perhaps(name, known)}`, known, where)
    if (typeof text !== 'string') throw refuseParameter(name, 'appears more than once.', known, where)
    const value = parameter.read(text)
    if (value === undefined)
      throw refuseParameter(name, `cannot be "${text.slice(0, 40)}".${nearWord(text, parameter.words)}`, known, where)
    values[name] = value
  }
  return values as Values<Known> // each was read by the parameter of its name
}

function refuseParameter(name: string, what: string, known: Parameters, where: string): Problem {
  const parameters = Object.entries(known).map(([each, { takes }]) => `${each} (${takes})`)
  const list = parameters.length > 0 ? `${where} takes: ${parameters.join(', ')}.` : `${where} takes none.`
  const detail = `The parameter "${name.slice(0, 40)}" ${what} ${list}`
  return new Problem('invalid-input', detail, { members: { parameters: Object.keys(known) } })
}

/** The one that may have been meant, and which there are. */
function nearWord(text: string, words: readonly string[] | undefined): string {
  if (words === undefined) return ''
  const nearest = nearestOf(text, words)
  return `${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} There are: ${words.join(', ')}.`
}

function perhaps(name: string, known: Parameters): string {
  const nearest = nearestOf(name, Object.keys(known))
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}
