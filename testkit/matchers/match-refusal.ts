import type { Clock } from '#core/clock'
import { isObject } from '#core/token/claims'
import type { KitPlayed } from '../kit-play.ts'
import { judgeLetIn, judgeRefusal, type RefusalJudged } from './judge-refusal.ts'
import { judgePlayed, judgePlayedIn } from './judge-played.ts'
import { answerOfError, readAnyAnswer } from './read-answer.ts'
import { isRefusalReason, refusalReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'
import type { EveryResult } from './refuse-every.ts'
import { numbered, tellKitAnswer } from './tell-answer.ts'
import { lastMadeToken } from '../tokens/last-token.ts'
import { tellUnknown } from '../unknown-name.ts'

/** Is that call refused? A play is, where one of its parties refuses. @param isNot whether the contrary is expected */
export async function matchRefusal(
  call: unknown,
  clock: Clock,
  reason?: RefusalReason,
  isNot = false,
): Promise<EveryResult> {
  if (reason !== undefined && !isRefusalReason(reason))
    throw new TypeError(tellUnknown('reason', reason, refusalReasons()))
  const given = await answerOfCall(call)
  if (isPlayed(given)) return tellJudged(judgePlayed(given, reason), isNot, storyOfPlay(given))
  const answer = await readAnyAnswer(given, clock)
  return tellJudged(judgeRefusal(answer, reason), isNot, await tellKitAnswer(answer, lastMadeToken()))
}

/** Was that call let in? Of a play: everybody. */
export async function matchBelieved(call: unknown, clock: Clock, isNot = false): Promise<EveryResult> {
  const given = await answerOfCall(call)
  if (isPlayed(given))
    return tellJudged(unlessDoubted(judgePlayedIn(given), judgePlayed(given, undefined)), isNot, storyOfPlay(given))
  const answer = await readAnyAnswer(given, clock)
  const judged = unlessDoubted(judgeLetIn(answer), judgeRefusal(answer, undefined))
  return tellJudged(judged, isNot, await tellKitAnswer(answer, lastMadeToken()))
}

/** What was not let in need not be a refusal of the token: then it is in doubt. */
const unlessDoubted = (letIn: RefusalJudged, refused: RefusalJudged): RefusalJudged =>
  letIn.is === 'no' && refused.is === 'doubt' ? refused : letIn

/** An error that bears an answer is one. @throws what else the call rejects with */
async function answerOfCall(call: unknown): Promise<unknown> {
  try {
    return await (typeof call === 'function' ? call() : call)
  } catch (error) {
    const answer = answerOfError(error)
    if (answer === undefined) throw error
    return answer
  }
}

/** In doubt it fails, whichever way it is asked. */
function tellJudged({ is, why }: RefusalJudged, isNot: boolean, story: string): EveryResult {
  return { pass: is === 'doubt' ? isNot : is === 'yes', message: `${why}\n${story}` }
}

const isPlayed = (given: unknown): given is KitPlayed =>
  isObject(given) && Array.isArray(given['story']) && isObject(given['answer'])

const storyOfPlay = ({ story }: KitPlayed): string => numbered(story.map(({ sentence }) => sentence))
