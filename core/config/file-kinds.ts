import { homedir } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { z, type RefinementCtx, type ZodType } from 'zod'
import { nearestOf } from './nearest.ts'
import { parseGoDuration } from './go-duration.ts'
import type { ListenAddress } from '../http/listen-address.ts'

/** Where relative paths begin, and where a service of this machine keeps its own. */
export interface ConfigPlace {
  /** The folder of the configuration file, absolute. */
  folder: string
  /** XDG_CONFIG_HOME, where it is set. */
  configHome?: string
}

/** A key without a value is as a key that is not there. */
export const maybeKey = <Kind extends ZodType>(kind: Kind) => kind.nullish().transform((value) => value ?? undefined)

/** A block that may have these keys alone: another one is a fault, and the nearest known one is named. */
export const keyBlock = <Shape extends Record<string, ZodType>>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, Object.keys(shape))
      return issue.input === undefined ? 'is missing' : 'must be a block: it has keys of its own, indented below it'
    },
  })

/**
 * What holds between the keys of a block is looked at whatever else is wrong with it, so that all is told at once: the checks get
 * the values as they are, also those that are of another kind.
 */
export const WHATEVER_ELSE = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null }

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const guesses = keys.map((key) => {
    const nearest = nearestOf(key, known)
    return `"${key.slice(0, 60)}" is unknown here: ${nearest === undefined ? `known are ${known.join(', ')}` : `perhaps ${nearest} was meant`}`
  })
  return guesses.join('; ')
}

/** Tells a fault of a value; its path is put before it. */
function tellFault<Value>(context: RefinementCtx, message: string): Value {
  context.addIssue({ code: 'custom', message })
  return z.NEVER as Value
}

export const someText = z
  .string({ error: ({ input }) => (input === undefined || input === null ? 'is missing' : 'is not a text') })
  .min(1, 'is empty')
/** Of a field of a request, in lower case (RFC 9110 §5.1). */
export const fieldName = someText.regex(/^[!#$%&'*+\-.^`|~\w]{1,100}$/, 'is not the name of a header').toLowerCase()
/** An empty text stands where nothing is set, as programs write it that have no other way to say so. */
export const textOrNone = maybeKey(z.string('is not a text')).transform((text) => text || undefined)
export const trueOrFalse = z.boolean('is neither true nor false')

/** A duration of Go, in milliseconds. */
export const goDuration = z.unknown().transform((value, context): number => {
  if (value === 0) return 0
  if (typeof value === 'number')
    return tellFault(
      context,
      `${value} has no unit: the original takes it for nanoseconds. Write ${value}s for seconds`,
    )
  const milliseconds = typeof value === 'string' ? parseGoDuration(value) : undefined
  return milliseconds ?? tellFault(context, 'is not a duration: write 300ms, 5m or 1h30m')
})

/** The same, and more than nothing. */
export const positiveDuration = goDuration.refine((milliseconds) => milliseconds > 0, 'is nothing: write more than 0')

/** Keys whose value is a permission: whoever reads YAML hands them out as they are written. */
export const FILE_MODES: readonly string[] = ['socket_permission']

/** Of a unix socket: octal, as chmod takes it. A number without a 0 before it is decimal in YAML, and hardly ever meant so. */
export const fileMode = z.unknown().transform((value, context): number => {
  const text = typeof value === 'string' ? value : ''
  if (/^0o?[0-7]{3}$/.test(text)) return parseInt(text.replace('o', ''), 8)
  if (!/^[1-9]\d{0,5}$/.test(text))
    return tellFault(context, 'is not a permission of a file: write it in octal, with a 0 before it, as 0755')
  const meant = /^[0-7]{3}$/.test(text) ? `, as 0${text}` : ''
  return tellFault(
    context,
    `${text} is decimal: the original takes it for 0${Number(text).toString(8)}. ${IN_OCTAL}${meant}`,
  )
})

const IN_OCTAL = 'Write it in octal, with a 0 before it'

export const integerWithin = (from: number, to: number) => {
  const message = `is not a whole number from ${from} to ${to}`
  return z.int(message).min(from, message).max(to, message)
}

export const listWith = <Kind extends ZodType>(kind: Kind) => z.array(kind, 'is not a list')

/** A path of a file or folder; relative ones begin at the configuration file, `~/` at the home of whoever runs this. */
export const filePath = (place: ConfigPlace) => someText.transform((value) => absolutePath(value, place))

export function absolutePath(value: string, { folder }: ConfigPlace): string {
  return resolve(folder, value.replace(/^~(?=\/|$)/, homedir))
}

/** Where the original keeps what it makes: `~/.config/jwtproxy`. */
export const ownFolder = (place: ConfigPlace) =>
  resolve(place.configHome ?? absolutePath('~/.config', place), 'jwtproxy')

/** A path of a socket is stored in 108 bytes, the last of which ends it. */
const LONGEST_SOCKET_PATH = 107

/** `unix:/path`, as the original writes it. @returns undefined where it is none */
export function socketOf(value: string, place: ConfigPlace): string | undefined {
  if (!value.startsWith('unix:')) return undefined
  const given = value.slice('unix:'.length).replace(/^\/\/(?=\/)/, '')
  return isAbsolute(given) || given.startsWith('\\\\.\\pipe\\') ? given : absolutePath(given, place)
}

const NOT_AN_ADDRESS = 'is not an address: write host:port, :port, http://host:port or unix:/path'

export const listenAddress = (place: ConfigPlace) =>
  someText.transform((value, context): ListenAddress & { scheme?: 'http' | 'https' } => {
    const socket = socketOf(value, place)
    if (socket !== undefined) return checkedSocket(socket, context) ?? tellFault(context, NOT_AN_ADDRESS)
    const scheme = /^(https?):\/\//i.exec(value)?.[1]?.toLowerCase() as 'http' | 'https' | undefined // by the pattern
    const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:/\s[\]@]*):(\d{1,5})$/i.exec(withPort(value, scheme)) ?? []
    if (port === '' || Number(port) > 65_535) return tellFault(context, NOT_AN_ADDRESS)
    return {
      kind: 'tcp',
      ...(host !== '' && { host: host.replace(/^\[|\]$/g, '') }),
      port: Number(port),
      ...(scheme && { scheme }),
    }
  })

/** Of a URL: its host and port, where it says no more than these. */
function withPort(value: string, scheme: 'http' | 'https' | undefined): string {
  if (!scheme) return value
  const rest = value.slice(scheme.length + '://'.length).replace(/\/$/, '')
  return /:\d+$/.test(rest) ? rest : `${rest}:${scheme === 'http' ? 80 : 443}`
}

function checkedSocket(socket: string, context: RefinementCtx): ListenAddress {
  if (Buffer.byteLength(socket) > LONGEST_SOCKET_PATH && !socket.startsWith('\\\\.\\pipe\\'))
    return tellFault(
      context,
      `is longer than a path of a socket can be (${LONGEST_SOCKET_PATH} bytes): choose a short folder`,
    )
  return { kind: 'socket', path: socket }
}

/** Where requests go on: a URL of a server, or a socket; the latter with an absolute path. */
export const upstreamAddress = (place: ConfigPlace) =>
  someText.transform((value, context): string => {
    const socket = socketOf(value, place)
    if (socket !== undefined) return checkedSocket(socket, context) === undefined ? z.NEVER : `unix:${socket}`
    return isServerUrl(value)
      ? value
      : tellFault(context, 'is neither an http:// or https:// URL of a server nor unix:/path')
  })

/** A base of addresses: a path is kept. */
export const serverUrl = someText.refine(isServerUrl, 'is not an http:// or https:// URL of a server')

function isServerUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || /[\s\\#]/.test(value) || !URL.canParse(value)) return false
  const { username, password, hostname } = new URL(value)
  return username === '' && password === '' && hostname !== ''
}

/** Scheme, host and port of a URL, the port of the scheme left out. */
export const originAddress = serverUrl
  .refine(
    (value) => ['', '/'].includes(new URL(value).pathname + new URL(value).search),
    'has more than scheme, host and port',
  )
  .transform((value) => new URL(value).origin)

/** A block of the original that is one of several things: which one stands under `type`, and what it needs under `options`. */
export const typedBlock = <Type extends string, Options extends ZodType>(type: Type, options: Options) =>
  keyBlock({ type: z.literal(type), options })

/** Says what is wrong with the type of a union of such blocks. */
export const choiceOf = (...known: readonly string[]) => ({
  error: ({ input }: { input?: unknown }) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return 'is not a block with a type and options'
    const { type } = input as { type?: unknown }
    if (type === undefined || type === null) return `is missing: it is one of ${known.join(', ')}`
    const nearest = typeof type === 'string' ? nearestOf(type, known) : undefined
    return `is not one of ${known.join(', ')}${nearest === undefined ? '' : `: perhaps ${nearest} was meant`}`
  },
})

/** One of some words. */
export const oneWord = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: () => `is not one of ${words.join(', ')}` })
