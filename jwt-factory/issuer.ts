import { Problem } from '#core/http/problem'
import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId, MAIN_RING } from '#core/rings/ring-id'
import { createTurns } from '#core/rings/turns'

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
  /** An issuer by its name. It has no key yet, unless it was used before. @throws Problem not-found for what is no name */
  named(name: string): Issuer
  /** An issuer that has keys, by its identifier, compared as text. */
  find(url: string): Issuer | undefined
  /** Does this text name an issuer here, used before or not? A slash at the end, or another spelling, changes nothing. */
  isOwn(iss: string): boolean
  /**
   * Does something that may give an issuer its first key. A new one needs room, and takes that of one that nobody uses.
   * @throws Problem too-many-keys when all are in use
   */
  admit<Result>(issuer: Issuer, act: () => Promise<Result>): Promise<Result>
  /** The key that signs for an issuer; made on first use. @throws Problem too-many-keys */
  keyOf(issuer: Issuer): Promise<SigningKey>
  /** Takes a named issuer away, with its keys. @returns false when there is none */
  remove(name: string): Promise<boolean>
}

export const MAIN = MAIN_RING

/** Whoever asks makes one; this bound keeps them from filling the disk. */
const MAX_NAMED = 100

export interface IssuersParts {
  rings: KeyRings
  /** The identifier of the main issuer; asked for each time, for with port 0 it is known once it listens. */
  url: () => string
  /** Names of issuers whose tokens may still live. */
  namesInUse: () => Promise<ReadonlySet<string>>
}

export function createIssuers({ rings, url, namesInUse }: IssuersParts): Issuers {
  const opening = new Set<string>() // they count, or many at once pass the bound
  const turns = createTurns()
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

  const namedRings = () => new Set([...rings.ids().filter(isNamedRing), ...opening])

  async function makeRoom(ringId: string): Promise<void> {
    const taken = namedRings()
    if (taken.has(ringId) || taken.size < MAX_NAMED) return
    const inUse = await namesInUse()
    const unused = rings.ids().find((id) => isNamedRing(id) && !opening.has(id) && !inUse.has(id.slice(1)))
    if (unused === undefined) {
      const many = `No issuer was made: there are ${MAX_NAMED} of them, which is the most, and all are in use.`
      throw new Problem('too-many-keys', `${many} DELETE /issuers/:name takes one away.`)
    }
    await rings.remove(unused)
  }

  async function admit<Result>({ ringId }: Issuer, act: () => Promise<Result>): Promise<Result> {
    if (!isNamedRing(ringId) || rings.active(ringId)) return act()
    await turns('room', () => makeRoom(ringId).then(() => opening.add(ringId)))
    try {
      return await act()
    } finally {
      opening.delete(ringId)
    }
  }

  return {
    main,
    named(name) {
      if (isRingId(name)) return issuerOf(name)
      throw new Problem('not-found', 'There is no such issuer: a name is written like a ring id.')
    },
    find(text) {
      if (text === url()) return main
      const name = text.startsWith(base()) ? text.slice(base().length) : ''
      return isRingId(name) && rings.active(ringOf(name)) ? issuerOf(name) : undefined
    },
    isOwn: (iss) => isIssuerOf(url(), iss),
    admit,
    keyOf: async (issuer) => rings.active(issuer.ringId) ?? admit(issuer, () => rings.ensure(issuer.ringId)),
    remove: (name) => (isRingId(name) ? rings.remove(ringOf(name)) : Promise.resolve(false)),
  }
}

/** Does this text name the main issuer at that URL, or one below it? A slash at the end, or another spelling, changes nothing. */
export function isIssuerOf(mainUrl: string, iss: string): boolean {
  const [claimed, own] = [normal(iss), normal(mainUrl)]
  return claimed !== undefined && (claimed === own || claimed.startsWith(`${own}/issuers/`))
}

/** An address as it is compared with others: host in lower case, no standard port, no slashes at the end, no query. */
function normal(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  url.search = url.hash = url.username = url.password = ''
  const { href } = url
  let end = href.length
  while (href[end - 1] === '/') end-- // one look at each; a pattern would look again from every slash
  return href.slice(0, end)
}

const ringOf = (name: string) => `@${name}`
const isNamedRing = (ringId: string) => ringId.length > 1 && ringId.startsWith('@')
