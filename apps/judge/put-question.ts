import { Problem } from '#core/http/problem'
import { bringToken } from '#core/token/bring-token'
import { NAMED_TOKENS, type NamedTokenId } from '#core/token/named-tokens'
import type { AskProcess } from '../console/live/ask.ts'
import { asSent } from './as-sent.ts'
import { findKeys, type FindKeysParts, type FoundKeys, type GivenText } from './keys/find-keys.ts'
import type { Question } from './judgement.ts'

/** What somebody wants to have judged. */
export interface QuestionOrder {
  readonly brought: { readonly authorization: readonly string[] } | { readonly named: NamedTokenId }
  /** Absent: serviceb. */
  readonly audience?: string | undefined
  /** Absent: whoever's keys they are. */
  readonly issuer?: string | undefined
  /** Milliseconds since 1970. Absent: the time of the sandbox. */
  readonly at?: number | undefined
  /** Absent: those of the sandbox. */
  readonly keys?: GivenText | undefined
}

export interface PutQuestion {
  readonly question: Question
  readonly found: FoundKeys
}

/** Whom tokens of the sandbox are for, where nobody says. */
const USUAL_AUDIENCE = 'serviceb'

/**
 * Completes what somebody wants to know: has a token made where it is named, finds the keys, and says what is expected of it.
 * @throws Problem that says what to do: where no sandbox runs that is needed, and where it is not known whose tokens they are
 */
export async function putQuestion(order: QuestionOrder, parts: FindKeysParts): Promise<PutQuestion> {
  const { audience = USUAL_AUDIENCE, at } = order
  const authorization =
    'named' in order.brought
      ? await mintNamed(order.brought.named, audience, parts.ask)
      : asSent(order.brought.authorization)
  const found = await findKeys(firstTokenOf(authorization), order.keys, parts)
  const issuer = order.issuer ?? found.issuer
  if (issuer === undefined)
    throw new Problem(
      'invalid-input',
      'Nobody knows whose keys these are. Say which issuer is expected: with --iss URL, or as the issuer on the page.',
    )
  return {
    question: { authorization, expected: { issuer, audience }, keys: found.keys, now: at ?? found.now },
    found,
  }
}

/** The token of the first header, however that is spelt. */
const firstTokenOf = ([value = '']: readonly string[]): string => value.replace(/^[a-z]+ +/i, '')

/** The factory makes it: its main issuer signs. */
async function mintNamed(named: NamedTokenId, audience: string, ask: AskProcess): Promise<readonly string[]> {
  const { brought } = NAMED_TOKENS[named]
  if (brought === 'no-token') return []
  const order = { named, claims: { aud: audience } }
  const { status, body } = await ask('jwt-factory', { method: 'POST', path: '/control/mint', body: order })
  if (status !== 200) {
    const { detail } = Object(body) as { detail?: string }
    throw new Problem('peer-unreachable', detail ?? `jwt-factory answered ${status}.`)
  }
  const [token = '', another = ''] = String(body).split('\n')
  return bringToken({ ...(brought && { brought }) }, token, another)
}
