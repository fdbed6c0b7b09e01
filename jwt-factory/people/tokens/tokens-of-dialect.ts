import type { KeySource } from '#core/token/trust'
import { anyPublishedKey } from './check-presented.ts'
import type { TokenDialect } from './issued.ts'
import { stokeTokens } from './stoke-tokens.ts'
import { strictTokens, type StrictTokensParts } from './strict-tokens.ts'

/**
 * How a dialect gives out tokens, and by which keys it believes them when they come back.
 * @param source the keys by their ids
 */
export function tokensOfDialect(
  dialect: 'strict' | 'stoke',
  { source, ...parts }: StrictTokensParts & { source: KeySource },
): { tokens: TokenDialect; source: KeySource } {
  return dialect === 'stoke'
    ? { tokens: stokeTokens(parts), source: anyPublishedKey(parts.keys) }
    : { tokens: strictTokens(parts), source }
}
