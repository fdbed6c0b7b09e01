import { isObject } from '#core/token/claims'
import type { SaidOfToken } from './should-believe.ts'

/** An answer of a door, or why there was none. */
export type Heard = { readonly status: number; readonly body: unknown } | { readonly failure: string }

/** What a door says without a token, to garbage, and to a token that is its own, where one was seen. */
export interface DoorControls {
  readonly none: Heard
  readonly garbage: Heard
  readonly good?: Heard
}

/** 422 is what the clients of Stoke say to who has no token. */
const REFUSING_STATUSES = new Set([400, 401, 403, 422])

/** What tells a belief from a refusal: the status, and the word `valid` where a door says it. */
const likenessOf = (heard: Heard): string | undefined =>
  'failure' in heard
    ? undefined
    : JSON.stringify([heard.status, isObject(heard.body) ? heard.body['valid'] : undefined])

const refuses = (heard: Heard): boolean => 'status' in heard && REFUSING_STATUSES.has(heard.status)
const lets = (heard: Heard): boolean => 'status' in heard && heard.status >= 200 && heard.status < 300

/** Whether a door tells bad from good: it refuses both who has no token and who has garbage. */
export const canTell = ({ none, garbage }: DoorControls): boolean => refuses(none) && refuses(garbage)

/** The word of a door that tells in its answer what it thinks of a token. */
const welcomes = (heard: Heard): boolean =>
  lets(heard) && !('body' in heard && isObject(heard.body) && heard.body['valid'] === false)

/** Whom a door lets in that has no good token: whoever has none, whoever has garbage, or both. */
export function letsInWithout({ none, garbage }: DoorControls): 'none' | 'garbage' | 'both' | undefined {
  if (welcomes(none)) return welcomes(garbage) ? 'both' : 'none'
  return welcomes(garbage) ? 'garbage' : undefined
}

/**
 * What a door said to a token, read beside its controls. A door whose controls are not as they should be says nothing of
 * anybody. Where the good one was believed, a belief looks like that; where none was seen, it must be unlike both bad ones.
 */
export function readHeard(heard: Heard, controls: DoorControls): SaidOfToken {
  if (!canTell(controls)) return 'unknown'
  if (lets(heard)) {
    const { good } = controls
    return good && lets(good) && likenessOf(good) !== likenessOf(heard) ? 'unknown' : 'believed'
  }
  if (!refuses(heard)) return 'unknown'
  return isUsed(heard) ? 'used' : 'refused'
}

/** The word of ours for a token that is good once, RFC 7519 §4.1.7. */
const isUsed = (heard: Heard): boolean => 'body' in heard && isObject(heard.body) && heard.body['reason'] === 'replayed'
