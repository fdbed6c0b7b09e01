import { loadKeySet } from '#core/keys/key-set'
import type { JudgeKeys, Question } from '../../../apps/judge/judgement.ts'
import { makeCorpus } from '../../../apps/judge/corpus/make-corpus.ts'
import type { Corpus } from '../../../apps/judge/corpus/corpus.ts'
import { sendToken } from '../../../apps/judge/corpus/send-token.ts'
import { systemOf, targetAt } from '../../../apps/judge/corpus/systems.ts'
import type { FoundInCell } from './table.ts'
import { createCorpusJudges } from '../../../apps/judge/corpus/corpus-judges.ts'

/** The clock of all running systems here stands still at this moment. Milliseconds since 1970. */
export const CORPUS_MADE_AT = 1_800_000_000_000

let corpus: Promise<Corpus> | undefined

/** One corpus for all tests of a file. */
export const testCorpus = (): Promise<Corpus> =>
  (corpus ??= makeCorpus({
    issuer: 'https://issuer.example',
    audience: 'serviceb',
    now: CORPUS_MADE_AT,
    lifetimeSeconds: 3600,
    judges: createCorpusJudges(),
  }))

/** A system that listens, and who was known to the service behind it at the last request. */
export interface RunningSystem {
  readonly address: string
  readonly ca?: string
  /** Whether the last request came with somebody's name, behind the system. */
  knew(body: string): boolean
}

/** Sends one token of the corpus to a running system, as the corpus says. */
export async function sendOne(name: string, token: string, { address, ca, knew }: RunningSystem): Promise<FoundInCell> {
  const { tokens, systems } = await testCorpus()
  const { path, headers } = systemOf({ systems }, name)
  const authorization = tokens[token]?.authorization ?? []
  const at = targetAt(new URL(address), { path })
  const { status, body } = await sendToken({ address: at, authorization, headers, ...(ca !== undefined && { ca }) })
  const believed = status === 200 && knew(body)
  return { believed, open: status === 200 && !believed, status, body }
}

/** All of them, one after the other. */
export async function sendAll(name: string, system: RunningSystem): Promise<Record<string, FoundInCell>> {
  const found: Record<string, FoundInCell> = {}
  for (const token of Object.keys((await testCorpus()).tokens)) found[token] = await sendOne(name, token, system)
  return found
}

/** What is asked of a judge about one of the tokens. */
export async function testQuestion(token: string): Promise<Question> {
  const { expected, keys, tokens } = await testCorpus()
  const { keys: loaded } = await loadKeySet(keys.jwks)
  const authorization = tokens[token]?.authorization ?? []
  return {
    authorization,
    expected,
    keys: { keys: loaded, jwks: keys.jwks as JudgeKeys['jwks'], from: 'a test' },
    now: CORPUS_MADE_AT,
  } // they are public JWKs
}
