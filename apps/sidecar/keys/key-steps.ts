import type { Clock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import { pollPause } from './back-off.ts'
import type { KeyLog } from './key-log.ts'
import type { MadeKeyFile } from './made-key-file.ts'
import { keyDatesOf, isKeyOver, makeKey, type MadeKey } from './made-key.ts'
import { RegistryTrouble, type RegistryCalls, type Standing } from './registry-calls.ts'

/** The keys of a signer at a moment. */
export interface KeysInHand {
  /** It signs. */
  active?: MadeKey & { since: number }
  /** When the registry said last that it knows the active one; undefined since the start. */
  confirmedAt?: number
  /** The next one. There is one at most: while it waits, no other is made. */
  next?: NextKey
  isRotationWanted: boolean
}

export interface NextKey {
  key: MadeKey
  /** The registry was asked to take it, and may have, whatever the answer was. */
  mayBePublished: boolean
  /** It waits for approval, since then. */
  pendingSince?: number
}

/** As `/healthz` shows them. */
export function shownKeys({ active, next }: KeysInHand, rotateEvery: number) {
  return {
    ...(active && {
      active: {
        kid: active.kid,
        algorithm: active.algorithm,
        since: active.since,
        ...(active.expires !== undefined && { expires: active.expires }),
      },
      ...(rotateEvery > 0 && { nextRotation: active.createdAt + rotateEvery }),
    }),
    ...(next?.pendingSince !== undefined && { pending: { kid: next.key.kid, since: next.pendingSince } }),
    ...(next && next.pendingSince === undefined && { next: { kid: next.key.kid } }),
  }
}

export interface StepParts {
  algorithm: Algorithm
  /** 0: never. */
  rotateEvery: number
  registry: RegistryCalls
  file: Pick<MadeKeyFile, 'write' | 'writeNext'>
  clock: Clock
  log: KeyLog
}

/** How often the registry is asked whether it still knows the active key: a person may have revoked it. Milliseconds. */
export const CONFIRM_EVERY = 60_000

/**
 * Does the next thing that is to do for the keys of a signer: look, publish, useNext, or nothing. The old key signs until the registry
 * has the new one.
 * @returns in how many milliseconds there is something to do again
 * @throws RegistryTrouble; everything can be tried again
 */
export async function takeStep(hand: KeysInHand, parts: StepParts): Promise<number> {
  const { clock, log } = parts
  if (hand.active && isKeyOver(hand.active, clock.now())) {
    log.warn({ kid: hand.active.kid }, 'signing-key-expired')
    delete hand.active
  }
  if (hand.next) return advance(hand.next, hand, parts)
  if (hand.active) {
    const confirm = confirmDue(hand, clock)
    if (confirm <= 0) return confirmActive(hand, hand.active, parts)
    const rotation = rotationDue(hand, parts)
    if (rotation > 0) return Math.min(confirm, rotation)
  }
  const key = await makeKey(parts.algorithm, keyDatesOf(clock.now(), parts.rotateEvery))
  hand.next = { key, mayBePublished: false }
  return advance(hand.next, hand, parts)
}

const confirmDue = ({ confirmedAt }: KeysInHand, clock: Clock) =>
  confirmedAt === undefined ? 0 : Math.min(CONFIRM_EVERY, confirmedAt + CONFIRM_EVERY - clock.now()) // a clock can be set back

/** Milliseconds until then: by the age of the key, and not of the process. */
function rotationDue({ active, isRotationWanted }: KeysInHand, { rotateEvery, clock }: StepParts): number {
  if (isRotationWanted || !active) return 0
  return rotateEvery > 0 ? active.createdAt + rotateEvery - clock.now() : Infinity
}

async function confirmActive(hand: KeysInHand, active: MadeKey, { registry, clock, log }: StepParts): Promise<number> {
  const standing = await registry.look(active.kid)
  if (standing === 'active') {
    hand.confirmedAt = clock.now()
    return 0
  }
  if (isUnheardOf(hand, standing)) {
    hand.next = { key: active, mayBePublished: false }
    delete hand.active
    return 0
  }
  log.warn({ kid: active.kid, standing }, 'signing-key-gone')
  delete hand.active
  if (standing === 'pending') hand.next = { key: active, mayBePublished: true, pendingSince: clock.now() }
  return 0
}

/**
 * A key that was kept is published as it is where the registry does not know it: it was made beforehand, or is that of an earlier
 * registry. One that a person has revoked is refused there, and another one is made then.
 */
const isUnheardOf = ({ confirmedAt, isRotationWanted }: KeysInHand, standing: Standing) =>
  standing === 'unknown' && confirmedAt === undefined && !isRotationWanted

async function advance(next: NextKey, hand: KeysInHand, parts: StepParts): Promise<number> {
  const { registry, file, clock, log } = parts
  if (next.mayBePublished) {
    const standing = await registry.look(next.key.kid)
    if (standing === 'active') return useNext(next, hand, parts)
    if (standing === 'pending') {
      next.pendingSince ??= clock.now()
      return pollPause(clock.now() - next.pendingSince)
    }
    if (standing === 'expired') await dropNext(hand, parts)
    if (next.pendingSince !== undefined || standing === 'expired') {
      delete next.pendingSince // the same key again: a person may have approved it meanwhile
      throw new RegistryTrouble(NO_LONGER_THERE)
    }
  }
  next.mayBePublished = true
  Object.assign(next.key, keyDatesOf(clock.now(), parts.rotateEvery))
  await file.writeNext(next.key) // with the answer the old key is out of use, whether or not this process lives to hear it
  const answer = await registry.publish(next.key, hand.active ?? next.key)
  if (answer === 'active') return useNext(next, hand, parts)
  if (answer === 'pending') {
    next.pendingSince = clock.now()
    log.warn({ kid: next.key.kid, advice: TO_APPROVE }, 'key-waits-for-approval')
    return pollPause(0)
  }
  return onRefusal(hand, parts)
}

const TO_APPROVE = 'until a person approves it at the key registry, the earlier key signs, or none where there is none'

const NO_LONGER_THERE =
  'the key registry no longer has the key that waited for approval: somebody refused it, or it waited for too long'

/** Either the key that signed for the new one is no longer good, which can be asked; or the new one is not wanted. */
async function onRefusal(hand: KeysInHand, parts: StepParts): Promise<number> {
  const { active } = hand
  if (active) {
    await confirmActive(hand, active, parts)
    if (!hand.active) return 0
    await dropNext(hand, parts) // it may be this one that was revoked
    throw new RegistryTrouble('the key registry does not let the active key sign for a new one (403)')
  }
  await dropNext(hand, parts)
  throw new RegistryTrouble('the key registry refuses a new key of this signer (403)')
}

async function dropNext(hand: KeysInHand, { file }: Pick<StepParts, 'file'>): Promise<void> {
  delete hand.next
  await file.writeNext(undefined)
}

async function useNext(next: NextKey, hand: KeysInHand, parts: StepParts): Promise<number> {
  const { file, clock, log, algorithm } = parts
  const now = clock.now()
  hand.active = { ...next.key, since: now }
  hand.confirmedAt = now
  hand.isRotationWanted = next.key.algorithm !== algorithm // made before the last start, and it was set anew
  delete hand.next
  log.info({ kid: next.key.kid }, 'signing-key-active')
  if (await file.write(next.key)) await file.writeNext(undefined)
  return 0
}
