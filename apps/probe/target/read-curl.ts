import { jsonOfBody } from '../engine/marker.ts'
import { readCurlOptions, type CurlValue } from './curl-options.ts'
import { AUTHORIZATION, type TokenHeader } from './probe-target.ts'
import { CommandRefused, splitCommand } from './split-command.ts'

/** What a pasted curl command says of a target. */
export interface CurlTarget {
  readonly url: string
  readonly method: string
  /** Without the one that bears the token, and without those that the connection makes itself. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  /** The token that stood in it: a good one, for whoever has no key of the issuer. */
  readonly token?: string
  readonly tokenHeader: TokenHeader
  /** The member of the JSON body in which it stood. */
  readonly tokenMember?: string
  /** Names of files, as they stood there. */
  readonly files: { readonly cert?: string; readonly key?: string; readonly cacert?: string }
}

/** What the connection says itself, and what would make an answer unlike the next (RFC 9110 §13) or unreadable. */
const NOT_COPIED =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|expect|accept-encoding|if-(?:none-)?match|if-(?:un)?modified-since|if-range|range)$/i

/** Three segments of base64url, the first of which is a JSON object. */
const JWT_IN_HEADER = /^(?:([\w-]+) +)?(ey[\w-]+\.[\w-]+\.[\w-]*)$/

/**
 * Reads a curl command as the tools of a browser copy it for bash.
 * @throws CommandRefused
 */
export function readCurl(text: string): CurlTarget {
  const [program, ...words] = splitCommand(text.replace(/^\s*\$\s+/, ''))
  if (!/^(?:.*[/\\])?curl(?:\.exe)?$/.test(program ?? ''))
    throw new CommandRefused('the command does not begin with curl')
  const options = readCurlOptions(words)
  const all = (name: CurlValue) => options.filter(([each]) => each === name).map(([, value]) => value)
  const last = (name: CurlValue) => all(name).at(-1)
  const urls = all('url')
  if (urls.length !== 1)
    throw new CommandRefused(`the command has ${urls.length === 0 ? 'no address' : 'several addresses'}`)
  const body = bodyOf(options)
  const isInQuery = last('get') !== undefined
  const { headers, ...token } = splitToken(headersFrom(options))
  return {
    url: withQuery(urls[0] ?? '', isInQuery ? body : undefined),
    method:
      last('request') ?? (last('head') === undefined ? (body === undefined || isInQuery ? 'GET' : 'POST') : 'HEAD'),
    headers,
    ...(body !== undefined && !isInQuery && { body }),
    ...token,
    ...(token.token === undefined && !isInQuery && tokenInJson(body)),
    files: Object.fromEntries(
      (['cert', 'key', 'cacert'] as const).flatMap((name) => (last(name) === undefined ? [] : [[name, last(name)]])),
    ),
  }
}

function bodyOf(options: readonly (readonly [CurlValue, string])[]): string | undefined {
  const parts = options.flatMap(([name, value]) => {
    if (name !== 'data' && name !== 'data-raw' && name !== 'json') return []
    if (name !== 'data-raw' && value.startsWith('@'))
      throw new CommandRefused('a body from a file is not read: write it out')
    return [{ value, isForm: name !== 'json' }]
  })
  if (parts.length === 0) return undefined
  return parts.map(({ value, isForm }, index) => (index > 0 && isForm ? `&${value}` : value)).join('')
}

function withQuery(url: string, query: string | undefined): string {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`
  if (query === undefined) return whole
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`
}

function headersFrom(options: readonly (readonly [CurlValue, string])[]): [string, string][] {
  const found = options.flatMap(([name, value]): [string, string][] => {
    if (name === 'header') return headerFrom(value)
    if (name === 'cookie') {
      if (!value.includes('=')) throw new CommandRefused('cookies from a file are not read: write them out')
      return [['Cookie', value]]
    }
    if (name === 'user-agent') return [['User-Agent', value]]
    if (name === 'referer') return [['Referer', value]]
    if (name === 'oauth2-bearer') return [['Authorization', `Bearer ${value}`]]
    return []
  })
  const has = (wanted: string) => found.some(([name]) => name.toLowerCase() === wanted)
  const uses = (...names: CurlValue[]) => options.some(([name]) => names.includes(name))
  if (uses('json')) {
    if (!has('content-type')) found.push(['Content-Type', 'application/json'])
    if (!has('accept')) found.push(['Accept', 'application/json'])
  } else if (uses('data', 'data-raw') && !uses('get') && !has('content-type')) {
    found.push(['Content-Type', 'application/x-www-form-urlencoded'])
  }
  return found
}

/** `Name: value`; `Name;` is one with nothing behind it, `Name:` takes one away. */
function headerFrom(text: string): [string, string][] {
  if (text.startsWith('@')) throw new CommandRefused('headers from a file are not read: write them out')
  const colon = text.indexOf(':', 1) // those of HTTP/2 begin with one
  if (colon < 0) return text.endsWith(';') ? [[text.slice(0, -1), '']] : []
  const [name, value] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[\r\n\0]/.test(value)) return []
  return value === '' ? [] : [[name, value]]
}

/** Where no header bears one: the one member of a JSON object that is a token. */
function tokenInJson(body: string | undefined): Pick<CurlTarget, 'token' | 'tokenMember'> {
  const value: unknown = jsonOfBody(body ?? '')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const found = Object.entries(value).filter(([, each]) => typeof each === 'string' && JWT_IN_BODY.test(each))
  const [[tokenMember, token] = []] = found
  return found.length === 1 && tokenMember !== undefined ? { token, tokenMember } : {}
}

const JWT_IN_BODY = /^ey[\w-]+\.[\w-]+\.[\w-]*$/

/** Authorization bears the token; where it has none, the header does whose value is a JWT_IN_HEADER. */
function splitToken(all: readonly [string, string][]): Pick<CurlTarget, 'headers' | 'token' | 'tokenHeader'> {
  const kept = all.filter(([name]) => !NOT_COPIED.test(name))
  const bearer = kept.find(([name, value]) => /^authorization$/i.test(name) && /^Bearer +\S/i.test(value))
  const found = bearer ?? kept.find(([, value]) => JWT_IN_HEADER.test(value))
  const headers = kept.filter((each) => each !== found)
  if (!found) return { headers, tokenHeader: AUTHORIZATION }
  const [name, value] = found
  if (bearer) return { headers, token: value.replace(/^Bearer +/i, ''), tokenHeader: AUTHORIZATION }
  const [, scheme, token = ''] = JWT_IN_HEADER.exec(value) ?? []
  return { headers, token, tokenHeader: { name, ...(scheme !== undefined && { scheme }) } }
}
