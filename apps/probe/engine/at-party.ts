import { randomInt, randomUUID } from 'node:crypto'
import { makeToken, type Attack, type AttackRequest } from '#attacks'
import { cameOf, type Answer } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { leakIn } from './answer-faults.ts'
import { bearerRequest } from './control-requests.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { isSuccess } from './read-outcome.ts'
import { mayBelieve } from './right-answers.ts'
import type { Weighed } from './weigh-attempt.ts'

/** Why a way of another system is not sent to this target; undefined where it is, and for every other case. */
export function whyNotAtParty({ party, needs }: Attack, side: IssuerSide): string | undefined {
  if (party === undefined) return undefined
  if (party === 'jwtproxy-signer') return SIGNER_HAS_NO_TOKEN
  if (party !== side.party) return side.whyNot('dialect')
  const asksKeyServer = party === 'jwtproxy-verifier' && needs.some((need) => need === 'key-set' || need === 'listener')
  return asksKeyServer && side.isKeyServer !== true ? NO_KEY_SERVER : undefined
}

const SIGNER_HAS_NO_TOKEN =
  'it is for a signer, which is shown no token: --url http://localhost:PORT --dialect jwtproxy-signer asks one, and needs no issuer'

const NO_KEY_SERVER = 'it takes the key server of the target: let the run be one with --key-server PORT'

/**
 * A success is enough where every refusal of the target has a status that says so. Where whoever brings no token is let in without a
 * name, a success is what such a case is about.
 */
export async function readAtParty(attack: Attack, played: PlayedAttempt, parts: PlayParts): Promise<PlayedAttempt> {
  const { party } = attack
  const { outcome, request, reading } = played
  const isOpen = reading.verdict === 'refused' || reading.verdict === 'inconclusive'
  if (party === undefined || !isOpen || !outcome || mayBelieve(attack.expects)) return played
  // Whoever lets the issuer keep a caller waiting is what such a case is about.
  if (outcome.kind === 'hung' && reading.verdict === 'inconclusive') return { ...played, reading: { verdict: 'hung' } }
  if (outcome.kind !== 'answered' || !isSuccess(outcome.answer)) return played
  const isLetIn =
    request?.method === 'OPTIONS'
      ? (await answerToMarked(request, parts)).isShown
      : party === 'kong-gateway-anonymous' || !parts.yardstick.refusals.some(isSuccess)
  return isLetIn ? { ...played, reading: { verdict: 'believed' } } : played
}

/** What an answer of a party leaves open: a service behind that does not show what it was sent, and an OPTIONS that anybody may answer. */
export async function doubtAtParty(
  { party, watched = [], title, severity }: Attack,
  { reading, outcome, request }: PlayedAttempt,
  tokens: readonly string[],
  parts: PlayParts,
): Promise<Pick<Weighed, 'verdict' | 'reason' | 'finding'> | undefined> {
  const answer = outcome && cameOf(outcome)
  if (party === undefined || !answer || !isSuccess(answer)) return undefined
  if (request?.method === 'OPTIONS' && reading.verdict === 'refused')
    return { verdict: 'inconclusive', reason: OPTIONS_SAYS_LITTLE }
  if (!watched.includes('no-leak') || reading.verdict !== 'believed' || leakIn(answer, tokens) !== undefined)
    return undefined
  const reason = await whyTokenIsUnseen(parts)
  if (reason === undefined) return undefined
  if (reason !== SHOWS_NOT_WHAT || !(await isBeginningShown(parts))) return { verdict: 'inconclusive', reason }
  const sentence = `${title}: the service behind was sent the token in Authorization, and shows how it begins.`
  return { verdict: 'believed', finding: { kind: 'watch', severity, sentence } }
}

const OPTIONS_SAYS_LITTLE =
  'the answer to OPTIONS is a success, and not like the one to the good token: nobody can tell whether the service behind gave it'

/** Whether the answer would show a token that the service behind was sent. */
async function whyTokenIsUnseen(parts: PlayParts): Promise<string | undefined> {
  const { isShown, text } = await answerToMarked(bearerRequest(await makeToken(parts.issuerSide.world())), parts)
  if (!isShown)
    return 'the service behind does not show what it was sent, so nobody can tell whether it was sent the token: give a path that does'
  return MAY_BE_TOKEN.test(text) ? SHOWS_NOT_WHAT : undefined
}

const SHOWS_NOT_WHAT =
  'the service behind shows that it was sent something in Authorization or in a cookie, and not what'

/** As much of a token the services of the sandbox show. Letters. */
const SHOWN_BEGINNING = 8

/** One fits by chance, another one does not. */
const TOKENS_THAT_BEGIN_ANEW = 2

/**
 * Whether the service behind shows the beginning of tokens that begin as no others do. All headers begin alike: these have a member
 * before the others whose name is a number by chance, which stands in their first letters.
 */
async function isBeginningShown(parts: PlayParts): Promise<boolean> {
  for (let time = 0; time < TOKENS_THAT_BEGIN_ANEW; time++) {
    const member = randomInt(1000, 10_000)
    const headerText = (json: string) => `{"${member}":0,${json.slice(1)}`
    const token = await makeToken(parts.issuerSide.world(), { headerText })
    const { isShown, text } = await answerToMarked(bearerRequest(token), parts)
    const seen = new RegExp(`\\bauthorization\\W{1,8}Bearer ${token.slice(0, SHOWN_BEGINNING)}`, 'i')
    if (!isShown || !seen.test(text)) return false
  }
  return true
}

/** Sends a header along that nobody else knows: an answer in which it stands comes from a service that shows what it was sent. */
async function answerToMarked(request: AttackRequest, { sender }: PlayParts) {
  const mark = randomUUID()
  const outcome = await sender.send({ ...request, headers: [...request.headers, ['X-Probe-Mark', mark]] })
  const answer = cameOf(outcome)
  const text = answer ? allSaid(answer) : ''
  return { isShown: text.includes(mark), text }
}

const allSaid = ({ headers, body }: Answer): string => [...headers.flat(), body].join('\n')

const MAY_BE_TOKEN = /\bauthorization\b|\bcookie\b|\bBearer e/i
