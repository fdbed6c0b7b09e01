import { errorText } from '#core/error-text'
import type { Corpus, CorpusVerdict } from './corpus.ts'
import { sendToken, type AnswerToToken } from './send-token.ts'
import { systemOf, targetAt } from './systems.ts'

/** What one token brought. */
export interface CheckedCorpusToken {
  readonly token: string
  readonly expected: CorpusVerdict
  /** Absent: nothing was sent, or nothing came. */
  readonly found?: AnswerToToken
  /**
   * - `unsure`: it differs, and what was expected is no fact to build on
   * - `too-late`: its dates decide otherwise by now, so that it was not sent, or what came differs and came too late
   * - `no-answer`: nobody was there
   */
  readonly outcome: 'as-expected' | 'differs' | 'unsure' | 'too-late' | 'no-answer'
  /** With 'no-answer'. */
  readonly why?: string
}

export interface CheckedSystem {
  /** By its name in the corpus. */
  readonly system: string
  /** Where it is. With a path, the tokens go there; without, to the path of the system in the corpus. */
  readonly address: URL
  /** Who vouches for its certificate, in PEM. */
  readonly ca?: string
  /** Milliseconds since 1970. */
  now(): number
}

/** A verdict that ends while its request is on its way proves nothing: it is not even sent so short before. Milliseconds. */
const ON_ITS_WAY = 1000

/**
 * Sends each token to a running system, and compares what comes. Those whose verdict ends first are sent first.
 * @throws RangeError for a system that the corpus does not have
 */
export async function checkCorpus(
  corpus: Corpus,
  { system, address, ca, now }: CheckedSystem,
): Promise<CheckedCorpusToken[]> {
  const { verdicts, path, headers } = systemOf(corpus, system)
  const target = targetAt(address, { path })
  const inTurn = Object.entries(verdicts).sort(([, one], [, other]) => Date.parse(one.until) - Date.parse(other.until))
  const sent = { address: target, headers, ...(ca !== undefined && { ca }) }
  const checked: CheckedCorpusToken[] = []
  for (const [token, expected] of inTurn) {
    const authorization = corpus.tokens[token]?.authorization ?? []
    checked.push({ token, expected, ...(await checkOne({ ...sent, authorization }, expected, now)) })
  }
  return checked
}

async function checkOne(
  sent: Parameters<typeof sendToken>[0],
  expected: CorpusVerdict,
  now: () => number,
): Promise<Pick<CheckedCorpusToken, 'found' | 'outcome' | 'why'>> {
  if (now() + ON_ITS_WAY > Date.parse(expected.until)) return { outcome: 'too-late' }
  try {
    const found = await sendToken(sent)
    const isSame = found.status === expected.status && found.body.includes(expected.words ?? '')
    if (!isSame && now() > Date.parse(expected.until)) return { found, outcome: 'too-late' }
    return { found, outcome: isSame ? 'as-expected' : expected.uncertain === undefined ? 'differs' : 'unsure' }
  } catch (error) {
    return { outcome: 'no-answer', why: errorText(error) }
  }
}
