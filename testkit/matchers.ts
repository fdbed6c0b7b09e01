import { AssertionError } from 'node:assert'
import type { KitFace } from './kit-face.ts'
import type { RefusalReason } from './matchers/judge-refusal.ts'
import { matchRefusal } from './matchers/match-refusal.ts'
import { refusesEvery, type EveryResult, type ServiceUnderTest } from './matchers/refuse-every.ts'
import { hasServedKeys, type ServedKeysBounds } from './matchers/served-keys.ts'
import type { RefusalCases } from './tokens/refusal-cases.ts'

export type { RefusalReason } from './matchers/judge-refusal.ts'
export type { ServedKeysBounds } from './matchers/served-keys.ts'

const asMatched = ({ pass, message }: EveryResult) => ({ pass, message: () => message })

/** For vitest and jest: `expect.extend(matchers)`. */
export const matchers = {
  /** `await expect(fetch(…)).toBeRefused('wrong-audience')`; of a play, too. Without a reason any refusal will do. */
  toBeRefused: async (call: unknown, reason?: RefusalReason) => asMatched(await matchRefusal(call, reason)),
  /** `await expect((token) => fetch(…)).toRefuseEvery(await issuer.must())`. */
  toRefuseEvery: async (service: ServiceUnderTest, must: RefusalCases) => asMatched(await refusesEvery(service, must)),
  /** `expect(issuer).toHaveServedKeys({ atMost: 1 })`. */
  toHaveServedKeys: (kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds) => asMatched(hasServedKeys(kit, bounds)),
}

/** What the matchers add to `expect`. */
export interface KitMatchers<Result = void, _Received = unknown> {
  toBeRefused(reason?: RefusalReason): Promise<void>
  toRefuseEvery(must: RefusalCases): Promise<void>
  toHaveServedKeys(bounds: ServedKeysBounds): Result
}

function assertPass({ pass, message }: EveryResult): void {
  if (!pass) throw new AssertionError({ message })
}

/** For node:test, and whatever else knows no matchers. @throws AssertionError that tells the story */
export const assertRefused = async (call: unknown, reason?: RefusalReason): Promise<void> =>
  assertPass(await matchRefusal(call, reason))

/** @throws AssertionError that tells which tokens are not refused */
export const assertRefusesEvery = async (service: ServiceUnderTest, must: RefusalCases): Promise<void> =>
  assertPass(await refusesEvery(service, must))

/** @throws AssertionError that tells who asked, and when */
export const assertServedKeys = (kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds): void =>
  assertPass(hasServedKeys(kit, bounds))
