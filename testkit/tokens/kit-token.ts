import type { AnyDuration } from '../../apps/sandbox/sandbox-clock.ts'
import { refuseUnknownOptions } from '../unknown-name.ts'
import { createAwaitedText, type AwaitedText } from './awaited-text.ts'
import type { KitSigner, TokenDifference } from './token-order.ts'

/**
 * A token that is made when it is awaited. Each call gives another one and leaves this as it is:
 * `await sandbox.token({ audience: 'orders' }).expired().signedBy('stranger')`.
 */
export interface KitToken extends AwaitedText {
  /** It has expired, an hour ago when nothing is said; it lived as long as a good one. */
  expired(ago?: AnyDuration): KitToken
  /** It is not valid yet: it begins in an hour, or when you say. */
  notYet(comesIn?: AnyDuration): KitToken
  /** Laid over its claims and its header, whatever the values are. */
  with(difference: TokenDifference): KitToken
  /** Without these claims. */
  without(...claims: string[]): KitToken
  /** By another key, which nobody trusts: it says that it is of the issuer all the same. */
  signedBy(signer: KitSigner): KitToken
}

/** All that was said of a token. */
export interface TokenPlan extends Required<TokenDifference> {
  readonly without: readonly string[]
  readonly expiredAgo?: AnyDuration
  readonly comesIn?: AnyDuration
  readonly signedBy?: KitSigner
}

export const PLAIN_PLAN: TokenPlan = { claims: {}, header: {}, without: [] }

const USUAL_DISTANCE: AnyDuration = { hours: 1 }

export function createKitToken(make: (plan: TokenPlan) => Promise<string>, plan: TokenPlan = PLAIN_PLAN): KitToken {
  const next = (more: Partial<TokenPlan>) => createKitToken(make, { ...plan, ...more })
  return createAwaitedText('A token', () => make(plan), {
    expired: (ago: AnyDuration = USUAL_DISTANCE) => next({ expiredAgo: ago }),
    notYet: (comesIn: AnyDuration = USUAL_DISTANCE) => next({ comesIn }),
    with(difference: TokenDifference) {
      refuseUnknownOptions('with', difference, ['claims', 'header'])
      const { claims = {}, header = {} } = difference
      return next({
        claims: { ...plan.claims, ...claims },
        header: { ...plan.header, ...header },
        without: plan.without.filter((name) => !Object.hasOwn(claims, name)),
      })
    },
    without: (...names: string[]) => next({ without: [...plan.without, ...names] }),
    signedBy: (signedBy: KitSigner) => next({ signedBy }),
  })
}
