import { resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { errorText } from '#core/error-text'
import { readUtf8File } from '#core/files/regular-file'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { shownText } from '#core/shown-text'
import { chooseCases } from './choose-cases.ts'
import { probeSettings } from './config.ts'
import { runCatalogue } from './engine/run-catalogue.ts'
import { createInterruption, Interrupted, type Interruption } from './interruption.ts'
import { makeAttempt } from './make-attempt.ts'
import { measureFurther } from './measure-further.ts'
import type { IssuerSide } from './issuer-side.ts'
import { openProbe } from './open-probe.ts'
import { USUAL_LEEWAY } from './open-side.ts'
import { readProbeOptions, REPORT_FILES, type ProbeOptions } from './options.ts'
import { playMatrix, tellMatrix } from './play-matrix.ts'
import { readBaseline, type Baseline } from './reports/baseline.ts'
import type { FullReport } from './reports/full-report.ts'
import { matrixSection } from './reports/matrix-section.ts'
import { renderProgress } from './reports/render-terminal.ts'
import { sayRepeatedLater } from './repeat-finding.ts'
import type { MakeWhat } from './target/repeat-line.ts'
import { tellReport } from './tell-report.ts'
import { isBug, unlessStopped } from './unless-stopped.ts'

/** Bytes: a report has a few hundred kilobytes. */
const LARGEST_BASELINE_FILE = 20_000_000

/** How a run ends: all well, findings, or it could not run. */
const ENDS = { well: 0, findings: 1, 'could not run': 2 } as const

/**
 * Runs the probe as the person at the terminal wants it.
 * @param interrupted resolves when the person wants no more of it: then what was set at the issuer is taken back
 * @returns the exit code: 0 all well, 1 findings, 2 it could not run, which is said
 * @throws UsageFault
 */
export async function runProbe(call: CommandCall, interrupted: Promise<unknown> = NO_INTERRUPTION): Promise<number> {
  const options = readProbeOptions(call)
  const closing: (() => Promise<void>)[] = []
  const interruption = createInterruption(interrupted)
  try {
    return await runToEnd(call, options, closing, interruption)
  } catch (error) {
    if (error instanceof UsageFault || isBug(error)) throw error
    if (!(error instanceof Interrupted))
      call.terminal.tell(`${wrapText(shownText(errorText(error)), call.terminal.columns)}\n`)
    return ENDS['could not run']
  } finally {
    if (interruption.hasCome) call.terminal.tell('Stopped. What was set at the issuer is taken back.\n')
    for (const close of closing.toReversed()) await close()
  }
}

const NO_INTERRUPTION = new Promise<never>(() => {})

async function runToEnd(
  call: CommandCall,
  options: ProbeOptions,
  closing: (() => Promise<void>)[],
  interruption: Interruption,
): Promise<number> {
  const { unless } = interruption
  if (options.make) return unless(printToken(call, options, options.make, closing))
  if (isMatrixAlone(options)) return unless(runMatrixAlone(call, options))
  const { report, baseline, folder } = await probeTarget(call, options, closing, interruption)
  let believedAtDoors = 0
  const withMatrix = async () => {
    const matrix = await unless(playMatrix(call))
    believedAtDoors = matrix.findings
    return { ...report, matrix: matrixSection(matrix) }
  }
  const isPlayed = options.further.includes('matrix') && report.stopped === undefined
  const whole = isPlayed ? await unlessStopped(report, withMatrix()) : report
  const end = await tellReport(whole, { options, baseline, folder, terminal: call.terminal })
  if (options.issuer.kind === 'served' && whole.cases.some(({ curl }) => curl !== undefined))
    call.terminal.tell(`${wrapText(sayRepeatedLater(options.issuer.port), call.terminal.columns)}\n`)
  if (end !== 'well' || believedAtDoors === 0) return ENDS[end]
  call.terminal.write('  Failed: the doors of the sandbox believe what they should not.\n')
  return ENDS.findings
}

/** The token alone, with no end of line: it stands in a line of the shell. */
async function printToken(
  { env, clock, terminal }: CommandCall,
  options: ProbeOptions,
  make: MakeWhat,
  closing: (() => Promise<void>)[],
): Promise<number> {
  const opened = await openProbe(options, {
    config: readConfig(probeSettings, env),
    clock,
    folder: startFolder({ env }),
  })
  closing.push(opened.close)
  terminal.write(await makeAttempt(make, opened.parts.issuerSide))
  return ENDS.well
}

const isMatrixAlone = ({ url, curl, further }: ProbeOptions) =>
  url === undefined && curl === undefined && further.includes('matrix')

/** @throws UsageFault for a report that a matrix cannot be written as */
async function runMatrixAlone(call: CommandCall, { files, baseline }: ProbeOptions): Promise<number> {
  const other = REPORT_FILES.find((kind) => kind !== 'json' && files[kind] !== undefined)
  if (other !== undefined || baseline !== undefined)
    throw new UsageFault(`--matrix alone is written with --json, and not with --${other ?? 'baseline'}.`)
  const parts = { json: files.json, folder: startFolder(call), terminal: call.terminal }
  return ENDS[await tellMatrix(await playMatrix(call), parts)]
}

const beginning = ({ url }: { url: string }, rate: number | 'max'): string =>
  rate === 'max'
    ? `Asks ${shownText(url)} as fast as it answers. --rate 5 is gentle.`
    : `Asks ${shownText(url)} ${rate} times a second at most. --rate max asks as fast as it answers.`

/** Where the person stands: npm starts a command in the folder of the project. */
const startFolder = ({ env }: Pick<CommandCall, 'env'>) => resolve(env['INIT_CWD'] ?? '.')

async function probeTarget(
  { env, clock, terminal }: CommandCall,
  options: ProbeOptions,
  closing: (() => Promise<void>)[],
  { unless, come, interrupted }: Interruption,
): Promise<{ report: FullReport; baseline: Baseline | undefined; folder: string }> {
  const folder = startFolder({ env })
  const config = readConfig(probeSettings, env)
  const baseline =
    options.baseline === undefined
      ? undefined
      : readBaseline(await readUtf8File(resolve(folder, options.baseline), LARGEST_BASELINE_FILE))
  const tell = (text: string) => terminal.tell(`${wrapText(text, terminal.columns)}\n`)
  const opening = openProbe(options, { config, clock, folder, tell, interrupted })
  closing.push(async () => (await opening.catch(() => undefined))?.close())
  terminal.progress('asks the service for its answers to the good token, to none and to garbage')
  const { parts } = await unless(opening)
  const { cases, whyLeftOut } = chooseCases({ ...options, isLeewayGuessed: isLeewayGuessed(options, parts.issuerSide) })
  tell(beginning(parts.target, options.rate))
  let done = 0
  const report = await runCatalogue({
    ...parts,
    cases,
    whyLeftOut,
    rate: options.rate,
    interrupted: come,
    ...(options.promisedSeconds !== undefined && { promisedSeconds: options.promisedSeconds }),
    onResult: (result) =>
      terminal.progress(renderProgress(result, { done: Math.min(++done, cases.length), total: cases.length })),
  })
  if (report.stopped !== undefined) return { report, baseline, folder }
  const measured = unless(measureFurther(report, options, { ...parts, terminal }))
  return { report: await unlessStopped(report, measured), baseline, folder }
}

/** Nobody said it, and it is none of our own services. */
const isLeewayGuessed = ({ expected }: ProbeOptions, side: IssuerSide): boolean =>
  expected.leewaySeconds === undefined && side.world().target.leewaySeconds === USUAL_LEEWAY
