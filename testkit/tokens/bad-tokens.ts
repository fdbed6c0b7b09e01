import type { NamedTokenId } from '#core/token/named-tokens'
import { createAwaitedText, type AwaitedText } from './awaited-text.ts'
import { refuseNoName, refuseUnknownOptions } from '../unknown-name.ts'
import { FACT_NAMES, type BadTokenFacts, type BadTokenParts } from './bad-token-parts.ts'
import { declaredAudience } from './declared-audience.ts'
import type { MustFacts } from './must-refuse.ts'
import type { RefusalCases } from './refusal-cases.ts'
import type { MadeAttempt, OpenWorkshop, Workshop } from './make-bad-token.ts'
import type { ActorCaseId, LeewayCaseId, ScopeCaseId, TokenCaseId } from './token-case-ids.ts'

/** Of the table of judges, those that are a token and nothing else. */
type NamedCaseId = Exclude<NamedTokenId, 'no-token' | 'bearer-in-lower-case' | 'two-headers'>

/** Every id that `bad` makes a token of. */
export type BadTokenId = TokenCaseId | NamedCaseId

/** What has to be said, for cases that cannot be made without. */
export type FactsOf<Id extends BadTokenId, Audience extends string = string> = Id extends ScopeCaseId
  ? [facts: BadTokenFacts<Audience> & { scope: string }]
  : Id extends ActorCaseId
    ? [facts: BadTokenFacts<Audience> & { actor: string }]
    : Id extends LeewayCaseId
      ? [facts: BadTokenFacts<Audience> & { leeway: number }]
      : [facts?: BadTokenFacts<Audience>]

export interface BadTokens<Audience extends string = string> {
  /** Methods: an issuer of some audiences may stand where one of any is expected. */
  one<Id extends BadTokenId>(id: Id, ...facts: FactsOf<Id, Audience>): AwaitedText
  attempts<Id extends BadTokenId>(id: Id, ...facts: FactsOf<Id, Audience>): Promise<readonly MadeAttempt[]>
  /** All that a standard says are to be refused, with a good one to compare: for `toRefuseEvery`. */
  must(facts?: MustFacts<Audience>): Promise<RefusalCases>
  close(): Promise<void>
}

/** The catalogue is loaded with the first case that somebody asks for. */
export function createBadTokens(parts: BadTokenParts): BadTokens {
  let opening: Promise<Workshop> | undefined
  const open = () => (opening ??= loadWorkshop().then((openWorkshop) => openWorkshop(parts)))
  const attempts: BadTokens['attempts'] = async (id, ...[facts = {}]) => {
    refuseNoName('case', id)
    refuseUnknownOptions(id, facts, FACT_NAMES)
    declaredAudience(facts.audience, parts)
    return (await open()).make(id, { ...facts })
  }
  return {
    one: (id, ...facts) =>
      createAwaitedText(
        'A token of the catalogue',
        async () => {
          const { attempt = 0 } = facts[0] ?? {}
          const made = await attempts(id, ...facts)
          const chosen = typeof attempt === 'number' ? made[attempt] : made.find(({ label }) => label === attempt)
          if (chosen) return chosen.token
          const labels = made.map(({ label = '' }, at) => `${at}: ${label}`).join(', ')
          throw new TypeError(`${id} has no attempt ${JSON.stringify(attempt)}. It has ${labels}.`)
        },
        {},
      ),
    attempts,
    async must(facts = {}) {
      refuseUnknownOptions('must', facts, [...FACT_NAMES, 'skip'])
      declaredAudience(facts.audience, parts)
      return (await import('./must-refuse.ts')).makeRefusals(await open(), { ...facts })
    },
    close: async () => (await opening?.catch(() => undefined))?.close(),
  }
}

const loadWorkshop = async (): Promise<OpenWorkshop> => (await import('./make-bad-token.ts')).openWorkshop
