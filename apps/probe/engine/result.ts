import type { Attack, AttackRequest } from '#attacks'
import type { Answer } from '../answer.ts'
import { createHiding, type Hiding } from '../create-hiding.ts'
import { hideTokens } from '../hide-tokens.ts'
import type { CaseResult } from '../probe-report.ts'
import type { DoubtParts } from './doubts.ts'
import { remedyFor } from './remedies.ts'
import { challengesOf } from './right-answers.ts'
import type { RunEnding } from './run-ending.ts'
import { maskedToken } from './token-text.ts'
import type { Weighed } from './weigh-attempt.ts'

/**
 * A line that repeats a request with the same kind of token; undefined where curl cannot. An attempt has its number, from 1: in its label
 * may stand what is new in each run.
 */
export interface CurlOf {
  (
    request: AttackRequest,
    about: { readonly id: string; readonly attempt?: number; readonly tokens: readonly string[] },
  ): string | undefined
  /** The line of the probe that asks the same target with these options; undefined where it would lack something. */
  readonly probeLine?: (options: readonly string[]) => string | undefined
}

export interface ResultParts {
  /** The library that was recognised. */
  readonly library: string | undefined
  readonly curlOf?: CurlOf
  /** Absent: nothing is secret but the tokens themselves. */
  readonly hiding?: Hiding
}

/** What sends cases again once all have been sent, and puts down what is known then. */
export interface AgainParts {
  readonly parts: DoubtParts
  readonly results: ResultParts
  readonly ending: RunEnding
  readonly onResult?: ((result: CaseResult) => void) | undefined
}

/** How much of a body a report shows. Characters. */
const SHOWN_BODY = 400

/** As much is looked at for what must not be shown: a token that is cut is none any more. Characters. */
const READ_BODY = 16_000

/** A case as the report has it: no whole token in it. */
export function reportedCase(attack: Attack, weighed: Weighed, parts: ResultParts): CaseResult {
  const { library, curlOf, hiding = createHiding(undefined) } = parts
  const { id, family, title, severity, references, expects } = attack
  const { verdict, finding, answer, request, label, number, isOneRequest = true, tokens = [] } = weighed
  const sentence = (text: string) => hiding.sentence(text, tokens)
  const remarks = weighed.remarks.map(sentence)
  const reason = weighed.reason && sentence(weighed.reason)
  const token = tokens.at(-1)
  const about = { id, ...(number !== undefined && { attempt: number }), tokens }
  const line = finding && isOneRequest && request ? curlOf?.(request, about) : undefined
  const isRepeatable = line !== undefined && hideTokens(line) === line // a report would hide the token that it is about
  const curl = finding && (isRepeatable ? line : curlOf?.probeLine?.(['--only', id]))
  return {
    id,
    family,
    title,
    class: attack.class,
    severity,
    references,
    expects,
    verdict,
    ...(finding && {
      finding: {
        ...finding,
        sentence: sentence(finding.sentence),
        isFailing: attack.class !== 'POLICY',
        remedy: remedyFor(attack, finding.kind, library),
      },
    }),
    remarks,
    ...(reason !== undefined && { reason }),
    ...(label !== undefined && { attempt: label }),
    ...(answer && {
      got: gotFrom(answer, (text) => hiding.shown(text.slice(0, READ_BODY), tokens).slice(0, SHOWN_BODY)),
    }),
    ...(token !== undefined && { token: maskedToken(token) }),
    ...(curl !== undefined && { curl }),
  }
}

function gotFrom(answer: Answer, shown: (text: string) => string): NonNullable<CaseResult['got']> {
  const [challenge] = challengesOf(answer)
  return {
    status: answer.status,
    ...(challenge !== undefined && { challenge: shown(challenge) }),
    body: shown(answer.body),
    milliseconds: Math.round(answer.milliseconds),
  }
}

/** After a lock-out or a crash a refusal says nothing: nobody knows since when everything is refused. */
export function untrusted(result: CaseResult, stopped: string): CaseResult {
  const isGoodRefused = result.finding?.kind === 'good-refused'
  if (result.verdict !== 'refused' || (result.finding && !isGoodRefused)) return result
  const { finding: _, ...rest } = result
  return { ...rest, verdict: 'inconclusive', reason: `${stopped} So its refusal says nothing.` }
}
