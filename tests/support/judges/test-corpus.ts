import { makeCorpus } from '../../../apps/judge/corpus/make-corpus.ts'
import type { Corpus } from '../../../apps/judge/corpus/corpus.ts'
import { sendToken } from '../../../apps/judge/corpus/send-token.ts'
import { systemOf, targetAt } from '../../../apps/judge/corpus/systems.ts'
import type { FoundInCell } from './table.ts'
import type { Judge } from '../../../apps/judge/judgement.ts'

/** The clock of all running systems here stands still at this moment. Milliseconds since 1970. */
export const JUDGED_AT = 1_800_000_000_000

const fake = (id: string): Judge => ({
  id,
  title: id,
  configuration: '',
  judge: async () => ({
    judge: id,
    outcome: 'believed',
    believed: true,
    status: 200,
    decidedBy: '',
    reason: '',
    checks: [],
  }),
})

let corpus: Promise<Corpus> | undefined

/** One corpus for all tests of a file. */
export const testCorpus = (): Promise<Corpus> =>
  (corpus ??= makeCorpus({
    issuer: 'https://issuer.example',
    audience: 'serviceb',
    now: JUDGED_AT,
    lifetimeSeconds: 3600,
    judges: ['strict', 'stoke', 'piko', 'kong', 'kong-exp-nbf', 'mesh'].map(fake),
  }))

/** A system that listens, and who was known to the service behind it at the last request. */
export interface RunningSystem {
  readonly address: string
  readonly ca?: string
  /** Whether the last request came with somebody's name, behind the system. */
  knew(body: string): boolean
}

/** Sends every token of the corpus to a running system, as the corpus says. */
export async function sendAll(
  name: string,
  { address, ca, knew }: RunningSystem,
): Promise<Record<string, FoundInCell>> {
  const { tokens, systems } = await testCorpus()
  const { path, headers } = systemOf({ systems }, name)
  const found: Record<string, FoundInCell> = {}
  for (const [token, { authorization }] of Object.entries(tokens)) {
    const sent = {
      address: targetAt(new URL(address), { path }),
      authorization,
      headers,
      ...(ca !== undefined && { ca }),
    }
    const { status, body } = await sendToken(sent)
    const believed = status === 200 && knew(body)
    found[token] = { believed, open: status === 200 && !believed, status, body }
  }
  return found
}
