import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { backOff } from './back-off.ts'
import type { KeyLog } from './key-log.ts'
import { shownKeys, takeStep, type KeysInHand, type StepParts } from './key-steps.ts'
import { isKeyOver, type MadeKey } from './made-key.ts'
import { NoActiveKey } from './no-active-key.ts'
import type { KeyTrouble, PrivateKey } from './private-key-state.ts'
import { RegistryTrouble, type RegistryCalls } from './registry-calls.ts'

export interface KeyLifeParts extends Omit<StepParts, 'registry'> {
  /** The key that was kept since the last time. */
  kept: MadeKey | undefined
  /** The one that was to follow it then. */
  keptNext?: MadeKey | undefined
  file: StepParts['file']
  /** The calls, which the signal ends. */
  registry: (signal?: AbortSignal) => RegistryCalls
  clock: Clock
  log: KeyLog
  /** Who is asked, for the log. */
  asked?: { registry: string }
  /** Whether the clock is moved at the moment. */
  isMoved?: () => boolean
  /** 0 to 1, evenly. */
  random: () => number
}

/**
 * The life of a key that a signer makes for itself: published, approved, rotated by its age, and never the reason for which a process
 * ends. A registry that is down is asked again, later and later; the old key signs while it is good.
 */
export function startKeyLife({
  kept,
  keptNext,
  registry,
  random,
  isMoved = () => false,
  ...parts
}: KeyLifeParts): PrivateKey {
  const { clock, log } = parts
  /** The ones that a reset of the clock goes back to. */
  let lasting = kept
  let lastingNext = keptNext?.kid === kept?.kid ? undefined : keptNext
  const file: KeyLifeParts['file'] = {
    async write(key) {
      if (isMoved() || reverting) return false
      const isKept = lasting?.kid === key.kid && lasting.expires === key.expires
      lasting = key
      if (isKept) return true
      return parts.file.write(key)
    },
    async writeNext(key) {
      if (isMoved() || reverting) return
      lastingNext = key
      await parts.file.writeNext(key)
    },
  }
  const ending = new AbortController()
  const hand: KeysInHand = {
    ...(kept && { active: { ...kept, since: clock.now() } }),
    ...(lastingNext && { next: { key: lastingNext, mayBePublished: true } }),
    isRotationWanted: kept !== undefined && kept.algorithm !== parts.algorithm, // it was set anew meanwhile
  }
  const stepParts: StepParts = { ...parts, file, registry: registry(ending.signal) }
  let trouble: KeyTrouble | undefined
  let failures = 0
  let reverting: PromiseWithResolvers<void> | undefined
  let sleeping: AbortController | undefined
  /** Whoever waits for what the next steps bring. */
  let changed = Promise.withResolvers<void>()

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      if (reverting) putBack()
      const pause = await step()
      if (reverting) continue // what this step has brought is of another time
      changed.resolve()
      changed = Promise.withResolvers()
      if (pause > 0 && !ending.signal.aborted) await sleep(pause)
    }
  }

  async function step(): Promise<number> {
    try {
      const pause = await takeStep(hand, stepParts)
      if (trouble) log.info({ was: trouble.what }, 'key-registry-well-again')
      trouble = undefined
      failures = 0
      return pause
    } catch (error) {
      return ending.signal.aborted ? 0 : failed(error)
    }
  }

  function putBack(): void {
    delete hand.next
    delete hand.active
    hand.isRotationWanted = false
    if (lastingNext) hand.next = { key: lastingNext, mayBePublished: true } // a person may approve it yet
    // It was good then; the registry, which is put back at this moment, too, is asked in a minute.
    if (lasting) Object.assign(hand, { active: { ...lasting, since: clock.now() }, confirmedAt: clock.now() })
    trouble = undefined
    failures = 0
    reverting?.resolve()
    reverting = undefined
  }

  function failed(error: unknown): number {
    const what = error instanceof RegistryTrouble ? error.message : `the key cannot be renewed: ${errorText(error)}`
    const pause = Math.max(backOff(++failures, random()), error instanceof RegistryTrouble ? error.retryAfter : 0)
    const now = clock.now()
    const signing = hand.active?.kid ?? 'nothing'
    // A person can approve it by its id, wherever it is.
    const next = hand.next && { next: hand.next.key.kid }
    if (what !== trouble?.what) log.warn({ what, ...parts.asked, signing, ...next }, 'key-registry-trouble')
    trouble = { what, since: trouble?.since ?? now, nextTry: now + pause }
    return pause
  }

  async function sleep(pause: number): Promise<void> {
    sleeping = new AbortController()
    await clock.delay(pause, sleeping.signal).catch(() => {}) // woken
    sleeping = undefined
  }

  const wake = () => sleeping?.abort()
  const running = run()

  return {
    current() {
      const { active, next } = hand
      if (active && !isKeyOver(active, clock.now())) return active
      throw new NoActiveKey(next?.pendingSince === undefined ? undefined : next.key.kid)
    },
    async ready() {
      while (!isSettled(hand) && !ending.signal.aborted) await changed.promise
    },
    async rotate() {
      const before = hand.active?.kid
      if (hand.next?.pendingSince !== undefined) throw new Error(WAITS)
      hand.isRotationWanted = true
      const failuresBefore = failures
      wake()
      while (hand.active?.kid === before) {
        await changed.promise
        if (ending.signal.aborted) throw new Error('this process ends')
        if (hand.next?.pendingSince !== undefined) throw new Error(WAITS)
        if (trouble && failures !== failuresBefore) throw new Error(trouble.what)
      }
    },
    async revert() {
      if (ending.signal.aborted) return
      reverting ??= Promise.withResolvers()
      const { promise } = reverting
      wake()
      await Promise.race([promise, running])
    },
    state: () => ({
      type: 'autogenerated',
      ...shownKeys(hand, parts.rotateEvery),
      ...(trouble && { trouble: { ...trouble } }),
    }),
    async close() {
      ending.abort()
      wake()
      await running
      changed.resolve()
      if (hand.next?.key.kid !== lasting?.kid) await takeBack(hand, registry(), stepParts)
    },
  }
}

/** A key signs, or a person is waited for. */
const isSettled = ({ active, next }: KeysInHand) => active !== undefined || next?.pendingSince !== undefined

const WAITS = 'the new key is published and waits for approval; the old one goes on'

/** Nobody is to approve a key that no process has. One that was approved meanwhile is kept for the next start. */
async function takeBack({ next }: KeysInHand, registry: RegistryCalls, { file, log }: StepParts): Promise<void> {
  if (!next?.mayBePublished) return
  const { key } = next
  try {
    const standing = await registry.look(key.kid)
    if (standing === 'active') await file.write(key)
    if (standing === 'pending') await registry.remove(key)
    await file.writeNext(undefined)
  } catch (error) {
    log.warn({ kid: key.kid, what: errorText(error) }, 'pending-key-not-taken-back')
  }
}
