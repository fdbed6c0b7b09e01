import { Buffer } from 'node:buffer'
import type { SigningKey } from '#core/keys/signing-key'
import { checkText, signAsItIs } from '#core/token/quick-signatures'
import { signMembers, type IssuedTokens, type PeopleKeys, type TokenDialect } from './issued.ts'
import { tokenMembers, type TokenMember } from './members.ts'
import { PeopleRefused } from './refusals.ts'
import { firstCount, nextCount } from './renewal-count.ts'
import type { TokenSettings } from './token-settings.ts'

export interface StokeTokensParts {
  settings: TokenSettings
  keys: PeopleKeys
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Tokens as Stoke gives them out, with all that is weak in it (ST-13, ST-17 to ST-20): nothing is stored, so a refresh value may come as
 * often as its token lives; a renewal adds to the old end, whatever its key lives; and the directory is not asked again.
 */
export function stokeTokens({ settings, keys, now }: StokeTokensParts): TokenDialect {
  const { countClaim } = settings
  const lifeSeconds = Math.floor(settings.tokenDuration / 1000)

  async function issue(members: readonly TokenMember[]): Promise<IssuedTokens> {
    const key = keys.active()
    const token = await signMembers(members, key)
    return { token, refresh: await refreshFor(token, key) }
  }

  return {
    login(person, scope) {
      const seconds = Math.floor(now() / 1000)
      const moment = { now: seconds, exp: seconds + lifeSeconds }
      const count = firstCount(settings)
      const isInJti = countClaim === 'jti'
      const members = tokenMembers(person, settings, { ...moment, tokenId: isInJti ? count : undefined }, scope)
      return issue(isInJti || count === undefined ? members : [...members, [countClaim, count]])
    },
    async renew({ text, claims }, refresh) {
      if (!(await isRefreshFor(text, refresh, keys.published()))) throw new PeopleRefused('unknown-refresh')
      const next = nextCount(claims[countClaim], settings)
      if (next === 'none') throw new PeopleRefused('no-renewal-left')
      const changed = {
        ...claims,
        exp: Number(claims['exp']) + lifeSeconds, // it was believed, so it is a number
        ...(next.count !== undefined && { [countClaim]: next.count }),
      }
      return issue(Object.entries(changed))
    },
  }
}

/** Bytes. */
const LONGEST_SIGNATURE = 1024

/** ST-17: a signature over the whole token, by the key that signed it; base64url with padding. */
async function refreshFor(token: string, { privateKey, algorithm }: SigningKey): Promise<string> {
  const signature = await signAsItIs(token, privateKey, algorithm)
  return padded(signature.toString('base64url'))
}

const padded = (text: string): string => text + '='.repeat((4 - (text.length % 4)) % 4)

async function isRefreshFor(token: string, refresh: string, keys: readonly SigningKey[]): Promise<boolean> {
  const signature = Buffer.from(refresh, 'base64url')
  if (signature.length > LONGEST_SIGNATURE || padded(signature.toString('base64url')) !== refresh) return false
  for (const { verification } of keys) if (await checkText(token, signature, verification)) return true
  return false
}
