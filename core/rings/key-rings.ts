import type { JWK } from 'jose'
import type { KeySource } from '../token/trust.ts'
import type { LeftAlone } from './key-vault.ts'
import type { RingLife } from './ring-life.ts'
import type { Ring, RotationPolicy } from './rotation.ts'
import type { SigningKey } from '../keys/signing-key.ts'

/**
 * Key rings by ring id. In each, one key signs; earlier ones stay published while their tokens live, and one may be
 * published ahead of its time (rotation.ts has the states).
 */
export interface KeyRings {
  ids(): string[]
  /** The keys of a ring with their states, newest first. Empty for an unknown ring. */
  entries(ringId: string): Ring
  /** The same on a time line: what each was before, and what will become of it as things stand. */
  life(ringId: string): RingLife
  /** By which its keys come and go. */
  readonly policy: RotationPolicy
  /** The key that signs. */
  active(ringId: string): SigningKey | undefined
  /** The same; a ring that is not known here may have been made by another process, and is looked for. */
  find(ringId: string): Promise<SigningKey | undefined>
  /** What a verifier may believe: prepared, active and retired keys, newest first. */
  published(ringId: string): SigningKey[]
  /** The ring's key that signs, made now if there is none. Never replaces a key. */
  ensure(ringId: string): Promise<SigningKey>
  /** A key that is published and does not sign yet. One that is prepared already is not replaced. */
  prepare(ringId: string): Promise<SigningKey>
  /** From now on another key signs: the prepared one, or a new one. It is stored before it is returned. */
  renew(ringId: string): Promise<SigningKey>
  /** Takes a key out at once; if it was the one that signs, another takes over first. @returns false for an unknown key */
  revoke(ringId: string, kid: string): Promise<boolean>
  /** Takes a whole ring away, its keys with it. @returns false for an unknown ring */
  remove(ringId: string): Promise<boolean>
  /** The public keys as a JWKS (RFC 7517 §5): of all rings, or of those that are wanted. */
  keySet(isWanted?: (ringId: string) => boolean): { keys: JWK[] }
  /** @param now by which its keys are looked at; those that are gone for good come back by no clock */
  source(ringId: string, now?: () => number): KeySource
  /** What the timer does: takes over what other processes changed, and makes the moves that are due. */
  tick(): Promise<void>
  /** The first half of that: what other processes changed holds here, and nothing is moved. */
  look(): Promise<void>
  /** For how long, by the machine's clock, nobody has been told what stands in the store; 0 when the last one who asked was. */
  awayMilliseconds(): number
  /** In how many milliseconds the timer has something to do; Infinity when nothing is due. */
  nextMoveIn(): number
  /** What was found in the folder and not loaded. */
  leftAlone: readonly LeftAlone[]
  /** Keys that were in use and whose material was not there when the rings were opened: their tokens are refused. */
  lost: readonly LeftAlone[]
  /** Files of keys in use that have gone since: the keys work on from memory, and will be lost at the next start. */
  gone(): Promise<LeftAlone[]>
}

/**
 * Anybody who may ask for a key could fill the disk; these bounds stop that. All keys together, as one key set, are no
 * more than any verifier of ours takes (core/http/peer.ts). The first key of each ring has its room, and the rings that
 * are there from the start have all of theirs: nobody can keep them from changing their keys.
 */
export const MAX_RINGS = 701
export const MAX_KEYS_PER_RING = 100
export const MAX_KEYS = 1500
