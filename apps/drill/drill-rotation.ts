import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { isExpected, judgeDrill, type DrillVerdict, type Turn } from './judge-drill.ts'
import { startCalls } from './start-calls.ts'
import { startSubjects, type Subjects } from './start-subjects.ts'
import { TOKEN_LIFETIME, type DrillOptions } from './options.ts'

/** How long calls go on after the emergency, to see when the last one with the revoked key was believed. Seconds. */
const AFTERMATH = 4

/** After a turn, verifiers fetch the key set within that time, or soon after: what a missing key spoils shows. Milliseconds. */
const SETTLE = 1500

/** B and C have both fetched the key set when it was asked for so often: neither does within the second of the other. */
const FETCHES_OF_BOTH = 3

export interface DrillExtras {
  aftermathSeconds?: number
  /** Told now and then how far it has come. */
  tell?: (text: string) => void
}

/** Milliseconds. */
const TELL_EVERY = 500

/**
 * Lets A call B and B call C at a steady rate while the factory's signing key is prepared, taken into use, retired,
 * and at last revoked; the tokens are kept and used again for most of their life, as real callers do.
 */
export async function drillRotation(
  options: DrillOptions,
  clock: Clock,
  { aftermathSeconds = AFTERMATH, tell = () => {} }: DrillExtras = {},
): Promise<DrillVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-drill-'))
  let subjects: Subjects | undefined
  let stopTelling: (() => void) | undefined
  try {
    tell('starting the processes')
    subjects = await startSubjects(folder, options.overlapSeconds)
    const calls = startCalls(subjects, options.rate, clock)
    const turns: Turn[] = []
    const howFar = () =>
      `${Math.min(calls.done().length, options.calls)} of ${options.calls} calls, ${turns.length} of ${options.rotations} rotations`
    stopTelling = clock.every(TELL_EVERY, () => tell(howFar()))
    const pause = (options.calls / options.rate / options.rotations) * 1000
    for (let turn = 0; turn < options.rotations; turn++) turns.push(await rotate(subjects, calls, pause, clock))
    while (calls.done().length < options.calls) await clock.delay(100)
    await untilFreshTokens(calls, clock) // of the key that signs, or revoking it would hurt nobody
    const counted = calls.done().length
    const emergencyAt = clock.now()
    await subjects.revokeActiveKey()
    await clock.delay(aftermathSeconds * 1000)
    await until(() => calls.done().slice(counted).some(isExpected), clock)
    await calls.stop()
    return judgeDrill({ calls: calls.done(), counted, turns, emergencyAt, keySetFetches: subjects.keySetFetches() })
  } finally {
    stopTelling?.()
    await subjects?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * One rotation as the timer would do it, in the time of one pause, but at the worst moment: the callers have just got
 * tokens of the key that is retired, and will use them for most of their life.
 */
async function rotate(subjects: Subjects, calls: Calls, pause: number, clock: Clock): Promise<Turn> {
  const begin = clock.now()
  const ahead = Math.min(subjects.publishAheadMilliseconds, pause / 2)
  await subjects.prepareKey()
  await clock.delay(Math.max(0, begin + ahead - clock.now()))
  await untilFreshTokens(calls, clock)
  const activateFrom = clock.now()
  await subjects.renewKey()
  const activatedAt = clock.now()
  const fetches = subjects.keySetFetches()
  await clock.delay(Math.max(SETTLE, begin + pause - activatedAt))
  await until(() => subjects.keySetFetches() >= fetches + FETCHES_OF_BOTH, clock)
  return { begin, activateFrom, activatedAt }
}

type Calls = ReturnType<typeof startCalls>

/** Waits until a call was believed with a token that none had before. */
async function untilFreshTokens({ done }: Calls, clock: Clock): Promise<void> {
  const seen = new Set(done().flatMap(({ tokenIds }) => tokenIds))
  let looked = done().length
  await until(() => {
    const fresh = done().slice(looked)
    looked += fresh.length
    return fresh.some(({ tokenIds }) => tokenIds.some((id) => !seen.has(id)))
  }, clock)
}

/** Waits for what will be so, and for two lives of a token at most: by then, nothing that was there before matters. */
async function until(isSo: () => boolean, clock: Clock): Promise<void> {
  const end = clock.monotonic() + 2 * TOKEN_LIFETIME * 1000
  while (!isSo() && clock.monotonic() < end) await clock.delay(POLL_MILLISECONDS)
}

const POLL_MILLISECONDS = 10
