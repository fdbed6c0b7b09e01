import { Problem } from './problem.ts'

/** A parameter that an address takes in its query. */
export interface Parameter<Value> {
  /** @returns undefined for what it does not know */
  read(text: string): Value | undefined
  /** What it takes, for people. */
  takes: string
}

const YES = new Set(['1', 'true', 'yes'])
const NO = new Set(['0', 'false', 'no'])

/** `1`, `true`, `yes` and any number but 0 mean yes; `0`, `false`, `no` mean no. */
export const yesOrNo: Parameter<boolean> = {
  read(text) {
    const word = text.toLowerCase()
    if (YES.has(word)) return true
    if (NO.has(word)) return false
    return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(word) ? Number(word) !== 0 : undefined
  },
  takes: '1, true or yes; 0, false or no',
}

type Values<Known extends Record<string, Parameter<unknown>>> = {
  [Name in keyof Known]?: Exclude<ReturnType<Known[Name]['read']>, undefined>
}

/**
 * Reads the query of an address that takes these parameters, each once. A typing error must not look like a "no".
 * @param query names with a value each, or with a list of values (`request.query`)
 * @throws Problem invalid-input that lists what is known
 */
export function readQuery<Known extends Record<string, Parameter<unknown>>>(
  query: unknown,
  known: Known,
): Values<Known> {
  const values: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(query as Record<string, unknown>)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined
    if (!parameter) throw refuseParameter(name, 'is not known here', known)
    if (typeof text !== 'string') throw refuseParameter(name, 'stands there more than once', known)
    const value = parameter.read(text)
    if (value === undefined) throw refuseParameter(name, `cannot be "${text.slice(0, 40)}"`, known)
    values[name] = value
  }
  return values as Values<Known> // each was read by the parameter of its name
}

function refuseParameter(name: string, what: string, known: Record<string, Parameter<unknown>>): Problem {
  const parameters = Object.entries(known).map(([each, { takes }]) => `${each} (${takes})`)
  const list = parameters.length > 0 ? `This address takes: ${parameters.join(', ')}.` : 'This address takes none.'
  const detail = `The parameter "${name.slice(0, 40)}" ${what}. ${list}`
  return new Problem('invalid-input', detail, { members: { parameters: Object.keys(known) } })
}
