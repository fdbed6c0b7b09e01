import { Problem } from '#core/http/problem'
import { isRingId, MAIN_RING } from '#core/rings/ring-id'
import { TooManyKeys } from '#core/keys/key-errors'
import type { KeyRings } from '#core/rings/key-rings'

/** One issuer of this process: the main one, or one at /issuers/:name. */
export interface Issuer {
  /** Its identifier, `iss`: from the configuration, never from a Host header (RFC 8414 §2). */
  readonly url: string
  /** `@` for the main one. */
  readonly name: string
  /** Its keys: of no other issuer, and of no ring that a caller names. */
  readonly ringId: string
}

export interface Issuers {
  readonly main: Issuer
  /** Made on first use. @throws Problem not-found for what is no name, too-many-keys when there is no room */
  named(name: string): Promise<Issuer>
  /** An issuer that exists, by its identifier, compared as text. */
  find(url: string): Issuer | undefined
}

export const MAIN = MAIN_RING

/** Whoever asks makes one; this bound keeps them from filling the disk. */
const MAX_NAMED = 100

/** @param url the identifier of the main issuer; asked for each time, for with port 0 it is known once it listens */
export function createIssuers(rings: KeyRings, url: () => string): Issuers {
  const making = new Map<string, Promise<unknown>>()
  const base = () => `${url().replace(/\/$/, '')}/issuers/`

  const main: Issuer = {
    get url() {
      return url()
    },
    name: MAIN,
    ringId: MAIN,
  }

  const issuerOf = (name: string): Issuer => ({
    get url() {
      return `${base()}${name}`
    },
    name,
    ringId: ringOf(name),
  })

  async function make(name: string): Promise<void> {
    const names = new Set([...rings.ids().filter(isNamedRing), ...[...making.keys()].map(ringOf)])
    if (names.size >= MAX_NAMED && !names.has(ringOf(name))) throw noRoom()
    const made = making.get(name) ?? rings.ensure(ringOf(name))
    making.set(name, made)
    try {
      await made
    } catch (error) {
      throw error instanceof TooManyKeys ? noRoom() : error
    } finally {
      making.delete(name)
    }
  }

  return {
    main,
    async named(name) {
      if (!isRingId(name)) throw new Problem('not-found', 'There is no such issuer: a name is written like a ring id.')
      if (!rings.active(ringOf(name))) await make(name)
      return issuerOf(name)
    },
    find(text) {
      if (text === url()) return main
      const name = text.startsWith(base()) ? text.slice(base().length) : ''
      return isRingId(name) && rings.active(ringOf(name)) ? issuerOf(name) : undefined
    },
  }
}

const ringOf = (name: string) => `@${name}`
const isNamedRing = (ringId: string) => ringId.length > 1 && ringId.startsWith('@')
const noRoom = () => new Problem('too-many-keys', `No issuer was made: there are ${MAX_NAMED} of them.`)
