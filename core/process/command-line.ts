import { parseArgs } from 'node:util'
import { nearestOf } from '../config/nearest.ts'

/** How a command is called: what its help says, and what its arguments are held against. */
export interface CommandLine {
  /** As a person calls it: `npm run play`. */
  name: string
  /** What it does, in a sentence or two. */
  about: string
  /** The words that it takes, by their names in the help: `SCENARIO?` may be left out, `WORD…` are any number of them. */
  words?: readonly string[]
  options?: Readonly<Record<string, OptionOfCommand>>
  /** Takes whatever else begins with `--`, with a value or without: the command itself says what does not fit. */
  takesOthers?: true
  /** `-config` means `--config`, as programs in Go take it. */
  takesOneDash?: true
  /** One or two whole commands. */
  examples: readonly string[]
  /** What its help says besides, in lines. */
  further?: () => Promise<readonly string[]> | readonly string[]
}

export interface OptionOfCommand {
  about: string
  /** The name of its value in the help; absent where it takes none. With a question mark it may be left out: `SERVICE?`. */
  value?: string
  /** May appear several times, each time with a value. */
  isRepeatable?: true
  /** Another name for it, which the help does not list. */
  synonym?: string
  /** What it is about: the help of a command with many options has a heading for each. */
  group?: string
}

/** What stands behind a command. */
export interface Arguments {
  words: string[]
  /** A text for an option that has a value, true for one that has none. */
  options: Record<string, string | true>
  /** The values of each option that may appear several times. */
  lists?: Record<string, string[]>
}

/** A command was called in a way that it does not know. The message is for the person at the terminal. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault'
}

/** Whoever asks for help gets it, whatever else stands there. */
export const asksForHelp = (args: readonly string[]): boolean => {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  return own.some((word) => word === '--help' || word === '-h')
}

/**
 * Reads the arguments of a command. An option that may have a value takes the word behind it, where enough words are left
 * for the command itself: `4 --expired servicec`, and also `--expired 4`. An option by the name of a word stands for that word: with
 * `--url=URL` the command takes no word URL. What begins with a minus and a digit is a word.
 * @throws UsageFault that names what does not fit, and what may have been meant
 */
export function readArguments(args: readonly string[], line: CommandLine): Arguments {
  const { name, words = [], options = {}, takesOthers, takesOneDash } = line
  const { tokens } = parseArgs({
    args: args.map(takesOneDash ? doubleDash : hideMinus),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const optionNames = Object.keys(options)
  const given = new Set(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])))
  const known = words.filter((word) => !given.has(word.replace('?', '').toLowerCase()))
  const read: Arguments = { words: [], options: {} }
  let wordsLeft = tokens.filter(({ kind }) => kind === 'positional').length
  let open: string | undefined // an option that may have the next word
  const give = (option: string, value: string | true) => {
    if (options[option]?.isRepeatable && value !== true) ((read.lists ??= {})[option] ??= []).push(value)
    else read.options[option] = value
  }
  for (const each of tokens) {
    const token = byMainName(each, options)
    if (token.kind === 'positional') {
      const isSpare = wordsLeft - 1 + read.words.length >= known.length // one more than the command itself takes
      wordsLeft--
      const value = showMinus(token.value)
      if (open !== undefined && (isSpare || !isOptional(options[open]))) give(open, value)
      else read.words.push(value)
      open = undefined
      continue
    }
    requireValue(open, options)
    open = undefined
    if (token.kind === 'option-terminator') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : takesOthers && OTHER
    if (!option)
      throw new UsageFault(`${name} has no option ${token.rawName}.${perhapsOption(token.name, optionNames)}`)
    if (Object.hasOwn(read.options, token.name) && !option.isRepeatable)
      throw new UsageFault(`--${token.name} appears more than once.`)
    if (token.value !== undefined && option.value === undefined) throw new UsageFault(`--${token.name} takes no value.`)
    if (token.value !== undefined || !option.isRepeatable) give(token.name, token.value ?? true)
    if (token.value === undefined && option.value !== undefined) open = token.name
  }
  requireValue(open, options)
  return checkWords(read, known, name)
}

const doubleDash = (arg: string) => (/^-[a-z]{2}/i.test(arg) ? `-${arg}` : arg)

/**
 * No option begins with a digit, but a time or a duration may: `-30s`. The platform would take it for three options. None is as long
 * as the id of a key either, which may begin with a hyphen: 43 letters of base64url, and perhaps their padding. Nor does one begin
 * like a key in PEM (RFC 7468 §2).
 */
const LEADING_MINUS = /^ ?-(?:\d|[\w-]{42}=?$|----BEGIN )/
const hideMinus = (arg: string) => (LEADING_MINUS.test(arg) ? ` ${arg}` : arg)
const showMinus = (word: string) => (word.startsWith(' ') && LEADING_MINUS.test(word) ? word.slice(1) : word)

/** An option under the name that the command knows it by. */
function byMainName<Token extends object>(token: Token, options: NonNullable<CommandLine['options']>): Token {
  if (!('name' in token)) return token
  const main = Object.keys(options).find((name) => options[name]?.synonym === token.name)
  return main === undefined ? token : { ...token, name: main }
}

const OTHER: OptionOfCommand = { about: '', value: 'VALUE?' }

const isOptional = (option: OptionOfCommand = OTHER) => option.value?.endsWith('?') === true

function requireValue(open: string | undefined, options: NonNullable<CommandLine['options']>): void {
  if (open === undefined || isOptional(options[open])) return
  throw new UsageFault(`--${open} needs a value: --${open}=${options[open]?.value}.`)
}

function perhapsOption(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known)
  if (nearest !== undefined) return ` Did you mean --${nearest}?`
  return known.length > 0 ? ` It has ${known.map((each) => `--${each}`).join(', ')}.` : ''
}

function checkWords(read: Arguments, known: readonly string[], name: string): Arguments {
  if (known.at(-1)?.endsWith('…')) return read
  const extra = read.words[known.length]
  if (extra !== undefined) {
    const takes = known.length === 0 ? 'no words' : known.map((word) => word.replace('?', '')).join(' ')
    throw new UsageFault(`${name} takes ${takes}: "${extra.slice(0, 40)}" is one too many.`)
  }
  const missing = known[read.words.length]
  if (missing !== undefined && !missing.endsWith('?')) throw new UsageFault(`${name} needs ${missing}.`)
  return read
}
