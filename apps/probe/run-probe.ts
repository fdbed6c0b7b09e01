import { resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { errorText } from '#core/error-text'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { shownLines, shownText } from '#core/shown-text'
import { chooseCases, isLeewayGuessed, sayKeySetWaits } from './choose-cases.ts'
import { probeSettings } from './config.ts'
import { runCatalogue } from './engine/run-catalogue.ts'
import { createInterruption, Interrupted, type Interruption } from './interruption.ts'
import { listCases } from './list-cases.ts'
import { makeAttempt } from './make-attempt.ts'
import type { Stop } from './matrix/each-of.ts'
import { measureFurther } from './measure-further.ts'
import { openProbe } from './open-probe.ts'
import { readProbeOptions, type ProbeOptions } from './options.ts'
import { playMatrix } from './play-matrix.ts'
import type { Baseline } from './reports/baseline.ts'
import type { FullReport } from './reports/full-report.ts'
import { matrixSection } from './reports/matrix-section.ts'
import { protectText } from './reports/protect-report.ts'
import { readBaselineFile } from './reports/read-baseline-file.ts'
import { renderProgress } from './reports/render-terminal.ts'
import { NOT_REPEATED, sayRepeatedLater } from './repeat-finding.ts'
import type { MakeWhat } from './target/repeat-line.ts'
import { runAtSigner } from './signer/open-signer-run.ts'
import { tellMatrix } from './tell-matrix.ts'
import { tellReport } from './tell-report.ts'
import { isBug, unlessStopped } from './unless-stopped.ts'

/** How a run ends: all well, findings, or it could not run. */
const ENDS = { well: 0, findings: 1, 'could not run': 2 } as const

/**
 * Runs the probe as the person at the terminal wants it.
 * @param interrupted resolves when the person wants no more of it: then what was set at the issuer is taken back
 * @returns the exit code: 0 all well, 1 findings, 2 it could not run, which is said
 * @throws UsageFault
 */
export async function runProbe(call: CommandCall, interrupted: Promise<unknown> = NO_INTERRUPTION): Promise<number> {
  if (call.options['list'] !== undefined) {
    await listCases(call, { terminal: call.terminal, folder: startFolder(call) })
    return ENDS.well
  }
  const options = readProbeOptions(call)
  const closing: (() => Promise<void>)[] = []
  const interruption = createInterruption(interrupted)
  try {
    return await runToEnd(call, options, closing, interruption)
  } catch (error) {
    if (error instanceof UsageFault || isBug(error)) throw error
    if (!(error instanceof Interrupted))
      call.terminal.tell(`${wrapText(shownLines(protectText(errorText(error))).join('\n'), call.terminal.columns)}\n`)
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
  if (isMatrixAlone(options)) return runMatrixAlone(call, options, interruption)
  const { report, baseline, folder } = await probeTarget(call, options, closing, interruption)
  const withMatrix = async () => ({
    ...report,
    matrix: matrixSection(await playMatrix({ ...call, stop: interruption })),
  })
  const isPlayed = options.further.includes('matrix') && report.stopped === undefined
  const whole = isPlayed ? await unlessStopped(report, withMatrix()) : report
  const end = await tellReport(whole, { options, baseline, folder, terminal: call.terminal })
  if (options.issuer.kind === 'served' && whole.cases.some(({ curl }) => curl !== undefined))
    call.terminal.tell(`${wrapText(sayRepeatedLater(options.issuer.port), call.terminal.columns)}\n`)
  if (isTokenPasted(options, whole) && whole.cases.some(({ finding }) => finding))
    call.terminal.tell(`${wrapText(NOT_REPEATED, call.terminal.columns)}\n`)
  return ENDS[end]
}

const isTokenPasted = ({ issuer }: ProbeOptions, { target }: FullReport) =>
  issuer.kind === 'factory' && target.mode === 'black-box'

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

async function runMatrixAlone(call: CommandCall, options: ProbeOptions, stop: Stop): Promise<number> {
  const folder = startFolder(call)
  const baseline = await baselineOf(options, folder)
  return ENDS[
    await tellMatrix(await playMatrix({ ...call, stop }), { options, baseline, folder, terminal: call.terminal })
  ]
}

/** @throws UsageFault */
const baselineOf = async ({ baseline }: ProbeOptions, folder: string): Promise<Baseline | undefined> =>
  baseline === undefined ? undefined : readBaselineFile(baseline, folder)

const beginning = ({ url }: { url: string }, rate: number | 'max'): string =>
  rate === 'max'
    ? `Asks ${shownText(url)} as fast as it answers. --rate 5 is gentle.`
    : `Asks ${shownText(url)} ${rate} times a second at most. --rate max asks as fast as it answers.`

/** Waits of the key-set probe: how many there are at most, and how long each is where nobody says. Seconds. */
const KEYS_WAITS = { most: 7, seconds: 90 }

function keysTake({ patienceSeconds }: Pick<ProbeOptions, 'patienceSeconds'>): string {
  const each = patienceSeconds > 0 ? patienceSeconds : KEYS_WAITS.seconds
  const minutes = Math.ceil((KEYS_WAITS.most * each) / 60)
  return `After the cases, --keys watches how the service follows the keys of its issuer. That takes minutes: ${KEYS_WAITS.most} waits of ${each} s at most, ${minutes} minutes in all.`
}

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
  const baseline = await baselineOf(options, folder)
  if (options.expected.dialect === 'jwtproxy-signer')
    return {
      report: await unless(runAtSigner(options, { clock, folder, keysFolder: config.keysFolder })),
      baseline,
      folder,
    }
  const tell = (text: string) => terminal.tell(`${wrapText(protectText(text), terminal.columns)}\n`)
  const opening = openProbe(options, { config, clock, folder, tell, interrupted })
  closing.push(async () => (await opening.catch(() => undefined))?.close())
  terminal.progress('asks the service for its answers to the good token, to none and to garbage')
  const { parts } = await unless(opening)
  const { cases, whyLeftOut } = chooseCases({
    ...options,
    isKeyAskedById: options.expected.isKeyAskedById,
    isTypeLax: options.expected.also.has('lax-type'),
    isLeewayGuessed: isLeewayGuessed(options.expected.leewaySeconds, parts.issuerSide),
  })
  tell(beginning(parts.target, options.rate))
  const waits = sayKeySetWaits(cases.filter((attack) => whyLeftOut(attack) === undefined))
  if (waits !== undefined) tell(waits)
  if (options.further.includes('keys')) tell(keysTake(options))
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
