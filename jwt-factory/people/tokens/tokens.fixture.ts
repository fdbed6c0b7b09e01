import { manualClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { createMemoryStore } from '#core/store/memory-store'
import { createFamilies } from './families.ts'
import type { PresentedToken, IssuedTokens, LoggedIn } from './issued.ts'
import { strictTokens } from './strict-tokens.ts'
import { stokeTokens } from './stoke-tokens.ts'
import type { TokenSettings } from './token-settings.ts'

export const PEOPLE_START = '2026-11-27T00:00:00Z'
export const PEOPLE_NOW = Date.parse(PEOPLE_START) / 1000

export const PEOPLE_SETTINGS: TokenSettings = {
  tokenDuration: 1_800_000,
  issuer: 'stk',
  subject: undefined,
  audience: [],
  saysIssuedAt: false,
  saysNotBefore: false,
  renewals: 2,
  countClaim: 'jti',
  userInfo: { full_name: 'n', username: 'u', email: 'e' },
}

export const STEPHEN: LoggedIn = {
  id: 7,
  username: 'stoke',
  email: 'stoke@hppr.dev',
  firstName: 'Stephen',
  lastName: 'Toke',
  passwordHash: 'hash',
  salt: 'salt',
  claims: { stk: 'S', log: 'r,w' },
}

const [first, second] = [await generateSigningKey('ES256', 0), await generateSigningKey('ES384', 1)]

/** Both dialects, with keys and a directory that a test changes. */
export function openTokens(changes: Partial<TokenSettings> = {}) {
  const clock = manualClock(PEOPLE_START)
  const world = { active: first, published: [first], end: Infinity, people: new Map([[STEPHEN.id, STEPHEN]]) }
  const keys = { active: () => world.active, published: () => world.published, endOfActive: () => world.end }
  const settings = { ...PEOPLE_SETTINGS, ...changes }
  const families = createFamilies(createMemoryStore(clock), clock.now)
  const findPerson = (id: number) => Promise.resolve(world.people.get(id))
  return {
    clock,
    world,
    families,
    strict: strictTokens({ settings, keys, families, findPerson, now: clock.now }),
    stoke: stokeTokens({ settings, keys, now: clock.now }),
    /** From now on another key signs; the first is published for as long as a test says. */
    rotate: (isFirstPublished: boolean) =>
      Object.assign(world, { active: second, published: isFirstPublished ? [second, first] : [second] }),
  }
}

/** What stands in a token, as it is written. */
export const payloadText = ({ token }: Pick<IssuedTokens, 'token'>): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()

/** As a verifier hands it on that has believed it. */
export const believed = (issued: IssuedTokens): PresentedToken => ({
  text: issued.token,
  claims: JSON.parse(payloadText(issued)),
})
