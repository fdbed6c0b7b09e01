import { isIP } from 'node:net'
import { z, type ZodType } from 'zod'
import { isStoreSetting, STORES_AS_WRITTEN } from '../store/store-setting.ts'
import { ALL_ALGORITHMS } from '../token/algorithms.ts'
import { issuerMisspelling } from './issuer-spelling.ts'
import { isPlaceholder } from './placeholder.ts'

/** One variable of the environment: how it is read, what it is when nobody sets it, and one sentence about it. */
export interface Setting<Value> {
  variable: string
  kind: ZodType<Value, string>
  /** As it would stand in `.env`; it may follow from other variables. */
  fallback: string | ((env: Environment) => string)
  about: string
}

export type Environment = Record<string, string | undefined>

export type Shape = Record<string, Setting<unknown>>

export type Config<Settings extends Shape> = {
  [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never
}

export function setting<Value>(
  variable: string,
  kind: ZodType<Value, string>,
  fallback: Setting<Value>['fallback'],
  about: string,
): Setting<Value> {
  return { variable, kind, fallback, about }
}

export function fallbackOf({ fallback }: Setting<unknown>, env: Environment): string {
  return typeof fallback === 'string' ? fallback : fallback(env)
}

/** A kind is a zod schema that reads a text; its message completes the sentence `"80a" …`. */
const text = z.string()

function wholeNumber(from: number, to: number, what: string) {
  return text
    .regex(/^\d{1,10}$/, what)
    .transform(Number)
    .refine((number) => number >= from && number <= to, what)
}

const NOT_A_DURATION = 'is not a duration from 100ms to ten minutes (5 is five seconds, 500ms half a second)'

function isIssuerUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#\s]/.test(value)) return false
  const { protocol, username, password } = new URL(value)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

function isRootUrl(value: string): boolean {
  return (
    isIssuerUrl(value) &&
    !issuerMisspelling(value) &&
    new URL(value).protocol === 'https:' &&
    new URL(value).pathname === '/'
  )
}

const NO_ISSUER_URL =
  'is not the URL of an issuer: https://… (no query, no fragment, no user), or http://… on this machine'

const issuerAddress = text
  .refine(isIssuerUrl, NO_ISSUER_URL)
  .refine((value) => issuerMisspelling(value) === undefined, { error: ({ input }) => issuerMisspelling(String(input)) })

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}

/** A list with commas between; spaces around a comma do not matter. */
function listOf(member: RegExp | ((value: string) => boolean), what: string) {
  const isMember = member instanceof RegExp ? (value: string) => member.test(value) : member
  return text
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every(isMember), what)
}

/** Letters, digits and hyphens, as in RFC 1123 §2.1, and the underscores that names of containers have. */
const LABEL = /^(?!-)[\w-]{1,63}(?<!-)$/

/** A name whose last label is a number is an address or nothing (RFC 3986 §3.2.2); an address has no zone here. */
function isHostName(value: string): boolean {
  if (isIP(value) > 0) return !value.includes('%')
  const labels = value.split('.')
  return value.length <= 253 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

/** A certificate is sent in every handshake. */
const MOST_TLS_NAMES = 20

/** As far as clocks may differ at most. Seconds. */
export const MOST_LEEWAY = 300

/** A header of HTTP takes 16 kB, with all that stands beside it. */
const LONGEST_BEARER = 4000

const PLACEHOLDER =
  'is no secret: documents write this where one is meant, and others know it. Draw one: openssl rand -hex 16'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

export const kinds = {
  port: wholeNumber(0, 65_535, 'is not a port (0 to 65535)'),
  seconds: wholeNumber(1, 31_536_000, 'is not a number of seconds (1 to a year)'),
  leeway: wholeNumber(0, MOST_LEEWAY, `is not a number of seconds from 0 to ${MOST_LEEWAY}`),
  /** Seconds for people, milliseconds for us. */
  duration: text
    .regex(/^\d+(?:\.\d+)?(?:ms|s)?$/, NOT_A_DURATION)
    .transform((value) => Number.parseFloat(value) * (value.endsWith('ms') ? 1 : 1000))
    .refine((milliseconds) => milliseconds >= 100 && milliseconds <= 600_000, NOT_A_DURATION),
  host: text.regex(/^[A-Za-z0-9.:_-]+$/, 'is not a host name or address').toLowerCase(),
  hostNames: listOf(/^[A-Za-z0-9._-]+$/, 'is not a list of host names, without ports, with commas between'),
  /** They stand in certificates: a wildcard would be the name of others, too. */
  tlsNames: listOf(isHostName, 'is not a list of host names and addresses, without ports, with commas between').refine(
    (names) => names.length <= MOST_TLS_NAMES,
    `is too long: ${MOST_TLS_NAMES} names at most`,
  ),
  /** As a browser sends them: no path, no slash at the end, no standard port (RFC 6454 §6.2). */
  origins: listOf(isOrigin, 'is not a list of origins such as https://app.example:8080, with commas between'),
  issuer: text.refine((value) => value !== '' && !/\p{Cc}/u.test(value), 'is not an issuer name'),
  folder: text
    .refine((value) => !value.includes('\0'), 'is not a folder')
    .refine((value) => !value.startsWith('~'), 'is not a path: only a shell knows what ~ is. Write the whole path'),
  /** Where the factory is, for whoever calls it. */
  factoryUrl: issuerAddress.transform((value) => new URL(value)),
  /** Where a process is that has all its routes at the root. */
  rootUrl: text
    .refine(isRootUrl, 'is not an https URL without a path: the routes of a service stand at the root')
    .transform((value) => new URL(value)),
  /** The identifier of an issuer (RFC 8414 §2): compared as text, so it is kept as text. Who may be plain: plain-url.ts. */
  issuerUrl: issuerAddress,
  store: text.refine(isStoreSetting, `is not ${STORES_AS_WRITTEN}`),
  /** Empty: as the process derives it. */
  optionalSeconds: text
    .regex(/^\d{0,8}$/, 'is not a number of seconds')
    .transform((value) => (value === '' ? undefined : Number(value))),
  /** Empty: none. */
  secret: text
    .refine((value) => value === '' || value.length >= 16, 'is too short for a secret (16 characters)')
    .transform((value) => value || undefined),
  /** Empty: none. What a header can carry after "Bearer" (RFC 6750 §2.1). */
  bearerToken: text
    .refine((value) => value === '' || value.length >= 16, 'is too short for a token (16 characters)')
    .refine((value) => value.length <= LONGEST_BEARER, `is too long for a token (${LONGEST_BEARER} characters)`)
    .regex(/^(?:[\w.~+/-]+=*)?$/, 'is no bearer token: it takes A-Z a-z 0-9 - . _ ~ + / with = at the end')
    .refine((value) => value === '' || !isPlaceholder(value), PLACEHOLDER)
    .transform((value) => value || undefined),
  algorithm: z.enum(ALL_ALGORITHMS, `is not one of ${ALL_ALGORITHMS.join(', ')}`),
  logLevel: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`),
  onOff: z.enum(['on', 'off'], 'is not on or off').transform((value) => value === 'on'),
  oneOrZero: z.enum(['1', '0'], 'is not 1 or 0').transform((value) => value === '1'),
  logFormat: z.enum(['auto', 'pretty', 'json'], 'is not one of auto, pretty, json'),
}
