import { hash, randomBytes } from 'node:crypto'
import type { Store } from '#core/store/store'
import { PeopleRefused, type TokenToRevoke } from './refusals.ts'
import type { TokenScope } from './token-settings.ts'

/** What came of one login: its tokens, each of which was renewed into the next. */
interface Family {
  /** Id of the person. */
  person: number
  /** Of the password of then (`passwordMark`): another one ends the family. */
  mark: string
  scope: TokenScope
  /** How often it was renewed. */
  renewed: number
  isRevoked?: true
  /** Those that may still live, the newest first. */
  tokens: readonly TokenToRevoke[]
}

/** Where a refresh value belongs; it is kept by its hash, so that the store gives none away. */
interface RefreshEntry {
  family: string
  /** It may be used while its family was renewed so often. */
  renewed: number
  tokenId: string
}

/** What a renewal goes on with. */
export interface SpentRefresh extends Pick<Family, 'person' | 'mark' | 'scope'> {
  /** Its id. */
  family: string
  /** Makes the refresh value of the token that comes of it. */
  follow(token: TokenToRevoke): Promise<string>
  /** Takes back all that came of the login. */
  revoke(): Promise<void>
}

const FAMILIES = 'people-families'
const REFRESHES = 'people-refreshes'

/** Longer than any renewal takes. Milliseconds. */
const LONGER_THAN_A_RENEWAL = 600_000

/**
 * So many tokens of one login may live at once. Each is remembered, so that it can be taken back, and each refresh value as long as its token
 * lives, so that it is known when it comes again: whoever renewed without end would fill the store, and nobody else could log in.
 */
const MOST_LIVING = 32

/** Whoever is never the fastest of so many has come up against something else than others. */
const MOST_TRIES = 16

/**
 * Refresh values that are used once. A value that comes again is in two hands, and nobody can tell whose were first: so all that came of
 * that login is taken back. What was never a value of ours, or has ended, harms nobody. Several factories on one store share them.
 * @param now milliseconds since 1970
 */
export function createFamilies(store: Store, now: () => number) {
  const keptUntil = ({ tokens: [newest] }: Family) => Math.max((newest?.exp ?? 0) * 1000, now()) + LONGER_THAN_A_RENEWAL
  const living = (tokens: readonly TokenToRevoke[]) => tokens.filter(({ exp }) => exp * 1000 > now())
  const hasRoom = ({ tokens }: Family) => living(tokens).length < MOST_LIVING

  async function addValue(entry: RefreshEntry, token: TokenToRevoke): Promise<string> {
    const value = randomBytes(32).toString('base64url')
    await store.set(REFRESHES, hashOfRefresh(value), JSON.stringify(entry), token.exp * 1000)
    return value
  }

  async function changeFamily(id: string, change: (family: Family) => Family | undefined): Promise<Family | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const text = await store.get(FAMILIES, id)
      if (text === undefined) return undefined
      const family = JSON.parse(text) as Family // written below
      const changed = change(family)
      if (!changed) return family
      if (await store.update(FAMILIES, id, text, JSON.stringify(changed), keptUntil(changed))) return family
    }
    throw new Error('a login is renewed by too many at once')
  }

  const revoke = (id: string) =>
    changeFamily(id, (family) => (family.isRevoked ? undefined : { ...family, isRevoked: true }))

  return {
    /** After a login. @returns the refresh value of its first token, whose id names the family */
    async begin(about: Pick<Family, 'person' | 'mark' | 'scope'>, token: TokenToRevoke): Promise<string> {
      const id = familyOf(token.tokenId)
      const family: Family = { ...about, renewed: 0, tokens: [token] }
      await store.set(FAMILIES, id, JSON.stringify(family), keptUntil(family))
      return addValue({ family: id, renewed: 0, tokenId: token.tokenId }, token)
    },

    /**
     * Uses a refresh value up: of many who try at once, one gets on.
     * @param tokenId of the token that it came with
     * @param limit how often a login may be renewed; 0: without end
     * @throws PeopleRefused unknown-refresh, used-refresh, revoked-login, no-renewal-left, too-many-renewals
     */
    async spend(value: string, tokenId: string, limit: number): Promise<SpentRefresh> {
      const found = await store.get(REFRESHES, hashOfRefresh(value))
      const entry = found === undefined ? undefined : (JSON.parse(found) as RefreshEntry) // written above
      if (entry?.tokenId !== tokenId) throw new PeopleRefused('unknown-refresh')
      const { family: id, renewed } = entry
      const mayRenew = (family: Family) =>
        !family.isRevoked && family.renewed === renewed && (limit === 0 || renewed < limit)
      const family = await changeFamily(id, (each) =>
        mayRenew(each) && hasRoom(each) ? { ...each, renewed: renewed + 1 } : undefined,
      )
      if (!family) throw new PeopleRefused('unknown-refresh')
      if (family.isRevoked) throw new PeopleRefused('revoked-login')
      if (family.renewed !== renewed) {
        const revoked = await revoke(id)
        throw new PeopleRefused('used-refresh', revoked ? living(revoked.tokens) : [])
      }
      if (!mayRenew(family)) throw new PeopleRefused('no-renewal-left')
      if (!hasRoom(family)) throw new PeopleRefused('too-many-renewals')
      const { person, mark, scope } = family
      return {
        person,
        mark,
        scope,
        family: id,
        async follow(token) {
          const left = await changeFamily(id, (each) =>
            each.isRevoked ? undefined : { ...each, tokens: living([token, ...each.tokens]) },
          )
          if (!left || left.isRevoked) throw new PeopleRefused('revoked-login')
          return addValue({ family: id, renewed: renewed + 1, tokenId: token.tokenId }, token)
        },
        revoke: async () => void (await revoke(id)),
      }
    },

    /** Whose a token is that was believed, whatever they are called by now. @returns undefined when no family of ours has it */
    async holderOf(tokenId: string): Promise<Pick<Family, 'person' | 'mark' | 'isRevoked'> | undefined> {
      const text = await store.get(FAMILIES, familyOf(tokenId))
      return text === undefined ? undefined : (JSON.parse(text) as Family) // written above
    },
  }
}

export type Families = ReturnType<typeof createFamilies>

/** The id of a token begins with that of its family, so that nothing more is to be stored to know whose it is. */
const familyOf = (tokenId: string): string => tokenId.split('.', 1)[0] ?? ''

/** @param family absent: a new one begins */
export const nextFamilyTokenId = (family: string = randomBytes(16).toString('base64url')): string =>
  `${family}.${randomBytes(12).toString('base64url')}`

const hashOfRefresh = (value: string): string => hash('sha256', value, 'base64url')

/** Says whether a password is still the same, and nothing about it. */
export const passwordMark = ({ passwordHash, salt }: { passwordHash: string; salt: string }): string =>
  hash('sha256', `${salt} ${passwordHash}`, 'base64url')
