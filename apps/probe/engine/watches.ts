import type { AttackWatch, AttackWorld, Attempt } from '#attacks'
import { howOften } from '../counted.ts'
import { cameOf, type Answer } from '../answer.ts'
import { leakIn, challengeFault } from './answer-faults.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import { isFlooded, mostOfOthers, READ_BY_OTHERS } from './reads-of-others.ts'
import { holdsWord } from './sent-identity.ts'
import { shownSubjects } from './shown-subjects.ts'
import { leavesOf } from './subject-places.ts'

/** What a watch found: something wrong, or that it could not be seen. */
export interface WatchResult {
  readonly fault?: string
  /** Why nobody can tell whether something is wrong. */
  readonly doubt?: string
  readonly remark?: string
}

/** What is known when an attempt is over. */
export interface WatchScene {
  readonly world: AttackWorld
  readonly attempt: Attempt
  readonly played: PlayedAttempt
  readonly visits: number
  /** Reads of the issuer's key set meanwhile; undefined where nobody can see them. */
  readonly keySetReads: number | undefined
  /** Reads of it in a second in which nothing was sent; absent where nobody looked. */
  readonly readsInQuiet?: number
  /** How long the attempt took. */
  readonly seconds: number
  /** Whether the token that an attempt ends with is still believed; undefined where nobody asked. */
  readonly isStillGood?: boolean
}

/** Milliseconds. */
const QUICK = 2000
const FEW_READS = 5

type WatchRule = (scene: WatchScene) => WatchResult | undefined

const WATCHES: Record<AttackWatch, WatchRule> = {
  'no-fetch': ({ visits }) =>
    visits > 0 ? { fault: `it fetched the address that the token names (${howOften(visits)})` } : undefined,
  quick: ({ played: { outcome } }) =>
    outcome?.kind === 'answered' && outcome.answer.milliseconds > QUICK
      ? { fault: `it took ${(outcome.answer.milliseconds / 1000).toFixed(1)} s to answer` }
      : undefined,
  'last-wins': whenBelieved(lastWins),
  'without-effect': whenBelieved(() => ({
    remark: 'whether the odd member had an effect cannot be seen in the answer',
  })),
  'token-identity': whenBelieved((scene, answer) =>
    subjectIs(scene, answer, 'it acts for whom the caller names beside the token'),
  ),
  'own-claims': whenBelieved(ownClaims),
  'one-key-set-read': (scene) => readsFault(scene, 1),
  'few-key-set-reads': (scene) => readsFault(scene, FEW_READS),
  'documented-time': () => undefined, // it is a matter of the verdict itself
  alarm: () => ({ remark: 'whether its operators are told cannot be seen from here' }),
  'no-leak': withAnswer((answer, { attempt }) =>
    faultOrNothing(leakIn(answer, [...attempt.tokens, ...sentTokens(attempt)])),
  ),
  'challenge-shape': withAnswer((answer) => challengeFault(answer)),
  'less-granted': whenBelieved(lessGranted),
  'inactive-alone': withAnswer((answer) =>
    faultOrNothing(
      /^\s*\{\s*"active"\s*:\s*false\s*\}\s*$/.test(answer.body)
        ? undefined
        : 'its answer says more than that the token is not active',
    ),
  ),
  'token-still-good': ({ isStillGood }) =>
    isStillGood === undefined
      ? { remark: 'whether the token is still believed was not asked' }
      : faultOrNothing(isStillGood ? undefined : 'the token of another client is revoked'),
}

/** Everything that must hold besides the verdict, as far as it can be seen. */
export const watchAll = (watched: readonly AttackWatch[], scene: WatchScene): readonly WatchResult[] =>
  watched.flatMap((name) => WATCHES[name](scene) ?? [])

/** As they went out: one that was cut or padded is another text than the one that was made. */
const sentTokens = ({ steps }: Attempt): readonly string[] =>
  steps.flatMap((step) =>
    step.do === 'send'
      ? step.request.headers.flatMap(([name, value]) => (/^authorization$/i.test(name) ? value.split(' ') : []))
      : [],
  )

const faultOrNothing = (fault: string | undefined): WatchResult | undefined =>
  fault === undefined ? undefined : { fault }

function withAnswer(look: (answer: Answer, scene: WatchScene) => WatchResult | undefined): WatchRule {
  return (scene) => {
    const answer = scene.played.outcome && cameOf(scene.played.outcome)
    return answer && look(answer, scene)
  }
}

function whenBelieved(look: (scene: WatchScene, answer: Answer) => WatchResult | undefined): WatchRule {
  return (scene) =>
    scene.played.reading.verdict === 'believed' ? withAnswer((answer) => look(scene, answer))(scene) : undefined
}

function readsFault(
  { keySetReads: reads, readsInQuiet = 0, seconds }: WatchScene,
  most: number,
): WatchResult | undefined {
  if (reads === undefined) return { remark: 'how often it read the key set cannot be seen from here' }
  if (!isFlooded(reads, most, seconds)) return undefined
  return isFlooded(reads - mostOfOthers(readsInQuiet, seconds), most, seconds)
    ? { fault: `it read the key set of the issuer ${howOften(reads)}` }
    : { doubt: READ_BY_OTHERS }
}

/** Whoever reads the last of two equal names has read these claims, as JSON.parse does. */
function lastWins(scene: WatchScene, answer: Answer): WatchResult | undefined {
  const exp = lastClaims(scene)?.['exp']
  if (typeof exp === 'number' && exp < scene.world.now() - scene.world.target.leewaySeconds)
    return { fault: 'it acts on the first of two equal names: the last one says that the token has ended' }
  return subjectIs(scene, answer, 'it acts on the first of two equal names')
}

/** The subject of the good token, and not the one that an attacker would like. */
function subjectIs({ world }: WatchScene, answer: Answer, sentence: string): WatchResult | undefined {
  const own = world.good().claims['sub']
  const shown = shownSubjects(answer.body)
  if (shown.length === 0) return isNamedIn(answer, own) ? undefined : { remark: CALLER_NOT_SEEN }
  const other = shown.find((each) => each !== own)
  if (shown.includes('admin') && own !== 'admin') return { fault: `${sentence}: its answer speaks of admin` }
  return other === undefined || shown.includes(String(own))
    ? undefined
    : { remark: 'the answer speaks of somebody else than the subject of the token' }
}

const CALLER_NOT_SEEN = 'whom the target takes the caller for cannot be seen in its answer'

/** Its texts speak of the subject of the token, wherever they stand, and not of whom an attacker would like to be. */
function isNamedIn(answer: Answer, own: unknown): boolean {
  const texts = [...leavesOf(answer).values()].flat()
  const speaksOf = (word: string) => texts.some((text) => holdsWord(text, word))
  return typeof own === 'string' && speaksOf(own) && !speaksOf('admin')
}

const lastClaims = ({ attempt }: WatchScene) => lastMeantClaims(attempt.tokens.at(-1))

/** Of equal names the last, as JSON.parse has it. */
function lastMeantClaims(token: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const payload = token?.split('.')[1]
  if (payload === undefined) return undefined
  const claims = jsonOfBody(Buffer.from(payload, 'base64url').toString())
  return typeof claims === 'object' && claims !== null ? { ...claims } : undefined
}

/** Both tokens have a claim of their own; the answer may show which was read. */
function ownClaims({ attempt }: WatchScene, { body }: Answer): WatchResult | undefined {
  const [first, second] = attempt.tokens.map((token) => String(lastMeantClaims(token)?.['zz']))
  if (first !== undefined && body.includes(first))
    return { fault: 'the second token got the answer to the claims of the first' }
  if (second !== undefined && body.includes(second)) return undefined
  return { remark: 'whose claims the target went by cannot be seen in its answer' }
}

function lessGranted({ world }: WatchScene, { body }: Answer): WatchResult | undefined {
  const scope = memberOfBody(jsonOfBody(body), 'scope')
  if (typeof scope !== 'string')
    return { fault: 'it granted a token and does not say which smaller scope it has (RFC 6749 §3.3)' }
  const wide = world.clients?.[0].mayNot.scope
  return faultOrNothing(
    scope.split(' ').includes(wide ?? '') ? `it granted ${wide}, which the client may not have` : undefined,
  )
}
