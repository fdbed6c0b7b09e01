import { nearestOf } from '#core/config/nearest'
import { clockSchema } from '#core/control/move-clock'
import { UsageFault, type Arguments, type CommandLine } from '#core/process/command-line'
import { table } from '#core/process/help'
import { isNamedToken, NAMED_TOKEN_IDS, NAMED_TOKENS, type NamedTokenId } from '#core/token/named-tokens'
import { CORPUS_OPTIONS } from './corpus/corpus-options.ts'
import { JUDGE_TITLES } from './judge-titles.ts'
import type { Judge } from './judgement.ts'

/** How a token is given: itself, by its name, as whole headers, or on standard input. */
export type GivenToken =
  | { readonly token: string }
  | { readonly named: NamedTokenId }
  | { readonly authorization: readonly string[] }
  | 'standard-input'

/** What the person at the terminal wants to know. */
export interface JudgeOptions {
  readonly given: GivenToken
  readonly audience: string | undefined
  readonly issuer: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number | undefined
  /** A file, or an address. */
  readonly keys: string | undefined
  /** By their ids; undefined for all. */
  readonly only: readonly string[] | undefined
  readonly asJson: boolean
  readonly withChecks: boolean
}

export const JUDGE_LINE: CommandLine = {
  name: 'npm run judge',
  about:
    'Shows one token to every judge: to the systems of the field as this sandbox imitates them, and to its own verifiers. It says who ' +
    'believes it, which check decided, and why they differ. None of these systems is asked: the token goes to the factory of the sandbox that runs, and no further.',
  words: ['TOKEN?'],
  options: {
    named: { value: 'NAME', about: 'has the sandbox make a token: one of the names below' },
    authorization: {
      value: 'VALUE',
      isRepeatable: true,
      about: 'judges a whole Authorization header; may appear several times',
    },
    aud: { value: 'NAME', about: 'the audience that is expected; else serviceb' },
    iss: { value: 'URL', about: 'the issuer that is expected; else the one whose keys they are' },
    at: { value: 'TIME', about: 'when it is judged: 2030-01-31T12:00:00Z, or seconds since 1970; else now' },
    keys: { value: 'FILE', about: 'the keys that are trusted: a JWK, a JWKS or a PEM, in a file or at an address' },
    judge: { value: 'NAME', isRepeatable: true, about: 'asks this judge alone; may appear several times' },
    checks: { about: 'shows the checks of each judge in its order' },
    json: { about: 'prints the judgements as JSON: a list, one for each judge' },
    ...CORPUS_OPTIONS,
  },
  examples: [
    'npm run judge -- --named exp-30s-ago',
    'npm run -s control -- mint --without exp | npm run judge -- -',
    'npm run judge -- --corpus out.json',
  ],
  further: () => [
    'TOKEN is one in its compact form; - reads it from standard input.',
    '',
    'Judges:',
    ...table(Object.entries(JUDGE_TITLES)),
    '',
    'Tokens by name (--named), a token that …',
    ...table(NAMED_TOKEN_IDS.map((name) => [name, NAMED_TOKENS[name].title])),
    '',
    'It ends with 0 when it could judge, whoever believes the token, with 1 when it could not, and with 2 when it is called wrongly.',
  ],
}

/** @throws UsageFault that says what does not fit, and what may have been meant */
export function readJudgeOptions({ words, options, lists = {} }: Arguments): JudgeOptions {
  const textOf = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined)
  return {
    given: givenToken(words[0], textOf('named'), lists['authorization']),
    audience: textOf('aud'),
    issuer: textOf('iss'),
    at: timeIn(textOf('at')),
    keys: textOf('keys'),
    only: lists['judge'],
    asJson: options['json'] === true,
    withChecks: options['checks'] === true,
  }
}

function givenToken(
  word: string | undefined,
  named: string | undefined,
  authorization: readonly string[] | undefined,
): GivenToken {
  const ways = [word !== undefined && 'TOKEN', named !== undefined && '--named', authorization && '--authorization']
  const [one, another] = ways.filter(Boolean)
  if (another) throw new UsageFault(`One token is judged: choose ${one} or ${another}.`)
  if (authorization) return { authorization }
  if (named !== undefined) return { named: knownName(named) }
  if (word === undefined) throw new UsageFault('npm run judge needs a TOKEN, or --named NAME.')
  return word === '-' ? 'standard-input' : { token: word }
}

function knownName(name: string): NamedTokenId {
  if (isNamedToken(name)) return name
  throw notOneOf(name, 'name of a token', NAMED_TOKEN_IDS)
}

/** Those that were named, in the order of the table. @throws UsageFault for one that is not there */
export function chosenJudges(judges: readonly Judge[], only: readonly string[] | undefined): readonly Judge[] {
  const ids = judges.map(({ id }) => id)
  const unknown = only?.find((each) => !ids.includes(each))
  if (unknown !== undefined) throw notOneOf(unknown, 'judge', ids)
  return judges.filter(({ id }) => only === undefined || only.includes(id))
}

function notOneOf(word: string, what: string, known: readonly string[]): UsageFault {
  const nearest = nearestOf(word, known)
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  return new UsageFault(`"${word.slice(0, 40)}" is no ${what}.${meant} There are: ${known.join(', ')}.`)
}

/** As the clock of the sandbox takes it. @returns milliseconds since 1970 @throws UsageFault */
export function timeIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const read = clockSchema.safeParse({ set: /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text })
  if (read.success) return read.data.set
  throw new UsageFault(`--at: ${read.error.issues[0]?.message ?? 'this is no time'}.`)
}
