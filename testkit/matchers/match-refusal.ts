import type { KitPlayed } from '../kit-play.ts'
import { reasonIn, whyNoRefusal, type RefusalReason } from './judge-refusal.ts'
import { readAnyAnswer } from './read-answer.ts'
import type { EveryResult } from './refuse-every.ts'
import { numbered, tellKitAnswer } from './tell-answer.ts'

/** Is that call refused? A play is, where one of its parties refuses. */
export async function matchRefusal(call: unknown, reason?: RefusalReason): Promise<EveryResult> {
  const given: unknown = await (typeof call === 'function' ? call() : call)
  if (isPlayed(given)) return judgePlayed(given, reason)
  const answer = await readAnyAnswer(given)
  const why = whyNoRefusal(answer, reason)
  const story = await tellKitAnswer(answer)
  return {
    pass: why === undefined,
    message: `${why ?? `It is refused${reason === undefined ? '' : `: ${reason}`}.`}\n${story}`,
  }
}

const isPlayed = (given: unknown): given is KitPlayed =>
  typeof given === 'object' && given !== null && 'story' in given && Array.isArray(given.story)

function judgePlayed({ story }: KitPlayed, reason: RefusalReason | undefined): EveryResult {
  const refusals = story.filter(({ verb }) => verb === 'refuses')
  const reasons = refusals.map((step) => step.reason ?? 'no reason').join(', ')
  const pass = refusals.some((step) => reason === undefined || reasonIn(step.reason) === reason)
  const said =
    refusals.length === 0
      ? 'Nobody refuses anything.'
      : pass
        ? `It is refused: ${reasons}.`
        : `It is refused for another reason: ${reasons}.`
  return { pass, message: `${said}\n${numbered(story.map(({ sentence }) => sentence))}` }
}
