import { Buffer } from 'node:buffer'
import type { AttackRequest } from '#attacks'
import { layOver } from './lay-over.ts'
import type { ProbeTarget } from './probe-target.ts'
import { ownMembers } from './token-in-body.ts'
import { isSecretHeader } from './own-secrets.ts'
import { quoteForBash } from './quote-for-bash.ts'
import { addressWord, shellVariable } from './shell-variable.ts'

/** What stands for a token in a line: the token itself is in no report, and a repeated one would be an old one. */
export interface StandIn {
  readonly token: string
  /** The command that prints a fresh one: `makeLine`. */
  readonly command: string
}

/** Lines for bash: what a target must be told before a request is sent once more, and what takes that back. */
export interface LinesAround {
  readonly before: string
  readonly behind: string
}

/** A longer line is no help. Characters. */
const LONGEST_CURL_LINE = 8000

/**
 * The line for bash that sends a request once more. Tokens are made anew by a command before it, and nothing is sent where that fails; what the target wants besides (its
 * headers, its body, the values of its query) is left to variables of the shell, each of which says what to set.
 * @param files of curl: the names of --cacert, --cert and --key, where the target was given them
 * @returns undefined where curl would send something else, or a token would be seen
 */
export function repeatLine(
  request: AttackRequest,
  target: ProbeTarget,
  standIns: readonly StandIn[],
  files: Readonly<Partial<Record<'cacert' | 'cert' | 'key', string>>> = {},
): string | undefined {
  const { method, path, headers, body } = layOver(request, target)
  const isInBody = target.tokenMember !== undefined && request.headers.length > 0
  const text = body.toString('latin1')
  const url = `${target.url.origin}${path}`
  if (!CURL_PATH.test(path) || !CURL_METHOD.test(method) || /[^\t\n\r\x20-\x7e]/.test(text)) return undefined
  const given = new Set(request.headers.map(([name]) => name.toLowerCase()))
  const known = given.union(target.addedHeaders ?? new Set<string>())
  const words = ['curl', '-sS', '-i', '--path-as-is', '--globoff']
  if (method === 'HEAD') words.push('--head')
  else if (method !== 'GET' || body.length > 0) words.push('-X', method)
  for (const [name, value] of Object.entries(files)) words.push(`--${name}`, quoteForBash(value))
  for (const [name, value] of headers) {
    if (/^(?:host|content-length)$/i.test(name) && !given.has(name.toLowerCase())) continue
    if (!CURL_NAME.test(name) || !CURL_VALUE.test(value)) return undefined
    words.push('-H', value === '' ? quoteForBash(`${name};`) : headerWord(name, value, known, standIns))
  }
  const isOwnBody = request.method === 'GET' && request.body === undefined
  if (body.length > 0 && isInBody) {
    const found = memberWord(text, target, standIns)
    if (found === undefined) return undefined
    words.push('--data-raw', found)
  } else if (body.length > 0)
    words.push('--data-raw', isOwnBody ? shellVariable('body', '') : withStandIns(text, standIns))
  const own = new Set(target.url.search.slice(1).split('&'))
  words.push(
    addressWord(
      url,
      (parameter) => own.has(parameter),
      (each) => withStandIns(each, standIns),
    ),
  )
  const made = variablesOf(standIns).filter(({ word }) => words.some((each) => each.includes(word)))
  const line = [...made.map(({ variable, command }) => `${variable}=$(${command})`), words.join(' ')].join(' && ')
  return line.length > LONGEST_CURL_LINE || ANY_WHOLE_TOKEN.test(line) ? undefined : line
}

const CURL_METHOD = /^[A-Z]+$/
const CURL_PATH = /^\/[\x21\x22\x24-\x7e]*$/ // a fragment is not sent
const CURL_NAME = /^[!#$%&'*+.^_`|~\w-]+$/

/** White space at the ends and bytes beyond ASCII are not safe on the way through curl. */
const CURL_VALUE = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/

/** Header, payload and signature: with it somebody could call. */
const ANY_WHOLE_TOKEN = /ey[\w-]{6,}\.[\w-]+\.[\w-]{9,}/

function headerWord(name: string, value: string, known: ReadonlySet<string>, standIns: readonly StandIn[]): string {
  const isOfTarget =
    !known.has(name.toLowerCase()) && !standIns.some(({ token }) => token !== '' && value.includes(token))
  if (!isOfTarget || !isSecretHeader(name)) return withStandIns(`${name}: ${value}`, standIns)
  return `${quoteForBash(`${name}: `)}${shellVariable('header', name)}`
}

/** The member with the token is behind the others, which are left to a variable. @returns undefined where no command prints what stands there */
function memberWord(text: string, target: ProbeTarget, standIns: readonly StandIn[]): string | undefined {
  const member = JSON.stringify(target.tokenMember)
  const found = variablesOf(standIns).find(({ token }) => token !== '' && text.endsWith(`${member}:"${token}"}`))
  if (!found) return undefined
  const { [target.tokenMember ?? '']: _, ...others } = ownMembers(target)
  const before = Object.keys(others).length === 0 ? quoteForBash(`{${member}:"`) : `'{'${shellVariable('members', '')}${quoteForBash(`,${member}:"`)}` // prettier-ignore
  return `${before}${found.word}${quoteForBash('"}')}`
}

/** One word: what is known as it is, and what is made anew in between. */
function withStandIns(text: string, standIns: readonly StandIn[]): string {
  const found = variablesOf(standIns).find(({ token }) => token !== '' && text.includes(token))
  if (!found) return text === '' ? '' : quoteForBash(text)
  const at = text.indexOf(found.token)
  const [before, behind] = [text.slice(0, at), text.slice(at + found.token.length)]
  return `${withStandIns(before, standIns)}${found.word}${withStandIns(behind, standIns)}`
}

/** Each token has a variable of the shell: `$TOKEN`, `$TOKEN_2`. No other one of the line is called so. */
const variablesOf = (standIns: readonly StandIn[]) =>
  standIns.map((standIn, index) => {
    const variable = index === 0 ? 'TOKEN' : `TOKEN_${index + 1}`
    return { ...standIn, variable, word: `"$${variable}"` }
  })

/** What is to be made anew. */
export interface MakeWhat {
  readonly id: string
  /** The number of the attempt, from 1, or its label, where the case has several. */
  readonly attempt?: string
  /** Which of the tokens of that attempt, from 1. */
  readonly number?: number
}

/**
 * The command that prints a fresh token of a case for a target, byte by byte and with no end of line.
 * @param options of the run, as they were given: `--url`, `--audience`, `--factory` and the like
 */
export function makeLine({ id, attempt, number = 1 }: MakeWhat, options: readonly string[]): string {
  const which = [
    ...(attempt === undefined ? [] : ['--attempt', attempt]),
    ...(number > 1 ? ['--number', `${number}`] : []),
  ]
  return commandLine(['--make', id, ...which, ...options])
}

/** The line for bash that runs the probe with these options; secrets in an address are left to variables. */
export const commandLine = (options: readonly string[]): string =>
  ['npm run -s probe --', ...options.map((each) => (ADDRESS_OPTION.test(each) ? addressWord(each) : quoteForBash(each)))].join(' ') // prettier-ignore

const ADDRESS_OPTION = /^https?:\/\//i

/** The stand-ins for the tokens of an attempt. */
export function standInsFor(tokens: readonly string[], what: Omit<MakeWhat, 'number'>, options: readonly string[]) {
  return tokens.flatMap((token, index): StandIn[] => {
    const command = makeLine({ ...what, number: index + 1 }, options)
    const bytes = Buffer.from(token, 'latin1').toString('latin1')
    return bytes === token ? [{ token, command }] : []
  })
}
