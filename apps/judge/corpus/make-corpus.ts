import { isObject } from '#core/token/claims'
import type { Judge, Judgement, Question } from '../judgement.ts'
import type { ConfiguredTrust } from './configurations.ts'
import { CORPUS_MARK, type Corpus, type CorpusVerdict } from './corpus.ts'
import { holdsUntil } from './holds-until.ts'
import { signNamedTokens, type NamedTokensOrder } from './sign-named.ts'
import { CORPUS_SYSTEMS, type SystemOfCorpus } from './systems.ts'

export interface CorpusOrder extends NamedTokensOrder {
  /** All that there are here. */
  readonly judges: readonly Judge[]
}

/**
 * Tokens of all names, the configuration of each system for their key, and what each is to answer. The verdicts are those of the judges;
 * the private keys are forgotten.
 */
export async function makeCorpus(order: CorpusOrder): Promise<Corpus> {
  const { issuer, audience, now, lifetimeSeconds, judges } = order
  const { key, tokens } = await signNamedTokens(order)
  const goodUntil = (Math.floor(now / 1000) + lifetimeSeconds) * 1000
  const jwks = { keys: [key.publicJwk] }
  const keys = { keys: [key.verification], jwks, from: 'the corpus' }
  const trust = { issuer, audience, keyId: key.kid, jwks, pem: key.publicPem }

  async function systemAsMade(system: SystemOfCorpus, judge: Judge) {
    const verdicts: Record<string, CorpusVerdict> = {}
    for (const { id, authorization, dates } of tokens) {
      const question = { authorization, expected: { issuer, audience }, keys, now }
      verdicts[id] = await expectedOf(id, question, { judge, dates, goodUntil })
    }
    const { title, path, headers } = system
    const files = system.files(trust satisfies ConfiguredTrust, { goodUntil, lifetimeSeconds })
    return { title, path, headers: { ...headers }, files, verdicts }
  }

  const systems: Corpus['systems'] = {}
  for (const [name, system] of Object.entries(CORPUS_SYSTEMS)) {
    const judge = judges.find(({ id }) => id === system.judge)
    if (judge) systems[name] = await systemAsMade(system, judge)
  }
  return {
    corpus: CORPUS_MARK,
    version: 1,
    madeAt: asIsoTime(now),
    goodUntil: asIsoTime(goodUntil),
    expected: { issuer, audience },
    keys: { jwks: { keys: jwks.keys.map((each) => ({ ...each })) }, pem: key.publicPem },
    tokens: Object.fromEntries(
      tokens.map(({ id, title, authorization }) => [id, { title: `a token that ${title}`, authorization: [...authorization] }]), // prettier-ignore
    ),
    systems,
  }
}

const asIsoTime = (milliseconds: number) => new Date(milliseconds).toISOString()

async function expectedOf(
  id: string,
  question: Question,
  { judge, dates, goodUntil }: { judge: Judge; dates: readonly number[]; goodUntil: number },
): Promise<CorpusVerdict> {
  const said = await judge.judge(question)
  const { outcome, status } = said
  if (outcome === 'cannot-judge') throw new TypeError(`${judge.id} cannot judge ${id}: ${said.reason}`)
  const words = lastingWords(said)
  const uncertain = NOT_RUN[`${judge.id} ${id}`]
  return {
    outcome,
    status,
    ...(words !== undefined && { words }),
    until: asIsoTime(await holdsUntil(judge, question, { said, dates, last: goodUntil })),
    ...(uncertain !== undefined && { uncertain }),
  }
}

/** What of a body is the same each time: Kong writes an id of the request into it. */
function lastingWords({ answer }: Judgement): string | undefined {
  if (!answer) return undefined
  try {
    const body: unknown = JSON.parse(answer.body)
    if (!isObject(body)) return undefined
    const words = [...['error', 'message', 'reason'].map((name) => body[name]), ...Object.values(body)]
    return words.find((each) => typeof each === 'string')
  } catch {
    return answer.body
  }
}

/** What nobody has seen the original do: by judge and token. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'piko exp-quoted': 'the original was not run: its source reads a number in quotes as a number',
  'mesh two-headers': 'the original was not run: its documents call several tokens not supported',
}
