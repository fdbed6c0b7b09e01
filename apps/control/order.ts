import type { ZodType } from 'zod'
import { nearestOf } from '#core/config/nearest'
import { faultWords } from '#core/http/input-words'
import { UsageFault, type Arguments } from '#core/process/command-line'

/** What is asked of the processes: a request to `/control` of each, and how its answers are shown. */
export interface ControlOrder {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Behind `/control`. */
  path: string
  body?: object
  /** For all processes, for the factory or the neighbours alone, for those that have keys, for one service (A, unless another is named), or for those that have this route; by `*`, for those that have the other. */
  to: 'all' | 'factory' | 'neighbours' | 'owners' | 'signer' | { route: string; narrowed?: string | undefined }
  shows:
    | 'state'
    | 'clock'
    | 'faults'
    | 'removed'
    | 'requests'
    | 'token'
    | 'client'
    | 'rings'
    | 'clients'
    | 'registry'
    | 'service'
    | 'mesh'
  /** To be said beside a token: how it is sent, and a line for it without the token. */
  sending?: { words: string; line: string }
  /** Moves the clock: no process is moved where one cannot be. */
  movesClock?: true
  /** Sets a fault: with one id in all processes, which is made where none is given. */
  setsFault?: true
  /** Is about the fault of that id. */
  faultId?: string
}

/** What stands behind the command, and how its files are read. */
export interface GivenWords extends Arguments {
  /** @throws UsageFault when it cannot be read */
  readFile(file: string): Promise<string>
}

/** One thing that `npm run control` does. */
export interface ControlCommand {
  /** As it is written: `clock advance DURATION`. */
  usage: string
  about: string
  /** The options that it takes, besides `--process`. */
  options?: readonly string[]
  /** @param words those behind its name. @throws UsageFault that says what does not fit */
  order(words: readonly string[], given: GivenWords): ControlOrder | Promise<ControlOrder>
}

/** The words that a command is called by: those of its usage in small letters. */
export const commandWords = ({ usage }: Pick<ControlCommand, 'usage'>): string[] =>
  usage.split(' ').filter((word) => /^[a-z]+$/.test(word))

/** Holds it against what the routes take. @throws UsageFault with all that does not fit */
export function checkInput(schema: ZodType, input: unknown): void {
  const { error } = schema.safeParse(input, faultWords)
  if (!error) return
  const faults = error.issues.map(({ path, message }) => {
    const name = String(path.at(-1) ?? '')
    return name === '' || message.startsWith('"') ? message : `${name}${/^[a-z]/.test(message) ? '' : ':'} ${message}`
  })
  throw new UsageFault(`${faults.join('; ')}.`)
}

/** Says that there is no such word, which one may have been meant, and which there are. */
export function unknownWord(word: string | undefined, what: string, known: readonly string[]): UsageFault {
  const list = `There are: ${known.join(', ')}.`
  if (word === undefined) return new UsageFault(`The ${what} is missing. ${list}`)
  const nearest = nearestOf(word, known)
  return new UsageFault(
    `"${word.slice(0, 40)}" is no ${what}.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} ${list}`,
  )
}

/** @throws UsageFault for a word too many, or one too few */
export function countWords(words: readonly string[], usage: string, least: number, most = least): void {
  const extra = words[most]
  if (extra !== undefined) throw new UsageFault(`"${extra.slice(0, 40)}" is one word too many: ${usage}.`)
  if (words.length < least) throw new UsageFault(`Something is missing: ${usage}.`)
}

/** The text of an option that has a value. */
export const optionText = ({ options }: Pick<Arguments, 'options'>, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws UsageFault for what is no number; what range it has, the schema says */
export function writtenNumber(text: string, what: string): number {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  throw new UsageFault(`${what} takes a number, not "${text.slice(0, 40)}".`)
}
