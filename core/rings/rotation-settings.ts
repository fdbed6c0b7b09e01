import type { LifetimeStart, RotationPolicy } from './rotation.ts'

/** The rules of a rotation as settings say them. */
export interface RotationSettings {
  /** How long an earlier key is needed: the life of its tokens, in seconds. */
  keepSeconds: number
  /** How long a key signs before the timer replaces it, in seconds. Without it, rings rotate by call only. */
  lifetimeSeconds?: number
  /** What that counts from. Absent: when the key began to sign. */
  lifetimeCountsFrom?: LifetimeStart
  /** How long a new key is published before the timer lets it sign, in seconds. */
  publishAheadSeconds?: number
}

/** The same in milliseconds. */
export function rotationPolicy({
  keepSeconds,
  lifetimeSeconds = Infinity,
  lifetimeCountsFrom = 'use',
  publishAheadSeconds = 0,
}: RotationSettings): RotationPolicy {
  return {
    lifetime: lifetimeSeconds * 1000,
    countsFrom: lifetimeCountsFrom,
    publishAhead: publishAheadSeconds * 1000,
    keepAfter: keepSeconds * 1000,
  }
}
