import { randomUUID } from 'node:crypto'
import type { Attack, AttackRequest } from '#attacks'
import { cameOf, type Answer } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { leakIn } from './answer-faults.ts'
import { sendGood } from './control-requests.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { isSuccess, type Yardstick } from './read-outcome.ts'
import { mayBelieve } from './right-answers.ts'

/** Why a way of another system is not sent to this target; undefined where it is, and for every other case. */
export function whyNotAtParty({ party, needs }: Attack, side: IssuerSide): string | undefined {
  if (party === undefined) return undefined
  if (party === 'jwtproxy-signer') return SIGNER_HAS_NO_TOKEN
  if (party !== side.party) return side.whyNot('dialect')
  const asksKeyServer = party === 'jwtproxy-verifier' && needs.some((need) => need === 'key-set' || need === 'listener')
  return asksKeyServer && side.isKeyServer !== true ? NO_KEY_SERVER : undefined
}

const SIGNER_HAS_NO_TOKEN =
  'a signer is shown no token, so no answer of it can be held against that to a good one: the tests of the sandbox play it'

const NO_KEY_SERVER = 'it takes the key server of the target: let the run be one with --key-server PORT'

/**
 * A success is enough where every refusal of the target has a status that says so. Where whoever brings no token is let in without a
 * name, a success is what such a case is about.
 */
export function readAtParty(attack: Attack, played: PlayedAttempt, { refusals }: Yardstick): PlayedAttempt {
  const { party, expects } = attack
  const { outcome, request, reading } = played
  const isAbout = party !== undefined && !mayBelieve(expects) && request?.method !== 'OPTIONS'
  if (!isAbout || outcome?.kind !== 'answered' || !isSuccess(outcome.answer)) return played
  if (reading.verdict !== 'refused' && reading.verdict !== 'inconclusive') return played
  if (party !== 'kong-gateway-anonymous' && refusals.some(isSuccess)) return played
  return { ...played, reading: { verdict: 'believed' } }
}

/** What an answer of a party leaves open: a service behind that does not show what it was sent, and an OPTIONS that anybody may answer. */
export async function doubtAtParty(
  { party, watched = [] }: Attack,
  { reading, outcome, request }: PlayedAttempt,
  tokens: readonly string[],
  parts: PlayParts,
): Promise<{ verdict: 'inconclusive'; reason: string } | undefined> {
  const answer = outcome && cameOf(outcome)
  if (party === undefined || !answer || !isSuccess(answer)) return undefined
  if (request?.method === 'OPTIONS' && reading.verdict === 'refused')
    return { verdict: 'inconclusive', reason: OPTIONS_SAYS_LITTLE }
  if (!watched.includes('no-leak') || reading.verdict !== 'believed' || leakIn(answer, tokens) !== undefined)
    return undefined
  const reason = await whyTokenIsUnseen(parts)
  return reason === undefined ? undefined : { verdict: 'inconclusive', reason }
}

const OPTIONS_SAYS_LITTLE =
  'OPTIONS was answered with a success that is not like the answer to the good token: nobody can tell whether the service behind gave it'

/** Whether the answer would show a token that the service behind was sent: a header that nobody knows is sent along. */
async function whyTokenIsUnseen(parts: PlayParts): Promise<string | undefined> {
  const mark = randomUUID()
  const { sender } = parts
  const marking = {
    ...parts,
    sender: {
      ...sender,
      send: ({ headers, ...request }: AttackRequest) =>
        sender.send({ ...request, headers: [...headers, ['X-Probe-Mark', mark]] }),
    },
  }
  const { outcome } = await sendGood(marking)
  const answer = cameOf(outcome)
  if (!answer || !textOf(answer).includes(mark))
    return 'the service behind does not show what it was sent, so nobody can tell whether it was sent the token: give a path that does'
  return MAY_BE_TOKEN.test(textOf(answer))
    ? 'the service behind shows that it was sent something in Authorization or in a cookie, and not what'
    : undefined
}

const textOf = ({ headers, body }: Answer): string => [...headers.flat(), body].join('\n')

const MAY_BE_TOKEN = /\bauthorization\b|\bcookie\b|\bBearer e/i
