import type { AttackRequest, AttackWorld } from '#attacks'
import type { Answer, Outcome } from '../answer.ts'
import { bearerRequest } from '../engine/control-requests.ts'
import { explanationIn } from '../engine/explained-reason.ts'
import { nameTheScope, wantedScopes } from '../engine/wanted-scope.ts'
import { challengeHints } from './challenge-hints.ts'
import { guessedToken, type Guess, type GuessMember, type GuessValues } from './guess.ts'
import { memberNamed, sayOutcome, tellingAnswer } from './telling-answer.ts'

type Found =
  | { readonly guess: Guess; readonly answer: Answer }
  | {
      readonly guess?: undefined
      readonly why: string
      readonly said?: string
      readonly isRefused?: true
      readonly isForScope?: true
    }

interface Guessing {
  readonly world: AttackWorld
  readonly values: GuessValues
  readonly isAudienceSaid: boolean
  readonly mostGuesses: number
  send(request: AttackRequest): Promise<Outcome>
  isBelieved(outcome: Outcome): boolean
}

/** One member after the other where refusals say which; else every audience with every type. */
export async function findBelieved({
  world,
  values,
  send,
  isBelieved,
  isAudienceSaid,
  mostGuesses,
}: Guessing): Promise<Found> {
  const tried = new Set<string>()
  const named = new Set<keyof Guess>()
  const answers: string[] = []
  const queue: Guess[] = []
  let forScope: { said: string; scopes: readonly string[] } | undefined
  const first = firstGuess(values)
  if (!first) return { why: 'the issuer has no key' }
  queue.push(first)
  for (const guess of afterwards(values, first)) queue.push(guess)
  while (queue.length > 0 && tried.size < mostGuesses) {
    const guess = queue.shift() as Guess // there is one
    const name = JSON.stringify(guess)
    if (tried.has(name)) continue
    tried.add(name)
    const outcome = await send(bearerRequest(await guessedToken(world, guess)))
    if (outcome.kind === 'answered' && isBelieved(outcome)) return { guess, answer: outcome.answer }
    answers.push(sayOutcome(outcome))
    if (saidNothing(outcome)) return { why: TARGET_SAID_NOTHING, said: sayOutcome(outcome) }
    const scopes = outcome.kind === 'answered' ? wantedScopes(outcome.answer) : undefined
    if (scopes) forScope ??= { said: sayOutcome(outcome), scopes }
    const hints = scopes ?? (outcome.kind === 'answered' ? challengeHints([outcome.answer]).scopes : [])
    for (const scope of hints.toReversed()) queue.unshift({ ...guess, scope })
    const member = outcome.kind === 'answered' ? memberNamed(explanationIn(outcome.answer)) : undefined
    // What the target names is varied next, with all else as it is.
    if (member) named.add(member)
    if (member) queue.unshift(...otherwise(values, guess, member))
  }
  if (forScope) {
    const why = `the target believes a token but for its scope: ${nameTheScope(forScope.scopes)}`
    return { why, said: forScope.said, isRefused: true, isForScope: true }
  }
  const isOfIssuer = named.has('issuer') || (!named.has('audience') && named.has('algorithm'))
  const question = isAudienceSaid || isOfIssuer ? 'does it trust this issuer, and its keys?' : WHICH_AUDIENCE
  const why = `none of ${tried.size} tokens was believed: ${question}`
  return { why, said: tellingAnswer(answers), isRefused: true }
}

const WHICH_AUDIENCE =
  'its audience may be none of those that were tried. Say which it expects, and try again: --audience NAME.'

/** Whoever does not answer, or has had enough of us, has said nothing about a token. */
const saidNothing = (outcome: Outcome): boolean =>
  outcome.kind !== 'answered' || outcome.answer.status === 429 || outcome.answer.status >= 500

const TARGET_SAID_NOTHING =
  'the target did not say what it thinks of a token: it is busy, or has had enough of us (a smaller --rate may help)'

function firstGuess({ audience, issuer, type, algorithm, scope }: GuessValues): Guess | undefined {
  const [a, i, t, alg, s] = [audience[0], issuer[0], type[0], algorithm[0], scope[0]]
  if (a === undefined || i === undefined || t === undefined || alg === undefined) return undefined
  return { audience: a, issuer: i, type: t, algorithm: alg, ...(s !== undefined && { scope: s }) }
}

/** Every audience, then the same with the next algorithm, with every other type, and in a list; algorithms, issuers and scopes by themselves. */
function* afterwards(values: GuessValues, first: Guess): Generator<Guess> {
  yield { ...first, isAudienceList: true }
  for (const audience of values.audience) yield { ...first, audience }
  for (const algorithm of values.algorithm) yield { ...first, algorithm }
  const [, other] = values.algorithm
  if (other) for (const audience of values.audience) yield { ...first, audience, algorithm: other }
  for (const issuer of values.issuer) yield { ...first, issuer }
  for (const scope of values.scope) if (scope !== undefined) yield { ...first, scope }
  for (const type of values.type) for (const audience of values.audience) yield { ...first, audience, type }
  for (const audience of values.audience) yield { ...first, audience, isAudienceList: true }
}

/** A guess with one member other than it was; an audience as a text, and then in a list. */
function otherwise(values: GuessValues, guess: Guess, member: GuessMember): Guess[] {
  const texts = values[member].map((value) => ({ ...guess, [member]: value }) as Guess) // its own kind of values
  return member === 'audience' ? [...texts, ...texts.map((each) => ({ ...each, isAudienceList: true }))] : texts
}
