import { FilterParser } from 'ldapts'

/** What is put into the places of a filter. */
export interface FilterValues {
  readonly Username: string
  /** As the directory has written it. */
  readonly UserDN?: string
}

/** A filter of a configuration, with `{{ .Username }}` and `{{ .UserDN }}` in it. */
export interface FilterTemplate {
  /** The text of a filter (RFC 4515) in which each value can be nothing but a value. */
  textFor(values: FilterValues): string
  /** The attributes of which one is to be the whole name that somebody types. */
  readonly nameFields: readonly string[]
}

const FILTER_PLACE = /\{\{-? *\.(Username|UserDN) *-?\}\}/g
const NAME_ALONE = /\(([A-Za-z][\w-]*)=\{\{-? *\.Username *-?\}\}\)/g

/** What precedes a value that is a part of a name: `(member=uid=`, and behind it `(member=uid=x,ou=`. */
const WITHIN_A_NAME = /\([^(=]*=(?:[^(]*[,+;])? *[A-Za-z][\w-]*= *$/

/** Bytes of letters beyond ASCII, as RFC 4515 lets people write them: the parser would take each for a letter of its own. */
const BYTES_OF_LETTERS = /(?:\\[89A-Fa-f][\dA-Fa-f])+/g

/**
 * Reads a filter of a configuration. A value is escaped for a filter (RFC 4515 §3), and one that stands within a distinguished name for
 * that first (RFC 4514 §2.4); the original does not escape `{{ .UserDN }}`.
 * @throws Error with what is wrong with it
 */
export function readFilterTemplate(written: string): FilterTemplate {
  const template = written.replaceAll(BYTES_OF_LETTERS, lettersOfBytes)
  const textFor = (values: FilterValues) =>
    template.replaceAll(FILTER_PLACE, (_written, place: keyof FilterValues, at: number) => {
      const value = values[place] ?? ''
      const isPart = place === 'Username' && WITHIN_A_NAME.test(template.slice(0, at))
      return escapeForFilter(isPart ? escapeForName(value) : value)
    })
  const sample = textFor({ Username: 'a', UserDN: 'uid=a' })
  FilterParser.parseString(sample)
  if (sample.split('(').length !== sample.split(')').length) throw new Error('a bracket is missing') // the parser does not mind
  return { textFor, nameFields: [...template.matchAll(NAME_ALONE)].map(([, field = '']) => field) }
}

function lettersOfBytes(escaped: string): string {
  const bytes = Buffer.from(escaped.replaceAll('\\', ''), 'hex')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error(`${escaped} are not the bytes of a letter in UTF-8`)
  }
}

const hexOf = (sign: string) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`

/** RFC 4515 §3: what is left means itself. */
export const escapeForFilter = (value: string): string => value.replaceAll(/[\\*()\0]/g, hexOf)

/** RFC 4514 §2.4: a value as a part of a distinguished name. */
export const escapeForName = (value: string): string =>
  value.replaceAll(/["+,;<>=\\\0]|^[ #]| $/g, (sign) => (sign === '\0' ? hexOf(sign) : `\\${sign}`))
