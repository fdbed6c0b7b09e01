import type { RequestFacts } from './facts.ts'
import { SPIFFE } from './identity-form.ts'
import { parseIp, type IpAddress } from './ip-block.ts'
import type { PathNormalization } from './model.ts'
import { normalPath } from './normal-path.ts'
import { lowerAscii } from './string-form.ts'

/** The mesh splits these always (D.1). */
const SPACE_DELIMITED = new Set(['scope', 'permission'])

/** Who the token is about. */
export interface RequestUser {
  issuer: string
  subject: string
}

/** One request for all policies: what several of them look at is worked out once, and only when one of them does. */
export class RequestView {
  readonly facts: RequestFacts
  readonly #normalization: PathNormalization
  #path: string | undefined
  #host: string | undefined
  #peerName: string | null | undefined
  #user: RequestUser | null | undefined
  readonly #addresses = new Map<string, IpAddress | undefined>()

  constructor(facts: RequestFacts, normalization: PathNormalization) {
    this.facts = facts
    this.#normalization = normalization
  }

  /** Without query, and normal. */
  get path(): string | undefined {
    const { path } = this.facts
    return path === undefined ? undefined : (this.#path ??= normalPath(path, this.#normalization))
  }

  /** In lower case. */
  get host(): string | undefined {
    const { host } = this.facts
    return host === undefined ? undefined : (this.#host ??= lowerAscii(host))
  }

  /** The identity of the caller without its scheme; undefined for plaintext, and for other schemes. */
  get peerName(): string | undefined {
    if (this.#peerName === undefined) {
      const { peerUri } = this.facts
      this.#peerName = peerUri?.startsWith(SPIFFE) ? peerUri.slice(SPIFFE.length) : null
    }
    return this.#peerName ?? undefined
  }

  /** Both texts, or nobody: a token whose subject is absent, or a number, is that of no user (M-18). */
  get user(): RequestUser | undefined {
    if (this.#user === undefined) {
      const issuer = this.claim(['iss'])
      const subject = this.claim(['sub'])
      this.#user = typeof issuer === 'string' && typeof subject === 'string' ? { issuer, subject } : null
    }
    return this.#user ?? undefined
  }

  address(text: string | undefined): IpAddress | undefined {
    if (text === undefined) return undefined
    if (!this.#addresses.has(text)) this.#addresses.set(text, parseIp(text))
    return this.#addresses.get(text)
  }

  /**
   * A header by its name in lower case; repeated ones joined with commas. The pseudo headers of HTTP/2 are what they are
   * made of, and `host` is `:authority`.
   */
  header(name: string): string | undefined {
    const { method, path, host, headers = {} } = this.facts
    if (name === ':method') return method
    if (name === ':path') return path
    if (name === ':authority' || name === 'host') return host
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    return value === undefined || typeof value === 'string' ? value : value.length > 0 ? value.join(',') : undefined
  }

  /** A claim by the names of the objects around it and its own; a text with spaces is a list where the token says so. */
  claim(names: readonly string[]): unknown {
    let value: unknown = this.facts.claims
    for (const name of names) value = ownMember(value, name)
    const [first = ''] = names
    const isList = SPACE_DELIMITED.has(first) || this.facts.spaceDelimitedClaims?.includes(first)
    return names.length === 1 && isList && typeof value === 'string'
      ? value.split(' ').filter((part) => part !== '')
      : value
  }

  found(filter: string, name: string): unknown {
    return ownMember(ownMember(this.facts.filters, filter), name)
  }
}

function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined
  return (value as Record<string, unknown>)[name] // an object that has it
}
