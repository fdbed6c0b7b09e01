import type { YamlEntry } from '../../config/yaml-parts.ts'
import { plainText, quoted, refusePart, within, wordOf, type Spot } from '../mesh/read-parts.ts'
import {
  glooDuration,
  glooFields,
  glooFieldsBelow,
  glooPath,
  glooRefBelow,
  glooNumber,
  glooFlag,
  withoutEffect,
} from './gloo-parts.ts'
import type { GlooCookie, GlooRef, GlooSession } from './model.ts'

const DEFAULT_MAX_AGE = 2_592_000
const DEFAULT_EXPIRY_BUFFER = 2000

const REDIS_FIELDS = ['allowRefreshing', 'cookieName', 'keyPrefix', 'options', 'preExpiryBuffer']
const REDIS_OPTIONS = ['host', 'db', 'poolSize']
const OTHER_REDIS_OPTIONS = ['socketType', 'tlsCertMountPath', 'tlsSecretRef']
const COOKIE_NAME = /^[\w!#$%&'*+\-.^`|~]{1,100}$/

export interface ReadSession {
  /** Absent when it could not be read. */
  session?: GlooSession
  cookie?: GlooCookie
  failOnFetchFailure: boolean
}

/** Reads `session`: where it is kept who has logged in. Without a word about it, in cookies. */
export function readSession(entry: YamlEntry | undefined, spot: Spot, namespace: string): ReadSession {
  if (!entry) return { session: { kind: 'cookie', allowRefreshing: false }, failOnFetchFailure: false }
  const inside = within(spot, 'session')
  const fields = glooFields(entry.value, inside, [
    'cookie',
    'redis',
    'cookieOptions',
    'failOnFetchFailure',
    'cipherConfig',
  ])
  if (!fields) return { failOnFetchFailure: false }
  const [cookie, redis] = [fields.get('cookie'), fields.get('redis')]
  if (cookie && redis)
    refusePart(inside, entry, 'it has "cookie" and "redis": a session is kept in one of them, leave one out')
  const cipher = glooFieldsBelow(fields.get('cipherConfig'), inside, ['keyRef'])
  const cipherKey = glooRefBelow(cipher?.get('keyRef'), within(inside, 'cipherConfig'), namespace)
  if (redis)
    withoutEffect(fields, ['cipherConfig'], inside, 'what is in the store is sealed by a key that the browser has')
  else withoutEffect(fields, ['failOnFetchFailure'], inside, 'a session in a cookie is fetched from nowhere')
  const session = redis ? readRedis(redis, inside) : readCookieSession(cookie, inside, cipherKey)
  return {
    ...(session && { session }),
    cookie: readGlooCookie(fields.get('cookieOptions'), inside),
    failOnFetchFailure: glooFlag(fields.get('failOnFetchFailure'), inside, false),
  }
}

function readCookieSession(
  entry: YamlEntry | undefined,
  spot: Spot,
  cipherKey: GlooRef | undefined,
): GlooSession | undefined {
  const inside = within(spot, 'cookie')
  const fields = glooFieldsBelow(entry, spot, ['allowRefreshing', 'keyPrefix'], ['targetDomain'])
  if (entry && !fields) return undefined
  const keyPrefix = readKeyPrefix(fields?.get('keyPrefix'), inside)
  const allowRefreshing = glooFlag(fields?.get('allowRefreshing'), inside, false)
  return {
    kind: 'cookie',
    allowRefreshing,
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(cipherKey && { cipherKey }),
  }
}

function readRedis(entry: YamlEntry, spot: Spot): GlooSession | undefined {
  const inside = within(spot, 'redis')
  const fields = glooFields(entry.value, inside, REDIS_FIELDS, ['headerName', 'targetDomain', 'clientConfig'])
  if (!fields) return undefined
  const options = glooFieldsBelow(fields.get('options'), inside, REDIS_OPTIONS, OTHER_REDIS_OPTIONS)
  const at = within(inside, 'options')
  glooNumber(options?.get('db'), at, 0, 1000)
  glooNumber(options?.get('poolSize'), at, 0, 10_000)
  plainText(options?.get('host'), at)
  withoutEffect(
    options,
    REDIS_OPTIONS,
    at,
    'the option --store says where sessions are, such as redis://localhost:6379/0',
  )
  readKeyPrefix(fields.get('keyPrefix'), inside)
  withoutEffect(fields, ['keyPrefix'], inside, 'sessions have names of their own in the store')
  return {
    kind: 'store',
    cookieName: readKeyPrefix(fields.get('cookieName'), inside) ?? '__session',
    allowRefreshing: glooFlag(fields.get('allowRefreshing'), inside, true),
    preExpiryBuffer: glooDuration(fields.get('preExpiryBuffer'), inside) ?? DEFAULT_EXPIRY_BUFFER,
  }
}

/** What the name of a cookie is made of (RFC 6265 §4.1.1). */
function readKeyPrefix(entry: YamlEntry | undefined, spot: Spot): string | undefined {
  const text = plainText(entry, spot)
  if (!entry || text === undefined || COOKIE_NAME.test(text)) return text
  return refusePart(within(spot, entry.key), entry.value, `${quoted(text)} cannot stand in the name of a cookie`)
}

/** Reads `cookieOptions`, with the defaults of Gloo. */
export function readGlooCookie(entry: YamlEntry | undefined, spot: Spot): GlooCookie {
  const inside = within(spot, 'cookieOptions')
  const known = ['domain', 'httpOnly', 'maxAge', 'notSecure', 'path', 'sameSite']
  const fields = glooFieldsBelow(entry, spot, known)
  const domain = plainText(fields?.get('domain'), inside)
  const secure = !glooFlag(fields?.get('notSecure'), inside, false)
  const sameSite = readSameSite(fields?.get('sameSite'), inside)
  if (entry && sameSite === 'none' && !secure)
    refusePart(inside, entry, 'a cookie with sameSite NoneMode and notSecure is kept by no browser: leave one out')
  return {
    maxAgeSeconds: glooNumber(fields?.get('maxAge'), inside, 0, 400 * 86_400) ?? DEFAULT_MAX_AGE,
    httpOnly: glooFlag(fields?.get('httpOnly'), inside, true),
    secure,
    path: glooPath(fields?.get('path'), inside) ?? '/',
    sameSite,
    ...(domain !== undefined && { domain }),
  }
}

/** One of the words of cookies. */
const readSameSite = (entry: YamlEntry | undefined, spot: Spot) =>
  ({ LaxMode: 'lax', StrictMode: 'strict', NoneMode: 'none', DefaultMode: 'lax' })[
    wordOf(entry, spot, ['LaxMode', 'StrictMode', 'NoneMode', 'DefaultMode']) ?? 'DefaultMode'
  ] as 'lax' | 'strict' | 'none' // by the table
