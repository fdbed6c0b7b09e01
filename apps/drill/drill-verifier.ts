import type { Clock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import type { DrillOptions } from './options.ts'
import { PUBLISHED_AHEAD, startVerifier, type DrilledVerifier } from './start-verifier.ts'
import { firstMoment } from './watched-moments.ts'

/** What a verifier of others made of the keys. Seconds; undefined for what was not so within a day. */
export interface VerifierVerdict {
  rotations: number
  calls: number
  lost: number
  /** When it believes a key that nobody prepared. */
  refetch: number | undefined
  /** The same where it has just fetched the key set. */
  cooldown: number | undefined
  /** When it refuses a key that was revoked. */
  revoked: number | undefined
  keySetFetches: number
}

/** After that, every verifier is ready to ask again. Seconds. */
const LONG_BEFORE = 310

export interface VerifierDrillParts {
  clock: Clock
  /** Of the process of the verifier. */
  env: Environment
  /** Told now and then how far it has come. */
  tell?: (text: string) => void
}

/**
 * Changes the keys of an issuer while a verifier that others have made is asked about tokens, on a clock that is moved
 * for it: a drill of hours takes seconds.
 * @throws Error where the verifiers are not installed
 */
export async function drillVerifier(
  verifier: string,
  { rotations, overlapSeconds }: Pick<DrillOptions, 'rotations' | 'overlapSeconds'>,
  { tell = () => {}, ...parts }: VerifierDrillParts,
): Promise<VerifierVerdict> {
  tell('starting the issuer and the verifier')
  const drilled = await startVerifier(verifier, overlapSeconds, parts)
  try {
    const counted = await rotatePrepared(drilled, rotations, (turn) => tell(`${turn} of ${rotations} rotations`))
    tell('keys that nobody prepared')
    const refetch = await hearOfKey(drilled, LONG_BEFORE)
    const cooldown = await hearOfKey(drilled, 0)
    tell('a revoked key')
    const revoked = await hearOfRevocation(drilled)
    return { rotations, ...counted, refetch, cooldown, revoked, keySetFetches: drilled.keySetFetches() }
  } finally {
    await drilled.stop()
  }
}

/** As the timer does it, with a call in each second, with the tokens of the earlier key and those of the next. */
async function rotatePrepared(drilled: DrilledVerifier, rotations: number, tell: (turn: number) => void) {
  let calls = 0
  let lost = 0
  const callFor = async (seconds: number, tokens: string[]) => {
    for (let second = 0; second < seconds; second++) {
      for (const token of tokens) {
        calls++
        if (!(await drilled.believes(token))) lost++
      }
      await drilled.advance(1)
    }
  }
  await drilled.openAnew()
  for (let turn = 0; turn < rotations; turn++) {
    tell(turn)
    const earlier = await drilled.token()
    await callFor(1, [earlier]) // at the worst moment: it has just fetched the key set
    await drilled.prepareKey()
    await callFor(PUBLISHED_AHEAD, [earlier])
    await drilled.renewKey()
    await callFor(PUBLISHED_AHEAD, [await drilled.token(), earlier])
  }
  return { calls, lost }
}

/** @param fetchedBefore how long before the key signs it has fetched the key set. Seconds */
async function hearOfKey(drilled: DrilledVerifier, fetchedBefore: number): Promise<number | undefined> {
  await drilled.openAnew()
  await drilled.believes(await drilled.token())
  await drilled.advance(fetchedBefore)
  await drilled.renewKey()
  const token = await drilled.token()
  return firstMoment(drilled, () => drilled.believes(token))
}

async function hearOfRevocation(drilled: DrilledVerifier): Promise<number | undefined> {
  await drilled.openAnew()
  const token = await drilled.token()
  await drilled.believes(token)
  await drilled.revokeActiveKey()
  return firstMoment(drilled, async () => !(await drilled.believes(token)))
}
