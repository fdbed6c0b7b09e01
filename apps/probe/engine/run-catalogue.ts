import { classedFor, type Attack } from '#attacks'
import type { Clock } from '#core/clock'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { CaseResult, ControlResult, ProbeReport } from '../probe-report.ts'
import { createHiding, type Hiding } from '../create-hiding.ts'
import { askDoubtedAgain } from './ask-doubted-again.ts'
import { askRefusedAgain } from './ask-refused-again.ts'
import { spotChance } from './by-chance.ts'
import { beginControls, repeatControls, type ControlParts } from './controls.ts'
import { CannotProbe } from './cannot-probe.ts'
import type { DoubtParts } from './doubts.ts'
import { recogniseLibrary } from './library-signs.ts'
import type { Marker } from './marker.ts'
import { slowingSender } from './limits.ts'
import { watchClockStep } from './clock-step.ts'
import { BEFORE_REPEATING, createLookout, issuerFault } from './lookout.ts'
import { nameLibrary } from './name-library.ts'
import { pacedSender } from './pace.ts'
import { sendRefusedAgain } from './refused-comes-again.ts'
import { reportedCase, untrusted, type ResultParts, type CurlOf } from './result.ts'
import { createRunEnding, senderUntilEnd, sideUntilEnd, type RunEnding } from './run-ending.ts'
import { leftOut, notReachedBecause, runFamily } from './run-family.ts'
import { summarise } from './summary.ts'
import { createUndoneCases } from './undo.ts'
import { whatHappened } from './what-happened.ts'

export { CannotProbe } from './cannot-probe.ts'
export type { Marker } from './marker.ts'

/** One run: what is sent, to whom, in whose name. */
export interface CatalogueRun {
  /** In the order in which they are reported. */
  readonly cases: readonly Attack[]
  /** Why a case is reported and not sent; undefined for what is sent. */
  readonly whyLeftOut?: (attack: Attack) => string | undefined
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  /** What the report says of the target besides what the world of the issuer knows. */
  readonly target: { readonly url: string; readonly method: string; readonly tokenMember?: string }
  readonly marker?: Marker
  /** As in the parts of the controls. */
  readonly tried?: NonNullable<ControlParts['tried']>
  /** Requests in a second. */
  readonly rate: number | 'max'
  /** How long the target may go by what it remembers (keys, introspection), where it has promised so. */
  readonly promisedSeconds?: number
  /** A line that repeats a request; undefined where curl cannot. */
  readonly curlOf?: CurlOf
  /** Absent: nothing is secret but the tokens themselves. */
  readonly hiding?: Hiding
  /** Resolves with the reason when the person wants no more of it: then what was found so far is reported. */
  readonly interrupted?: Promise<string>
  /** As they are done: within a family that is not the order of the report. One comes again where its verdict has changed. */
  readonly onResult?: (result: CaseResult) => void
  readonly onControl?: (control: ControlResult) => void
}

/**
 * Runs the cases against the target. Nothing is believed by its status alone: the controls (the good token, no token, garbage) come
 * first, after each family and at the end, and every answer is held against them.
 * @throws CannotProbe when nothing that follows would mean anything: the good token is not accepted, or everybody is
 */
export async function runCatalogue(run: CatalogueRun): Promise<ProbeReport> {
  const { issuerSide, clock } = run
  const cases = run.cases.map((attack) => classedFor(attack, issuerSide.has))
  const begun = clock.monotonic()
  const byClock = watchClockStep(clock)
  const ending = createRunEnding(run.interrupted)
  const atOnce = senderUntilEnd(run.sender, ending)
  const sender = senderUntilEnd(slowingSender(pacedSender(run.sender, run.rate, clock), clock), ending)
  const controlParts = { ...run, sender }
  const { yardstick, control } = await beforeEnd(beginControls(controlParts), ending)
  const controls = [control]
  run.onControl?.(control)
  let where = ''
  const lookout = createLookout({ ...controlParts, yardstick, ending, where: () => where })
  const play = {
    sender,
    atOnce,
    issuerSide: sideUntilEnd(issuerSide, ending),
    clock,
    yardstick,
    isTokenInBody: run.target.tokenMember !== undefined,
    whenFailed: lookout.look,
  }
  const parts: DoubtParts = {
    ...play,
    undone: createUndoneCases(play),
    chance: { isSeen: false },
    ...(run.promisedSeconds !== undefined && { promisedSeconds: run.promisedSeconds }),
  }
  const watched = { ...parts, sender: lookout.watchedSender(sender), whenFailed: lookout.lookNowAndThen }
  const hiding = run.hiding ?? createHiding(issuerSide.world().given)
  const known = recogniseLibrary(yardstick.refusals)
  const results: ResultParts = { library: known, ...(run.curlOf && { curlOf: run.curlOf }), hiding }
  const familyParts = { parts, watched, lookout, ending, clock, whyLeftOut: run.whyLeftOut, results }

  const done = new Map<string, Promise<CaseResult>>()
  const doubted = new Set<string>()
  for (const [family, attacks] of familiesOf(cases)) {
    if (ending.reason !== undefined) break
    where = `In the family ${family}`
    const running = await runFamily(attacks, familyParts)
    if (ending.reason === undefined) await spotChance(attacks, running, parts)
    await checkControls(`after ${family}`, `After the family ${family}`)
    const isDoubted = lookout.takeDoubt()
    if (isDoubted) doubted.add(family)
    const stopped = ending.reason ?? (isDoubted ? REFUSED_BETWEEN : undefined)
    for (const [id, result] of running) {
      const trusted = stopped === undefined ? result : result.then((each) => untrusted(each, stopped))
      done.set(
        id,
        trusted.then((each) => (run.onResult?.(each), each)),
      )
    }
  }
  const again = { parts, results, ending, onResult: run.onResult }
  if (parts.chance.isSeen && ending.reason === undefined)
    await askRefusedAgain(cases, done, { ...again, parts: watched })
  await askDoubtedAgain(cases, done, { ...again, doubted })
  await sendRefusedAgain(familiesOf(cases), done, again)
  const told = await Promise.all(
    cases.map((attack) => done.get(attack.id) ?? notReached(attack, ending.reason, results)),
  )
  await checkControls('end', 'At the end')
  const { reason: stopped } = ending
  const { library, results: reported } =
    known === undefined ? nameLibrary(cases, told, yardstick.refusals) : { library: known, results: told }
  return {
    target: { ...aboutTarget(run), ...(library !== undefined && { library }) },
    controls,
    ...(stopped !== undefined && { stopped }),
    summary: summarise(reported, clock.monotonic() - begun),
    cases: reported,
  }

  /** Ends the run where the good token is not believed any more, or everybody is. */
  async function checkControls(at: ControlResult['at'], when: string): Promise<void> {
    if (ending.reason !== undefined) return
    const fault = await controlFault(at).catch(issuerFault)
    if (fault !== undefined) ending.end(`${when} ${byClock(fault)}.`)
  }

  async function controlFault(at: ControlResult['at']): Promise<string | undefined> {
    let repeated = await repeatControls(controlParts, yardstick, at)
    if (!repeated.control.areRight) {
      await clock.delay(BEFORE_REPEATING)
      const { isOpen, isGoodBelieved, good } = repeated
      repeated = await repeatControls(controlParts, yardstick, at)
      if (isOpen && repeated.control.areRight) parts.chance.isSeen = true
      if (!isGoodBelieved && good.kind === 'answered') lookout.doubt()
    }
    if (ending.reason !== undefined) return undefined // what came back then says nothing
    controls.push(repeated.control)
    run.onControl?.(repeated.control)
    if (repeated.control.areRight) return undefined
    return repeated.isGoodBelieved
      ? 'the target lets everybody in: it answers no token as it answers the good one'
      : whatHappened(repeated.good)
  }
}

/** A limiter, as it seems: it may have refused whatever was sent meanwhile. */
const REFUSED_BETWEEN = 'The target refused a good token in between, and believed one after a pause: say --rate N.'

/** @throws CannotProbe when the run ends before */
const beforeEnd = <Result>(work: Promise<Result>, ending: RunEnding): Promise<Result> =>
  Promise.race([
    ending.hasEnded.then(() => {
      throw new CannotProbe(ending.reason)
    }),
    work,
  ])

/** Family by family, in their order. */
const familiesOf = (cases: readonly Attack[]): ReadonlyMap<string, readonly Attack[]> =>
  Map.groupBy(cases, ({ family }) => family)

const notReached = (attack: Attack, stopped: string | undefined, results: ResultParts): CaseResult =>
  reportedCase(attack, leftOut(notReachedBecause(stopped)), results)

function aboutTarget({ target: { url, method }, issuerSide }: CatalogueRun): ProbeReport['target'] {
  const world = issuerSide.world()
  const { issuer, audience, type, algorithms } = world.target
  return { url, method, issuer, audience, type, algorithms, mode: world.issuer ? 'white-box' : 'black-box' }
}
