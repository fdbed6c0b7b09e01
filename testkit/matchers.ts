import { AssertionError } from 'node:assert'
import { systemClock } from '#core/clock'
import type { KitFace } from './kit-face.ts'
import type { RefusalReason } from './matchers/judge-refusal.ts'
import { matchBelieved, matchRefusal } from './matchers/match-refusal.ts'
import { refusesEvery, type EveryResult, type ServiceUnderTest } from './matchers/refuse-every.ts'
import { hasServedKeys, type ServedKeysBounds } from './matchers/served-keys.ts'
import type { RefusalCases } from './tokens/refusal-cases.ts'

export type { RefusalReason } from './matchers/judge-refusal.ts'
export type { ServedKeysBounds } from './matchers/served-keys.ts'

const asMatched = ({ pass, message }: EveryResult) => ({ pass, message: () => message })

/** What a test runner says of the expectation. */
interface Expecting {
  readonly isNot?: boolean
}

/** For vitest and jest: `expect.extend(matchers)`. What is in doubt fails with `not` and without. */
export const matchers = {
  /**
   * `await expect(fetch(…)).toBeRefused('wrong-audience')`; of a play, too. Without a reason any refusal of the token will do.
   * `not.toBeRefused()` holds for a call that was let in.
   */
  async toBeRefused(this: Expecting | void, call: unknown, reason?: RefusalReason) {
    return asMatched(await matchRefusal(call, systemClock, reason, this?.isNot))
  },
  /** `await expect(fetch(…)).toBeBelieved()`: it was let in. */
  async toBeBelieved(this: Expecting | void, call: unknown) {
    return asMatched(await matchBelieved(call, systemClock, this?.isNot))
  },
  /** `await expect((token) => fetch(…)).toRefuseEvery(await issuer.must())`. `not` holds where one of them is let in. */
  async toRefuseEvery(this: Expecting | void, service: ServiceUnderTest, must: RefusalCases) {
    return asMatched(await refusesEvery(service, must, systemClock, this?.isNot))
  },
  /** `expect(issuer).toHaveServedKeys({ atMost: 1 })`. */
  toHaveServedKeys(this: Expecting | void, kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds) {
    return asMatched(hasServedKeys(kit, bounds, this?.isNot))
  },
}

/** What the matchers add to `expect`. */
export interface KitMatchers<Result = void, _Received = unknown> {
  toBeRefused(reason?: RefusalReason): Promise<void>
  toBeBelieved(): Promise<void>
  toRefuseEvery(must: RefusalCases): Promise<void>
  toHaveServedKeys(bounds: ServedKeysBounds): Result
}

function assertPass({ pass, message }: EveryResult): void {
  if (!pass) throw new AssertionError({ message })
}

/** For node:test, and whatever else knows no matchers. @throws AssertionError that tells the story */
export const assertRefused = async (call: unknown, reason?: RefusalReason): Promise<void> =>
  assertPass(await matchRefusal(call, systemClock, reason))

/** @throws AssertionError that tells the story: of a refusal, or of what nobody can tell */
export const assertBelieved = async (call: unknown): Promise<void> => assertPass(await matchBelieved(call, systemClock))

/** @throws AssertionError that tells which tokens are not refused */
export const assertRefusesEvery = async (service: ServiceUnderTest, must: RefusalCases): Promise<void> =>
  assertPass(await refusesEvery(service, must, systemClock))

/** @throws AssertionError that tells who asked, and when */
export const assertServedKeys = (kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds): void =>
  assertPass(hasServedKeys(kit, bounds))
