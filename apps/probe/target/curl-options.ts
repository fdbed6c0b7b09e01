import { nearestOf } from '#core/config/nearest'
import { CommandRefused } from './split-command.ts'

/** What an option of curl means here. A text: it is refused, with this sentence. */
type CurlMeaning = { readonly value: 'none' | 'ignored' | CurlValue } | string

/** Options of curl with a value that is used. */
export type CurlValue =
  | 'url'
  | 'request'
  | 'header'
  | 'data'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'cookie'
  | 'user-agent'
  | 'referer'
  | 'cert'
  | 'key'
  | 'cacert'
  | 'oauth2-bearer'
  | 'get'
  | 'head'

const NO_USER = 'a name and a password are no token: leave --user out'
const NEVER_UNCHECKED = 'certificates are always checked: leave -k out and give --cacert FILE'
const NO_FILES = 'forms with files are not sent by the probe: give the body with --data'
const NO_PROXY = 'the probe asks its target itself: leave the proxy out'
const used = (value: CurlValue): CurlMeaning => ({ value })
const FLAG_ALONE: CurlMeaning = { value: 'none' }
const VALUE_IGNORED: CurlMeaning = { value: 'ignored' }

const CURL_OPTIONS: Readonly<Record<string, CurlMeaning>> = {
  '--url': used('url'),
  '--request': used('request'),
  '--header': used('header'),
  '--data': used('data'),
  '--data-ascii': used('data'),
  '--data-binary': used('data'),
  '--data-raw': used('data-raw'),
  '--data-urlencode': 'give the body as it goes out, with --data-raw',
  '--json': used('json'),
  '--cookie': used('cookie'),
  '--user-agent': used('user-agent'),
  '--referer': used('referer'),
  '--cert': used('cert'),
  '--key': used('key'),
  '--cacert': used('cacert'),
  '--oauth2-bearer': used('oauth2-bearer'),
  '--get': used('get'),
  '--head': used('head'),
  '--insecure': NEVER_UNCHECKED,
  '--user': NO_USER,
  '--form': NO_FILES,
  '--upload-file': NO_FILES,
  '--proxy': NO_PROXY,
  '--config': 'a file of options is not read: write them out',
  '--location': FLAG_ALONE, // no redirect is followed, whoever asks for it
  '--compressed': FLAG_ALONE,
  '--silent': FLAG_ALONE,
  '--show-error': FLAG_ALONE,
  '--verbose': FLAG_ALONE,
  '--include': FLAG_ALONE,
  '--fail': FLAG_ALONE,
  '--globoff': FLAG_ALONE,
  '--path-as-is': FLAG_ALONE,
  '--no-progress-meter': FLAG_ALONE,
  '--http1.1': FLAG_ALONE,
  '--http2': FLAG_ALONE,
  '--output': VALUE_IGNORED,
  '--max-time': VALUE_IGNORED,
  '--connect-timeout': VALUE_IGNORED,
  '--write-out': VALUE_IGNORED,
}

const CURL_LETTERS: Readonly<Record<string, string>> = {
  X: '--request',
  H: '--header',
  d: '--data',
  b: '--cookie',
  A: '--user-agent',
  e: '--referer',
  E: '--cert',
  G: '--get',
  I: '--head',
  k: '--insecure',
  u: '--user',
  F: '--form',
  T: '--upload-file',
  x: '--proxy',
  K: '--config',
  L: '--location',
  s: '--silent',
  S: '--show-error',
  v: '--verbose',
  i: '--include',
  f: '--fail',
  g: '--globoff',
  o: '--output',
  m: '--max-time',
  w: '--write-out',
}

/** Without a value: what they mean is that they are there. */
const WITHOUT_VALUE = new Set<CurlValue>(['get', 'head'])

/**
 * What the words behind `curl` say, in their order; a word that is no option is the address.
 * @throws CommandRefused for an option that is not known, or cannot be kept
 */
export function readCurlOptions(words: readonly string[]): [CurlValue, string][] {
  const found: [CurlValue, string][] = []
  const left = words.toReversed()
  const meant = (name: string, rest: string | undefined): void => {
    const meaning = Object.hasOwn(CURL_OPTIONS, name) ? CURL_OPTIONS[name] : undefined
    if (meaning === undefined) throw new CommandRefused(unknownOption(name))
    if (typeof meaning === 'string') throw new CommandRefused(meaning)
    const { value } = meaning
    const isAlone = value === 'none' || (value !== 'ignored' && WITHOUT_VALUE.has(value))
    if (isAlone) {
      if (value !== 'none') found.push([value, ''])
      if (rest) left.push(`-${rest}`)
      return
    }
    const given = rest || left.pop()
    if (given === undefined) throw new CommandRefused(`the option ${name} of curl has no value`)
    if (value !== 'ignored') found.push([value, given])
  }
  for (let word = left.pop(); word !== undefined; word = left.pop()) {
    if (word.startsWith('--')) meant(word, undefined)
    else if (/^-./.test(word)) meant(CURL_LETTERS[word.charAt(1)] ?? word.slice(0, 2), word.slice(2))
    else found.push(['url', word])
  }
  return found
}

function unknownOption(name: string): string {
  const shown = /^--?[\w.-]{1,40}$/.test(name) ? ` ${name}` : ''
  const near = nearestOf(name, Object.keys(CURL_OPTIONS))
  return `the option${shown} of curl is not known here${near === undefined ? ': leave it out' : `; did you mean ${near}?`}`
}
