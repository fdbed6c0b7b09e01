import type { Attack, Attempt } from '#attacks'
import { doubtAtParty } from './at-party.ts'
import { believedByChance, type Chance } from './by-chance.ts'
import { differByChance } from './differ-by-chance.ts'
import { askInItsTime, isOverByNow } from './in-its-time.ts'
import { playAttempt, type PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { whyHeadSaysNothing } from './doubt-of-head.ts'
import { mayBelieve } from './right-answers.ts'
import type { UndoneCases } from './undo.ts'
import type { WatchScene } from './watches.ts'
import { weighAttempt, type Weighed } from './weigh-attempt.ts'

export interface DoubtParts extends PlayParts {
  readonly undone: UndoneCases
  /** How long a target may go by what it remembers, where anybody has promised so. Seconds. */
  readonly promisedSeconds?: number
  readonly chance: Chance
  /** How often what is refused is asked for in all; absent: once. */
  readonly asks?: number
}

/** An attempt that was played; who came to the listener is known later. */
export type Scene = Omit<WatchScene, 'visits'>

type Doubt = Pick<Weighed, 'verdict' | 'reason' | 'finding'> & {
  /** What is odd about it, where the verdict stays as it is. */
  readonly remark?: string
}

/** What casts doubt on an attempt: it takes the place of what the attempt seemed to say. */
export type Doubts = ReadonlyMap<PlayedAttempt, Doubt>

/** Plays again what may be chance, and asks what a refusal would be without the one change. */
export async function doubtsAbout(attack: Attack, scenes: readonly Scene[], parts: DoubtParts): Promise<Doubts> {
  const doubts = new Map<PlayedAttempt, Doubt>()
  for (const [at, { played, attempt }] of scenes.entries()) {
    const { verdict } = played.reading
    const isFinding = weighAttempt(attack, played, []).finding !== undefined
    const unseen = await doubtAtParty(attack, played, attempt.tokens, parts)
    if (unseen) {
      doubts.set(played, unseen)
      continue
    }
    const doubt = isFinding ? await doubtOfFinding(attack, at, { played, attempt }, parts) : undefined
    if (doubt) doubts.set(played, doubt)
    else if (verdict === 'refused' && (isFinding || !mayBelieve(attack.expects))) {
      const fault = await parts.undone.whyNothing(attack, attempt)
      if (fault) doubts.set(played, fault)
    }
  }
  return doubts
}

/** A token is put down as believed, or a good one as refused, when it was twice. What crashed or hung is asked for again at the end. */
async function doubtOfFinding(
  attack: Attack,
  at: number,
  { played: { reading, request }, attempt }: Pick<Scene, 'played' | 'attempt'>,
  parts: DoubtParts,
): Promise<Doubt | undefined> {
  const { verdict } = reading
  const wasLate = verdict === 'refused' && isOverByNow(attack, attempt.tokens, parts)
  if (verdict !== 'believed' && verdict !== 'refused') return undefined
  if (attack.watched?.includes('documented-time')) return doubtOfTime(attack, at, parts)
  if (verdict === 'believed' && request?.method === 'HEAD') {
    const why = await whyHeadSaysNothing(attack, at, parts)
    return why === undefined ? undefined : { verdict: 'inconclusive', reason: why }
  }
  const { verdict: again, reason: why } = (await askInItsTime(attack, at, parts))?.reading ?? {}
  if (again === undefined || again === verdict) return undefined
  if (wasLate || attack.isOfItsSecond) return { verdict: again, ...(why !== undefined && { reason: why }) }
  const isChance = differByChance(verdict, again)
  const remark = isChance && verdict === 'believed' ? await believedByChance(attack, at, parts) : undefined
  if (remark !== undefined) return { verdict, remark }
  const reason = `it was ${verdict} once, and ${again} when it came again${isChance ? ': the target answers by chance' : becauseOf(why)}`
  return { verdict: 'inconclusive', reason }
}

const becauseOf = (why: string | undefined): string => (why === undefined ? '' : `: ${why}`)

/** A target may go by what it remembers for as long as it has promised: then it is asked once more. */
async function doubtOfTime(attack: Attack, at: number, parts: DoubtParts): Promise<Doubt | undefined> {
  const { promisedSeconds } = parts
  const reason = 'it still goes by what it remembers, and nobody has said for how long it may (--promised-delay)'
  if (promisedSeconds === undefined) return { verdict: 'inconclusive', reason }
  const attempt = (await attack.make(parts.issuerSide.world(), true))[at]
  if (!attempt) return undefined
  const { reading } = await playAttempt(
    askedOnceMore(attempt),
    slowAtLast(attempt, parts, promisedSeconds),
    attack.expects,
  )
  if (reading.verdict === 'believed') return undefined
  if (reading.verdict === 'refused')
    return { verdict: 'refused', reason: `it was believed at first, and no longer after ${promisedSeconds} s` }
  return { verdict: 'inconclusive', reason: reading.reason ?? `it was ${reading.verdict} when it came again` }
}

const askedOnceMore = (attempt: Attempt): Attempt => ({
  ...attempt,
  steps: [...attempt.steps, ...attempt.steps.slice(-1)],
})

/** Waits before the request that the attempt does not have by itself. */
function slowAtLast({ steps }: Attempt, parts: DoubtParts, seconds: number): DoubtParts {
  const own = steps.findLast((step) => step.do === 'send')
  let seen = 0
  const sender: DoubtParts['sender'] = {
    async send(request) {
      if (own?.do === 'send' && request === own.request && ++seen === 2) await parts.clock.delay(seconds * 1000)
      return parts.sender.send(request)
    },
    close: () => parts.sender.close(),
  }
  return { ...parts, sender }
}
