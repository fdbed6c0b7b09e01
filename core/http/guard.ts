import { isIP } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import { PROCESS_NAMES } from '../config/processes.ts'
import { Problem } from './problem.ts'

/** Who may be addressed, and which pages of others may ask. */
export interface Guard {
  /** Names that a Host header may have besides those of this machine and of the processes, in lower case. */
  hosts: ReadonlySet<string>
  /** Origins of pages that may do what the pages of a process itself may: `https://app.example:8080`. */
  origins: ReadonlySet<string>
}

/** Only what is known without any setting. */
export const NOBODY_ELSE: Guard = { hosts: new Set(), origins: new Set() }

export interface GuardSettings {
  host: string
  allowedHosts: readonly string[]
  /** Names in the certificates of all processes. */
  tlsNames: readonly string[]
  allowedOrigins: readonly string[]
  /** Where the processes are found; their names are names of ours. */
  urls: readonly URL[]
}

export function createGuard({ host, allowedHosts, tlsNames, allowedOrigins, urls }: GuardSettings): Guard {
  const names = [host, ...allowedHosts, ...tlsNames, ...urls.map(({ hostname }) => hostname), ...PROCESS_NAMES]
  return { hosts: new Set(names.map((name) => name.toLowerCase())), origins: new Set(allowedOrigins) }
}

/**
 * Looks at whom a request addresses. A page that is open in a browser of this machine can make its own name lead to
 * 127.0.0.1 (DNS rebinding), and would read what is answered here as its own; the Host header gives it away. An address
 * in numbers cannot be such a name.
 */
export function guardHost({ hosts }: Guard): RequestHandler {
  return (request, _response, next) => {
    const values = headersNamed(request, 'host')
    if (values.length > 1) throw new Problem('invalid-input', 'The header Host appears twice.')
    const [value] = values
    if (value === undefined) {
      if (request.httpVersion === '1.0') return next() // no browser is that old
      throw new Problem('invalid-input', 'The header Host is missing.')
    }
    const foreign = [value, ...authorityOf(request)].find((name) => !isKnown(nameIn(name), hosts))
    if (foreign === undefined) return next()
    throw new Problem('foreign-host', `${shownName(foreign)} is not a name of this process. ${ADD_IT}`)
  }
}

const ADD_IT = 'If it is meant to lead here, add it to ALLOWED_HOSTS and restart all processes.'

/** The longest name that a Host header can have (RFC 1035 §2.3.4) is more than a person reads. */
const SHOWN_NAME = 100

/** A name that a stranger has chosen, fit for a message: cut, and without signs that no name has. */
function shownName(host: string): string {
  const name = nameIn(host.slice(0, 2 * SHOWN_NAME))
  const shown = name.slice(0, SHOWN_NAME).replaceAll(/[^a-z0-9._:-]/g, '?')
  return shown === '' ? 'An empty Host header' : `"${shown}${name.length > SHOWN_NAME ? '…' : ''}"`
}

/** Whom the target names, where it is a whole address as for a proxy: it counts before the header (RFC 9112 §3.2.2). */
export function authorityOf({ url = '' }: IncomingMessage): string[] {
  const [, authority] = /^[a-z]+:\/\/([^/?#]*)/i.exec(url) ?? []
  return authority === undefined ? [] : [authority]
}

function isKnown(name: string, hosts: ReadonlySet<string>): boolean {
  return name === 'localhost' || BELOW_LOCALHOST.test(name) || isIP(name) !== 0 || hosts.has(name)
}

/** RFC 6761 §6.3. */
const BELOW_LOCALHOST = /^(?:[a-z0-9_-]{1,63}\.)+localhost$/

/** `localhost:5555` → localhost, `[::1]:5555` → ::1. */
export function nameIn(host: string): string {
  const name = host.toLowerCase().replace(/:\d*$/, '')
  const inner = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : ''
  return isIP(inner) === 6 ? inner : name // nothing else stands in brackets (RFC 3986 §3.2.2)
}

/** Node keeps the first of several and tells nobody; rawHeaders has them all. */
export function headersNamed({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const each = rawHeaders[index] ?? ''
    if (each.length === name.length && each.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '')
  }
  return values
}

/**
 * Does a page of somebody else ask, by way of a browser (Fetch §3.2, Fetch Metadata)? Programs send none of these headers.
 * @returns its origin, 'a page of another origin' where the browser does not say, or undefined
 */
export function foreignOrigin(request: IncomingMessage, { origins }: Guard): string | undefined {
  const { origin, host = '' } = request.headers
  if (origin !== undefined) {
    const own = `${request.socket instanceof TLSSocket ? 'https' : 'http'}://${host}`
    return origin === own || origins.has(origin) ? undefined : origin
  }
  const site = request.headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none' ? undefined : 'a page of another origin'
}

/** A person has followed a link: the answer is shown to that person, and the page that had the link cannot read it. */
export function isNavigation({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && isShownToPerson(headers)
}

/** A person has sent a form: the same. A browser that does not say is taken at its word. */
export function isSentForm({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' && (headers['sec-fetch-mode'] === undefined || isShownToPerson(headers))
}

const isShownToPerson = (headers: IncomingMessage['headers']) =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
