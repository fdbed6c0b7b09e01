import type { Attack } from '#attacks'
import type { Clock } from '#core/clock'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { CaseResult, ControlResult, ProbeReport } from '../probe-report.ts'
import { beginControls, repeatControls, whatHappened } from './controls.ts'
import type { DoubtParts } from './doubts.ts'
import { recogniseLibrary } from './library-signs.ts'
import type { Marker } from './marker.ts'
import { nameLibrary } from './name-library.ts'
import { forAll, pacedSender } from './pace.ts'
import { readOutcome } from './read-outcome.ts'
import { reportedCase, untrusted, type ResultParts, type CurlOf } from './result.ts'
import { isAlone, runCase } from './run-case.ts'
import { summarise } from './summary.ts'
import { createUndoneCases } from './undo.ts'

export { CannotProbe } from './controls.ts'
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
  readonly target: { readonly url: string; readonly method: string }
  readonly marker?: Marker
  /** Requests in a second. */
  readonly rate: number | 'max'
  /** How long the target may go by what it remembers (keys, introspection), where it has promised so. */
  readonly promisedSeconds?: number
  /** A line that repeats a request; undefined where curl cannot. */
  readonly curlOf?: CurlOf
  /** As they are done: within a family that is not the order of the report. */
  readonly onResult?: (result: CaseResult) => void
  readonly onControl?: (control: ControlResult) => void
}

/** How many cases that touch nothing shared are under way at once. */
const CASES_AT_ONCE = 8

/** A control that fails is repeated after so long: one lost answer is no lock-out. Milliseconds. */
const BEFORE_REPEATING = 1000

/**
 * Runs the cases against the target. Nothing is believed by its status alone: the controls (the good token, no token, garbage) come
 * first, after each family and at the end, and every answer is held against them.
 * @throws CannotProbe when nothing that follows would mean anything: the good token is not accepted, or everybody is
 */
export async function runCatalogue(run: CatalogueRun): Promise<ProbeReport> {
  const { cases, issuerSide, clock } = run
  const begun = clock.monotonic()
  const sender = pacedSender(run.sender, run.rate, clock)
  const controlParts = { ...run, sender }
  const { yardstick, control } = await beginControls(controlParts)
  const controls = [control]
  run.onControl?.(control)
  const play = { sender, atOnce: run.sender, issuerSide, clock, yardstick }
  const parts: DoubtParts = {
    ...play,
    undone: createUndoneCases(play),
    ...(run.promisedSeconds !== undefined && { promisedSeconds: run.promisedSeconds }),
  }
  const known = recogniseLibrary(yardstick.refusals)
  const results: ResultParts = { library: known, ...(run.curlOf && { curlOf: run.curlOf }) }

  const done = new Map<string, Promise<CaseResult>>()
  let stopped: string | undefined
  for (const [family, attacks] of familiesOf(cases)) {
    if (stopped !== undefined) break
    const running = await runFamily(attacks, parts, run, results)
    const fault = await checkControls(`after ${family}`)
    if (fault !== undefined) stopped = `After the family ${family} ${fault}.`
    for (const [id, result] of running) {
      const trusted = stopped === undefined ? result : result.then((each) => untrusted(each, stopped ?? ''))
      done.set(
        id,
        trusted.then((each) => (run.onResult?.(each), each)),
      )
    }
  }
  const told = await Promise.all(cases.map((attack) => done.get(attack.id) ?? notReached(attack, stopped, results)))
  if (stopped === undefined) {
    const fault = await checkControls('end')
    if (fault !== undefined) stopped = `At the end ${fault}.`
  }
  const { library, results: reported } =
    known === undefined ? nameLibrary(cases, told, yardstick.refusals) : { library: known, results: told }
  return {
    target: { ...aboutTarget(run), ...(library !== undefined && { library }) },
    controls,
    ...(stopped !== undefined && { stopped }),
    summary: summarise(reported, clock.monotonic() - begun),
    cases: reported,
  }

  /** @returns what happened, where the good token is not believed any more */
  async function checkControls(at: ControlResult['at']): Promise<string | undefined> {
    let repeated = await repeatControls(controlParts, yardstick, at)
    if (!repeated.control.areRight) {
      await clock.delay(BEFORE_REPEATING)
      repeated = await repeatControls(controlParts, yardstick, at)
    }
    controls.push(repeated.control)
    run.onControl?.(repeated.control)
    if (repeated.control.areRight) return undefined
    const isBelieved = readOutcome(repeated.good, yardstick, { method: 'GET', headers: [] }).verdict === 'believed'
    return isBelieved
      ? 'the target lets everybody in: it answers no token as it answers the good one'
      : whatHappened(repeated.good)
  }
}

/** Family by family, in their order. */
const familiesOf = (cases: readonly Attack[]): ReadonlyMap<string, readonly Attack[]> =>
  Map.groupBy(cases, ({ family }) => family)

/** Those that touch nothing shared at once, then the others one by one; whoever waits for a listener holds up nobody. */
async function runFamily(
  attacks: readonly Attack[],
  parts: DoubtParts,
  run: CatalogueRun,
  results: ResultParts,
): Promise<ReadonlyMap<string, Promise<CaseResult>>> {
  const running = new Map<string, Promise<CaseResult>>()
  const start = async (attack: Attack) => {
    const reason = run.whyLeftOut?.(attack)
    if (reason !== undefined)
      return void running.set(attack.id, Promise.resolve(reportedCase(attack, leftOut(reason), results)))
    const finish = await runCase(attack, parts)
    running.set(
      attack.id,
      finish().then((weighed) => reportedCase(attack, weighed, results)),
    )
  }
  await forAll(
    attacks.filter((attack) => !isAlone(attack)),
    CASES_AT_ONCE,
    start,
  )
  await forAll(attacks.filter(isAlone), 1, start)
  return running
}

const leftOut = (reason: string) => ({ verdict: 'not-run', remarks: [], reason }) as const

const notReached = (attack: Attack, stopped: string | undefined, results: ResultParts): CaseResult =>
  reportedCase(attack, leftOut(`the run had stopped before: ${stopped ?? ''}`), results)

function aboutTarget({ target: { url, method }, issuerSide }: CatalogueRun): ProbeReport['target'] {
  const world = issuerSide.world()
  const { issuer, audience, type, algorithms } = world.target
  return { url, method, issuer, audience, type, algorithms, mode: world.issuer ? 'white-box' : 'black-box' }
}
