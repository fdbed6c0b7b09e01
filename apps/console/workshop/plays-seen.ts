import { shownText } from '#core/shown-text'
import { titleOf, type Step } from '#core/trace/step'
import type { KeptPlay } from '../plays/kept-play.ts'
import type { Evidence, GivenBy, SeenPlay, TokenInPlay } from './evidence.ts'
import type { Ticked } from './step.ts'

/** @returns undefined for a play of a service, and for what is no token */
export function sentFromBench({ caller, steps }: KeptPlay): (TokenInPlay & { to: string }) | undefined {
  const sent = caller === 'console' ? steps.find(({ verb }) => verb === 'sends') : undefined
  return sent?.token && { ...tokenOfStep(sent), to: sent.to ?? '' }
}

/** The bench, with B in scenario 5 chosen: there B verifies by itself, with the key set. */
export const BENCH_TO_B = { page: '/bench?to=serviceb&scenario=5', label: 'Token bench' } as const

/** In this one the factory signs anew for each play by the ring of A, and B verifies by itself, with the key set. */
export const BY_KEY_SET = 5

/** Whether it was sent from the bench to B in scenario 5. @returns the token, as a trace shows it */
export function sentToB(play: KeptPlay): TokenInPlay | undefined {
  const sent = play.scenario === BY_KEY_SET ? sentFromBench(play) : undefined
  return sent?.to === 'serviceb' ? sent : undefined
}

/** Whether it says that it is about A and for B. */
export const isAboutAForB = ({ claims: { sub, aud } }: { claims: { sub?: unknown; aud?: unknown } }): boolean =>
  sub === 'servicea' && [aud].flat().includes('serviceb')

/** The token that a play is about at B: that from the bench, else the first that B did not believe, else the first. */
export function tokenAtB(play: KeptPlay): TokenInPlay | undefined {
  const looked = lookedAtBy(play, 'serviceb')
  return sentToB(play) ?? looked.find(({ isBelieved }) => !isBelieved) ?? looked[0]
}

/** Whether a play was asked for a token that is not as the factory makes it. */
export function isOtherToken({ query }: KeptPlay): boolean {
  const asked = new URLSearchParams(query)
  return asked.has('expired') || asked.has('token')
}

/** Whether it is what that signer has signed on the bench, letter for letter. */
export const isMadeBy = ({ tokenMark }: KeptPlay, by: GivenBy, { given }: Evidence): boolean =>
  given.some((each) => each.by === by && each.whole === tokenMark)

/** What is to be said of more that B would refuse. @param allowed the one check that is to fail, where one is */
export function sayMoreWrong({ wrong = [] }: SeenPlay, allowed?: string): string | undefined {
  const more = wrong.filter((check) => check !== allowed).map((check) => `\`${check}\``)
  if (more.length === 0) return undefined
  return `Nearly: B would refuse it for something else as well, by the check ${more.join(', ')}. All else in it must be good.`
}

/** What is to be said where B refused the last token from the bench as it should, and more is wrong with it, or somebody else has signed it. */
export function nearlyAboutA(
  evidence: Evidence,
  refused: (play: KeptPlay) => TokenInPlay | undefined,
  [signer, name]: readonly [GivenBy, string],
): string | undefined {
  const last = lastFromBench(evidence.plays)
  const sent = last && refused(last)
  if (!sent) return nearlyAtB(evidence.plays)
  if (!isAboutAForB(sent))
    return 'Nearly: it is not about A, or not for B. Leave `sub` and `aud` as the bench gave them.'
  if (!isMadeBy(last, signer, evidence))
    return `Nearly: it is not what ${name} has signed on the bench. Send it as "Sign" gives it.`
  return sayMoreWrong(last)
}

export const lastFromBench = (plays: readonly SeenPlay[]): SeenPlay | undefined =>
  plays.findLast((play) => sentFromBench(play) !== undefined)

/** What is to be said where the last token from the bench was refused somewhere else than at B in scenario 5. */
export function nearlyAtB(plays: readonly SeenPlay[]): string | undefined {
  const last = lastFromBench(plays)
  const to = last && sentFromBench(last)?.to
  if (last?.outcome.outcome !== 'refused' || to === undefined || (to === 'serviceb' && last.scenario === BY_KEY_SET))
    return undefined
  return `Nearly: it was sent to ${titleOf(to)}, scenario ${last.scenario}. Send it to Service B, scenario 5: there B looks at it by itself.`
}

/** Whether the first refusal of the play was this one. @param reason of the check, as `unknown-key`; absent: any */
export function isRefusedBy({ outcome, steps }: KeptPlay, who: string, check: string, reason?: string): boolean {
  if (outcome.outcome !== 'refused' || outcome.isLax || outcome.who !== who || outcome.check !== check) return false
  const failed = steps
    .slice(0, (outcome.step ?? 0) + 1)
    .flatMap(({ checks = [] }) => checks)
    .findLast((each) => each.outcome === 'failed')
  return reason === undefined || failed?.reason === reason
}

/** The tokens that somebody looked at in a play, in that order, and what became of each. */
export function lookedAtBy({ steps }: KeptPlay, who: string): (TokenInPlay & { isBelieved: boolean })[] {
  return steps.flatMap((step, at) => {
    if (step.who !== who || step.verb !== 'checks' || !step.token) return []
    const after = steps
      .slice(at)
      .find(({ who: each, verb }) => each === who && (verb === 'believes' || verb === 'refuses'))
    return [{ ...tokenOfStep(step), isBelieved: after?.verb === 'believes' }]
  })
}

/** @param tick what is to be said of the play that ticks it */
export function tickByPlay(
  plays: readonly SeenPlay[],
  tick: (play: SeenPlay) => string | undefined,
): Ticked | undefined {
  for (const play of plays) {
    const sentence = tick(play)
    if (sentence !== undefined) return { sentence, traceId: play.traceId }
  }
  return undefined
}

/** A value of a token, for a sentence. Characters. */
const MOST_OF_VALUE = 60

/** Whoever made the token wrote it: it may be as long as a token, and have ends of lines in it. */
export const shortClaim = (value: unknown): string =>
  shownText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nobody')).slice(0, MOST_OF_VALUE)

function tokenOfStep({ token }: Step): TokenInPlay {
  return { header: Object(token?.header), claims: Object(token?.claims) }
}
