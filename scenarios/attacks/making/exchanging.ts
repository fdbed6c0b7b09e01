import type { AttackWorld } from '../world.ts'
import { askEndpoint, basicOf, formRequest, type FormParameters } from './asking.ts'
import { playing, type Making } from './bearing.ts'
import type { TokenDefect } from './defect.ts'
import { makeToken } from './make-token.ts'
import { wanted } from './words.ts'

const ACCESS_TOKEN_URI = 'urn:ietf:params:oauth:token-type:access_token'

/** How an exchange differs from a good one: in its subject token, or in one parameter. */
export interface ExchangeDefect {
  readonly label?: string
  readonly subject?: TokenDefect
  readonly subjectText?: string
  /** Laid over those of the good one. */
  readonly form?: FormParameters
}

/** A client that was called with a token wants another one towards the next service (RFC 8693 §2.1). */
export function exchanging(defects: (world: AttackWorld) => readonly ExchangeDefect[]): Making {
  return playing((world, changed) =>
    Promise.all(defects(world).map((defect) => exchangeOf(world, changed ? defect : {}, defect.label))),
  )
}

async function exchangeOf(world: AttackWorld, { subject, subjectText, form = [] }: ExchangeDefect, label?: string) {
  const { client, audience } = wanted(world.exchange, 'a client that may exchange tokens')
  const token = subjectText ?? (await makeToken(world, subject))
  const good: FormParameters = [
    ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    ['subject_token', token],
    ['subject_token_type', ACCESS_TOKEN_URI],
    ['audience', audience],
  ]
  const changed = new Set(form.map(([name]) => name))
  const parameters = [...good.filter(([name]) => !changed.has(name)), ...form]
  return {
    ...(label !== undefined && { label }),
    ...(subject?.kind !== undefined && { kind: subject.kind }),
    steps: [askEndpoint('token', formRequest(parameters, basicOf(client)))],
    tokens: [token],
  }
}
