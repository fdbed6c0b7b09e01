import { CannotBeMade, makeToken, type AttackRequest, type AttackWorld, type TokenDefect } from '#attacks'
import type { Clock } from '#core/clock'
import type { Outcome, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { CaseVerdict } from '../probe-report.ts'
import { secondsAhead } from '../engine/clocks-apart.ts'
import { compareClocks } from './compare-clocks.ts'
import { SKEW_CLAIMS, judgeSkew, type MeasuredSkew, type SkewClaim, type SkewResult } from './skew-report.ts'

export interface SkewRun {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  /** Holds an answer against the controls. */
  readonly read: (outcome: Outcome, request: AttackRequest) => CaseVerdict
  readonly onResult?: (result: SkewResult) => void
}

/** A day, in seconds. */
const FAR_BEYOND = 86_400
/** Ten years. */
const BEYOND_ALL = 3652 * FAR_BEYOND
/** A token that is good for so long is beyond every doubt: what else is odd about its form does not matter. */
const WELL_WITHIN = 60
/** The last steps are sent early in a second, so that none ends on the way. */
const LAST_STEPS = 8
const RECHECKS = 2

/**
 * The leeway at which the target flips, claim by claim, found by bisection with tokens that the issuer signs: at most 24 for each.
 * Works on what the target says alone: an answer that is neither yes nor no ends the search of that claim as inconclusive.
 */
export async function probeSkew(run: SkewRun): Promise<readonly SkewResult[]> {
  const found = new Map<SkewClaim, { measured: MeasuredSkew; requests: number }>()
  let byHeader: number | undefined
  for (const claim of SKEW_CLAIMS) {
    const asker = createSkewAsker(run, claim)
    found.set(claim, { measured: await measure(asker).catch(inconclusiveOf), requests: asker.requests() })
    byHeader = asker.ahead() ?? byHeader
  }
  const clocks = compareClocks(new Map([...found].map(([claim, { measured }]) => [claim, measured])), byHeader)
  return [...found].map(([claim, { measured, requests }]) => {
    const result = { claim, measured, ...judgeSkew(claim, measured, clocks), requests }
    run.onResult?.(result)
    return result
  })
}

/** The search cannot go on. */
class Unclear extends Error {
  override readonly name = 'Unclear'
}

function inconclusiveOf(error: unknown): MeasuredSkew {
  if (error instanceof Unclear || error instanceof CannotBeMade) return { kind: 'inconclusive', reason: error.message }
  throw error
}

type SkewAsker = ReturnType<typeof createSkewAsker>

async function measure({ isBelieved, claim, errorSeconds }: SkewAsker): Promise<MeasuredSkew> {
  if (!(await isBelieved(-WELL_WITHIN))) throw new Unclear('a token that is good for another minute was refused')
  if (await isBelieved(FAR_BEYOND)) return { kind: (await isBelieved(BEYOND_ALL)) ? 'never-checked' : 'over-a-day' }
  let [believed, refused] = [-WELL_WITHIN, FAR_BEYOND]
  while (refused - believed > 1) {
    const middle = Math.floor((believed + refused) / 2)
    if (await isBelieved(middle, refused - believed <= LAST_STEPS)) believed = middle
    else refused = middle
  }
  for (let check = 0; check < RECHECKS; check++) {
    if (!(await isBelieved(believed, true)) || (await isBelieved(refused, true)))
      throw new Unclear(`its answer about ${believed} to ${refused} s flips back and forth`)
  }
  // "On or after" its end a token is refused, and a beginning that has come is one (RFC 7519 §4.1.4, §4.1.5).
  return { kind: 'leeway', seconds: claim === 'exp' ? refused : believed, plusMinusSeconds: errorSeconds() }
}

function createSkewAsker({ sender, issuerSide, clock, read }: SkewRun, claim: SkewClaim) {
  let requests = 0
  let longest = 0
  let ahead: number | undefined

  async function isBelieved(beyond: number, isNear = false): Promise<boolean> {
    if (isNear) await earlyInSecond(clock)
    const world = issuerSide.world()
    if (!world.issuer) throw new CannotBeMade(issuerSide.whyNot('issuer-key'))
    const token = await makeToken(world, tokenBeyond(world, claim, beyond))
    const request: AttackRequest = { method: 'GET', headers: [['Authorization', `Bearer ${token}`]] }
    const began = clock.monotonic()
    requests++
    const outcome = await sender.send(request)
    const verdict = read(outcome, request)
    if (outcome.kind === 'answered') ahead = secondsAhead(outcome.answer, world.now()) ?? ahead
    if (isNear) longest = Math.max(longest, clock.monotonic() - began)
    if (verdict === 'believed' || verdict === 'refused') return verdict === 'believed'
    throw new Unclear(`a token ${beyond} s beyond its time got an answer that says neither yes nor no (${verdict})`)
  }

  return {
    claim,
    isBelieved,
    requests: () => requests,
    /** How far its clock is ahead of the issuer's, by its Date header. Seconds. */
    ahead: () => ahead,
    /** A second, because the issuer's clock shows no fractions, and the time on the way. */
    errorSeconds: () => 1 + Math.floor(longest / 1000),
  }
}

async function earlyInSecond(clock: Clock): Promise<void> {
  const into = clock.now() % 1000
  if (into > 500) await clock.delay(1020 - into)
}

/** The other dates go with it, so that the token would be good at some time. */
function tokenBeyond(world: AttackWorld, claim: SkewClaim, beyond: number): TokenDefect {
  const { claims } = world.good()
  const now = world.now()
  if (claim === 'exp') {
    const exp = now - beyond
    const begin = Math.min(now, exp - WELL_WITHIN)
    return { claims: { exp, ...('iat' in claims && { iat: begin }), ...('nbf' in claims && { nbf: begin }) } }
  }
  const begin = now + beyond
  const exp = Math.max(Number(claims['exp'] ?? 0), begin + WELL_WITHIN)
  return { claims: { [claim]: begin, exp } }
}
