import { z } from 'zod'
import { Problem } from '#core/http/problem'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { unwrapPasted } from '#core/token/dissect/pasted'
import { tryEveryCheck, type TriedCheck } from '#core/token/every-check'
import { explainRejection } from '#core/token/explain-rejection'
import { isObject } from '#core/token/claims'
import { dissectToken } from '#core/token/dissect/dissect'
import { TokenRejected } from '#core/token/rejection'
import { ANYONE, type Trust } from '#core/token/trust'
import { verifyToken, type CheckResult } from '#core/token/verify'
import { tokenHints } from '#core/token/token-hints'
import type { CheckedToken, ShownCheck } from '../pages/bench/bench-state.ts'
import { keyChoice, type ChosenKeys } from './choose-keys.ts'

const fieldText = z.string().max(2000).default('')

/** What is expected of a token, as the fields of a form have it: an empty one expects nothing. */
export const expectationSchema = z.strictObject({
  issuer: fieldText,
  audience: fieldText,
  subject: fieldText,
  type: fieldText,
  required: fieldText,
  maxLifetime: fieldText,
  leeway: fieldText,
  clock: fieldText,
})

export const checkOrder = z.strictObject({
  token: z.string().max(100_000),
  keys: keyChoice,
  expected: expectationSchema,
})

export type Expectations = z.infer<typeof expectationSchema>

/**
 * Checks a token by the verifier of the product, check by check; and asks those that it did not reach, too.
 * @param now the time of the sandbox, where the expectations say no other
 * @throws Problem invalid-input for an expectation that makes no sense
 */
export async function checkToken(
  pasted: string,
  expected: Expectations,
  { source, keys, notes }: ChosenKeys,
  now: number,
): Promise<CheckedToken> {
  const { token } = unwrapPasted(pasted)
  const trust = trustOf(token, expected, source)
  const at = expected.clock === '' ? now : readClock(expected.clock)
  const results: CheckResult[] = []
  let refusal: TokenRejected | undefined
  try {
    await verifyToken(
      token,
      trust,
      () => at,
      (result) => results.push(result),
    )
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error
    refusal = error
  }
  const alone = refusal ? await tryEveryCheck(token, trust, at) : []
  return {
    isGood: refusal === undefined,
    ...(refusal && { reason: refusal.reason, explained: explainRejection(refusal) }),
    checks: shownChecks(results, alone, expected),
    now: at,
    notes,
    keys: keys.slice(0, 20).map(({ kid, algorithm }) => ({ algorithm, ...(kid !== undefined && { kid }) })),
  }
}

/** What a form leaves open the verifier must be told all the same: then it is what the token says, and counts for nothing. */
function trustOf(token: string, expected: Expectations, keys: Trust['keys']): Trust {
  const header = dissectToken(token).parts[0]?.json?.value
  const typ = isObject(header) && typeof header['typ'] === 'string' ? header['typ'] : 'JWT'
  return {
    issuer: expected.issuer || (tokenHints(token).iss as string), // where the token has none, none is expected
    audience: expected.audience || ANYONE,
    subject: expected.subject || ANYONE,
    algorithms: ALL_ALGORITHMS,
    type: expected.type || typ,
    required: expected.required.split(/[\s,]+/).filter((name) => name !== ''),
    maxLifetimeSeconds: readSeconds('The longest life', expected.maxLifetime, Infinity),
    leewaySeconds: readSeconds('The leeway', expected.leeway, 0),
    keys,
  }
}

function readSeconds(what: string, text: string, otherwise: number): number {
  if (text.trim() === '') return otherwise
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds
  throw new Problem('invalid-input', `${what} must be a number of seconds, 0 or more.`)
}

/** Seconds since 1970, as in a token, or a date. @throws Problem invalid-input */
export function readClock(text: string): number {
  const time = /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(dated(text.trim()))
  if (Math.abs(time) <= 8.64e15) return time
  throw new Problem('invalid-input', 'The clock must be a date (2026-02-03 10:00:00) in UTC, or seconds since 1970.')
}

/** As pages show it: in UTC. */
const dated = (text: string) =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text

/** Fields that may be empty, by the check that they are for. */
const FIELDS: Readonly<Record<string, keyof Expectations>> = {
  issuer: 'issuer',
  audience: 'audience',
  subject: 'subject',
  type: 'type',
  required: 'required',
  lifetime: 'maxLifetime',
}

function shownChecks(results: CheckResult[], alone: TriedCheck[], expected: Expectations): ShownCheck[] {
  const failed = results.findIndex(({ outcome }) => outcome === 'failed')
  return results.map(({ check, rule, outcome, reason }, at) => {
    const field = FIELDS[check]
    const isOpen = field !== undefined && expected[field] === '' && outcome !== 'failed'
    const tried = failed >= 0 && at > failed ? alone[at] : undefined
    const by = failed >= 0 && at === failed ? alone[at]?.explained : undefined
    if (isOpen) return { check, rule, outcome: 'not-configured' }
    return {
      check,
      rule,
      outcome: tried ? 'not-reached' : outcome === 'skipped' ? 'nothing-to-check' : outcome,
      ...(reason && { reason }),
      ...(by !== undefined && { says: by }),
      ...(tried && { alone: aloneOf(tried) }),
    }
  })
}

const aloneOf = ({ outcome, explained, needs }: TriedCheck): NonNullable<ShownCheck['alone']> => ({
  outcome: outcome === 'skipped' ? 'nothing-to-check' : outcome,
  ...(explained !== undefined && { says: explained }),
  ...(needs !== undefined && { says: `it needs the ${needs}, which could not be read` }),
})
