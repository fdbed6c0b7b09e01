import { CannotBeMade, type AttackRequest, type AttackWorld, type Attack, type Attempt } from '#attacks'
import { errorText } from '#core/error-text'
import type { SentTogether } from '../answer.ts'
import { whyNotAtParty } from './at-party.ts'
import { askAgain, isSpentPlay, playAndRead } from './by-chance.ts'
import { bearerRequest } from './control-requests.ts'
import { doubtsAbout, type DoubtParts, type Doubts, type Scene } from './doubts.ts'
import { headerMember } from './token-text.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import { NoHand } from './publish-step.ts'
import { readOutcome } from './read-outcome.ts'
import { readsInQuiet } from './reads-of-others.ts'
import { watchAll } from './watches.ts'
import { canBeInBody, IS_ABOUT_HEADERS } from '../target/token-in-body.ts'
import { weighAttempt, worstOf, type Weighed } from './weigh-attempt.ts'

/** How long after an attempt the listener may still be visited. Milliseconds. */
const VISITS_MAY_COME = 2000

/**
 * Runs one case: its attempts, what is watched besides, and the same without the one change where a refusal would say nothing otherwise.
 * @returns what its worst attempt says, when the listener has been given its time: whoever is next need not wait for that
 */
export async function runCase(attack: Attack, given: DoubtParts): Promise<() => Promise<Weighed>> {
  const parts = attack.watched?.includes('token-identity') ? withoutSubjectPlaces(given) : given
  const missing = whyNotRun(attack, parts)
  if (missing !== undefined) return async () => weighedNotRun(missing)
  try {
    const world = parts.issuerSide.world()
    const attempts = await attack.make(world, true)
    if (attack.family === 'good') refuseOtherAlgorithms(attempts, world)
    if (parts.isTokenInBody === true) refuseOtherPlaces(attempts)
    const scenes: Scene[] = []
    for (const [at, attempt] of attempts.entries()) {
      const first = await sceneOf(attack, attempt, world, parts)
      const fresh = isSpentPlay(first.played) ? await askAgain(attack, at, parts) : undefined
      const scene = fresh ? withPlay(first, fresh) : first
      scenes.push(withPlay(scene, await untilBelieved(attack, at, scene.played, parts)))
    }
    const doubted = await doubtsAbout(attack, scenes, parts)
    if (attack.watched?.includes('no-fetch')) {
      const later = parts.clock.delay(VISITS_MAY_COME)
      return async () => {
        await later
        return weighAll(attack, scenes, parts.issuerSide.visitsTo(world.listener), doubted)
      }
    }
    const weighed = weighAll(attack, scenes, 0, doubted)
    return async () => weighed
  } catch (error) {
    await parts.whenFailed?.()
    return async () => weighedNotRun(whyFailed(error, parts))
  }
}

/** The request that counts, and the attempt that it is of: a line that repeats it names the tokens of that one. */
const withPlay = (scene: Scene, played: PlayedAttempt): Scene => ({
  ...scene,
  ...(played.repeated && { attempt: played.repeated }),
  played,
})

/** For whom the answer is, a watch looks at: then it is no matter of belief. */
function withoutSubjectPlaces(parts: DoubtParts): DoubtParts {
  const { places: _, ...yardstick } = parts.yardstick
  return { ...parts, yardstick }
}

const weighedNotRun = (reason: string): Weighed => ({ verdict: 'not-run', remarks: [], reason })

function whyNotRun(attack: Attack, { issuerSide }: DoubtParts): string | undefined {
  const elsewhere = whyNotAtParty(attack, issuerSide)
  if (elsewhere !== undefined) return elsewhere
  const missing = attack.needs.find((need) => !issuerSide.has.has(need))
  return missing === undefined ? undefined : issuerSide.whyNot(missing)
}

function whyFailed(error: unknown, { issuerSide }: DoubtParts): string {
  if (error instanceof CannotBeMade) return error.message
  if (error instanceof NoHand) return issuerSide.whyNot(error.need)
  return `it could not be played: ${errorText(error)}`
}

/** @throws CannotBeMade for a good token that the target has not enabled the algorithm of */
function refuseOtherAlgorithms(attempts: readonly Attempt[], { target }: AttackWorld): void {
  for (const { tokens } of attempts) {
    const alg = headerMember(tokens.at(-1), 'alg')
    if (typeof alg === 'string' && !target.algorithms.some((each) => each === alg))
      throw new CannotBeMade(`the target has not enabled ${alg}`)
  }
}

/** @throws CannotBeMade for what a body cannot say */
function refuseOtherPlaces(attempts: readonly Attempt[]): void {
  const requests = attempts.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.do === 'send') return [step.request]
      return step.do === 'send-together' ? step.requests : []
    }),
  )
  if (!requests.every(canBeInBody)) throw new CannotBeMade(IS_ABOUT_HEADERS)
}

async function sceneOf(attack: Attack, attempt: Attempt, world: AttackWorld, parts: DoubtParts): Promise<Scene> {
  const { watched = [] } = attack
  const counts = watched.includes('one-key-set-read') || watched.includes('few-key-set-reads')
  const begun = parts.clock.monotonic()
  const flood = createFloodClock(parts)
  const before = counts ? await readsSoFar(parts) : undefined
  const played = await playAndRead(attack, attempt, counts ? { ...parts, atOnce: flood.atOnce } : parts)
  const seconds = (parts.clock.monotonic() - (flood.begun ?? begun)) / 1000
  const after = counts ? await readsSoFar(parts) : undefined
  const keySetReads = before === undefined || after === undefined ? undefined : after - (flood.readsBefore ?? before)
  const quiet =
    keySetReads !== undefined && keySetReads > 1
      ? await readsInQuiet(parts.clock, async () => (await readsSoFar(parts)) ?? 0)
      : 0
  const ofKeySet = { keySetReads, readsInQuiet: quiet }
  if (!watched.includes('token-still-good')) return { world, attempt, played, ...ofKeySet, seconds }
  const request = bearerRequest(attempt.tokens.at(-1) ?? '')
  const { verdict } = readOutcome(await parts.sender.send(request), parts.yardstick, request)
  return { world, attempt, played, ...ofKeySet, seconds, isStillGood: verdict === 'believed' }
}

/** When what comes at once begins, and how many reads there were then: those before are of what was prepared. */
function createFloodClock(parts: DoubtParts) {
  let begun: number | undefined
  let readsBefore: number | undefined
  let first: Promise<void> | undefined
  const begin = async () => {
    readsBefore = await readsSoFar(parts)
    begun = parts.clock.monotonic()
  }
  return {
    atOnce: {
      async send(request: AttackRequest, together?: SentTogether) {
        await (first ??= begin())
        return parts.atOnce.send(request, together)
      },
      close: () => parts.atOnce.close(),
    },
    get begun() {
      return begun
    },
    get readsBefore() {
      return readsBefore
    },
  }
}

/** What was refused is asked for so often as the run wants it, until it is believed. */
async function untilBelieved(attack: Attack, at: number, first: PlayedAttempt, parts: DoubtParts) {
  const { asks = 1 } = parts
  let played = first
  for (let asked = 1; asked < asks && played.reading.verdict === 'refused'; asked++)
    played = (await askAgain(attack, at, parts)) ?? played
  if (asks === 1 || played.reading.verdict !== 'refused') return played
  const remark = `the target answers by chance, and refused ${asks} such tokens in a row`
  return { ...played, reading: { ...played.reading, remark } }
}

const readsSoFar = async ({ issuerSide }: DoubtParts): Promise<number | undefined> =>
  issuerSide.keySetReads && (await issuerSide.keySetReads()).length

function weighAll(attack: Attack, scenes: readonly Scene[], visits: number, doubts: Doubts): Weighed {
  const all = scenes.map((scene, at): Weighed => {
    const weighed = weighAttempt(attack, scene.played, watchAll(attack.watched ?? [], { ...scene, visits }))
    const { label, tokens, steps } = scene.attempt
    const token = tokens.at(-1)
    const unknown = isSignedByStranger(scene, token) && weighed.verdict === 'refused' ? [REASON_UNKNOWN] : []
    const named = {
      ...weighed,
      remarks: [...weighed.remarks, ...unknown],
      ...(label !== undefined && { label }),
      ...(scenes.length > 1 && { number: at + 1 }),
      isOneRequest: steps.length === 1 && steps[0]?.do === 'send',
      tokens,
    }
    const doubt = doubts.get(scene.played)
    if (!doubt || weighed.finding?.kind === 'watch') return named
    if (doubt.remark !== undefined) return { ...named, remarks: [...named.remarks, doubt.remark] }
    const { finding: _, ...rest } = named
    return { ...rest, ...doubt }
  })
  return worstOf(all) ?? weighedNotRun('it has no attempt')
}

const REASON_UNKNOWN = "without the issuer's key a stranger signed it: for which reason it was refused, nobody can tell"

/** What would have to be signed anew, where there is no issuer's key. */
function isSignedByStranger({ world }: Scene, token: string | undefined): boolean {
  if (world.issuer || world.given === undefined || token === undefined) return false
  const alg = headerMember(token, 'alg')
  const isSigned = typeof alg === 'string' && /^(?:[RPE]S|Ed)/.test(alg) && (token.split('.')[2] ?? '') !== ''
  return isSigned && !world.given.startsWith(token.split('.').slice(0, 2).join('.'))
}
