import type { AttackWorld } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { Answer } from '../answer.ts'
import { createHiding, type Hiding } from '../create-hiding.ts'
import { explanationIn } from './explained-reason.ts'
import { challengesOf } from './right-answers.ts'
import { nameTheScope, wantedScopes } from './wanted-scope.ts'

/**
 * Why a run that begins with this answer to the good token means nothing, and what to do.
 * @param answer no success
 * @param further what is known of the clocks, as a sentence; by which algorithms good tokens were refused, where it was more than one, and what is not shown
 */
export function notAccepted(
  url: string,
  answer: Answer,
  world: AttackWorld,
  {
    tried = [],
    hiding = createHiding(world.given),
    clocks,
  }: { readonly tried?: readonly Algorithm[]; readonly hiding?: Hiding; readonly clocks?: string } = {},
): string {
  const { status } = answer
  const said = saidIn(answer, hiding)
  const what = `${url} answered the good token with ${status}${said === '' ? '' : `: ${said}`}${/[.!?]$/.test(said) ? '' : '.'}`
  const { target, given, issuer } = world
  if (status === 429 || status === 408 || status === 503)
    return `${what} If it limits how often it is asked, a smaller --rate may help.`
  const scopes = given === undefined ? wantedScopes(answer) : undefined
  if (scopes)
    return `${what} It wants a scope that the token does not have${target.scope === undefined ? '' : ` (it had ${target.scope})`}: ${hiding.shown(nameTheScope(scopes))}.`
  const isRefusal = status === 401 || status === 403 || (tried.length > 1 && (status === 400 || status === 500))
  if (!isRefusal)
    return `${what} Give the address of a path that answers 2xx to a good token, or say with --accepted-when what an accepted answer has.`
  const first = target.algorithms.find((each) => issuer?.algorithms.includes(each))
  const others = tried.filter((each) => each !== first)
  const signed = given === undefined && first !== undefined ? ` It was signed by ${first}` : ''
  const more =
    signed === '' ? '' : others.length === 0 ? '.' : `; one by each of ${others.join(', ')} was refused, too.`
  const token = `The token said iss ${target.issuer}, aud ${target.audience}, typ ${target.type}.${signed}${more}`
  if (clocks !== undefined) return `${what} ${token} ${clocks} Set its clock right (NTP), or allow more leeway there.`
  const question =
    given === undefined
      ? 'Does the service trust this issuer, and are --audience, --issuer, --typ, --scope and --algorithms what it expects?'
      : 'Is it still valid, and was it issued for this service?'
  return `${what} ${token} Nothing that follows would mean anything. ${question} If it limits how often it is asked, a smaller --rate may help.`
}

/** A fault that somebody left at the issuer may be the reason: which are set, and how they go. */
export const alsoSet = (set: readonly string[] = []): string =>
  set.length === 0
    ? ''
    : ` At the issuer is set, and not by this run: ${set.join('; ')}. Take it back: npm run control -- reset`

/** In its own words: why, or else the page, or else the bare challenge. */
function saidIn(answer: Answer, hiding: Hiding): string {
  const [, described] = /\berror_description="([^"]+)"/.exec(challengesOf(answer).join(', ')) ?? []
  const why = described ?? explanationIn(answer)
  const body = why === undefined ? inOneLine(answer.body) : ''
  return inOneLine(hiding.shown(why ?? (body === '' ? (challengesOf(answer)[0] ?? '') : answer.body))).slice(
    0,
    LONGEST_SAID_OF_GOOD,
  )
}

const LONGEST_SAID_OF_GOOD = 300

/** What a page says, without what it is built of: a person reads it in one line. */
const inOneLine = (text: string): string =>
  text
    .slice(0, LONGEST_PAGE_SAID)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const LONGEST_PAGE_SAID = 10_000
