import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { SidecarDrillOptions } from '../options.ts'
import type { SteadyCalls } from '../steady-calls.ts'
import { judgeSidecars, type SidecarTurn, type SidecarVerdict } from './judge-sidecars.ts'
import { startPair, type SidecarPair } from './start-pair.ts'
import { startProxiedCalls, type ProxiedCall } from './start-proxied-calls.ts'

/** After a turn, what a missing key spoils shows. Milliseconds. */
const LAST_LOOK = 1500
const TELL_SIDECARS_EVERY = 500
const CALLS_SEEN_EVERY = 10

/** A registry that did not answer is asked again so often: a slow machine ends no drill. */
const MOST_ROTATION_TRIES = 5

/**
 * Rotates the key of a signer again and again, while a plain client calls a plain service through it and a verifier. Each token
 * is used once and goes a long way, so there are always some under way that the key has signed that is retired.
 * @param tell told now and then how far it has come
 * @throws Error when the processes do not start, or the registry takes no new key
 */
export async function drillSidecars(
  { calls: wanted, rate, rotations, graceSeconds }: SidecarDrillOptions,
  clock: Clock,
  tell: (text: string) => void = () => {},
): Promise<SidecarVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-drill-'))
  let pair: SidecarPair | undefined
  let calls: SteadyCalls<ProxiedCall> | undefined
  let stopTelling: (() => void) | undefined
  try {
    tell('starting the factory and the sidecars')
    pair = await startPair(folder, graceSeconds, clock)
    calls = startProxiedCalls(pair, rate, clock)
    const { done } = calls
    const turns: SidecarTurn[] = []
    stopTelling = clock.every(TELL_SIDECARS_EVERY, () =>
      tell(`${Math.min(done().length, wanted)} of ${wanted} calls, ${turns.length} of ${rotations} rotations`),
    )
    // The first turn and the last have calls before and after them.
    const share = wanted / (rotations + 1)
    for (let turn = 1; turn <= rotations; turn++) {
      await untilDone(done, turn * share, clock)
      turns.push(await rotateOnce(pair.signer, clock))
    }
    await clock.delay(LAST_LOOK)
    await untilDone(done, wanted, clock)
    await calls.stop()
    return judgeSidecars({ calls: done(), turns })
  } finally {
    stopTelling?.()
    await calls?.stop()
    await pair?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function untilDone(done: () => readonly ProxiedCall[], count: number, clock: Clock): Promise<void> {
  while (done().length < count) await clock.delay(CALLS_SEEN_EVERY)
}

/** It goes on trying by itself: whether the new key signs is all that counts. */
async function rotateOnce(signer: SidecarPair['signer'], clock: Clock): Promise<SidecarTurn> {
  const [begin, before] = [clock.now(), signer.keyId()]
  for (let tries = 1; signer.keyId() === before; tries++) {
    await signer.rotate().catch((error: unknown) => {
      if (tries === MOST_ROTATION_TRIES) throw error
    })
  }
  return { begin, end: clock.now() }
}
