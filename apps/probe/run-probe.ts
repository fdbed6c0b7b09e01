import { resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { errorText } from '#core/error-text'
import { readUtf8File } from '#core/files/regular-file'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import type { Sender } from './answer.ts'
import { chooseCases } from './choose-cases.ts'
import { probeSettings } from './config.ts'
import { findEnabledAlgorithms, withAlgorithms } from './enabled-algorithms.ts'
import { beginControls } from './engine/controls.ts'
import { pacedSender } from './engine/pace.ts'
import { runCatalogue } from './engine/run-catalogue.ts'
import type { IssuerSide } from './issuer-side.ts'
import { measureFurther } from './measure-further.ts'
import { openIssuerSide } from './open-side.ts'
import { openTarget } from './open-target.ts'
import { readProbeOptions, type ProbeOptions } from './options.ts'
import { readBaseline, type Baseline } from './reports/baseline.ts'
import type { FullReport } from './reports/full-report.ts'
import { renderProgress } from './reports/render-terminal.ts'
import { openSender } from './target/open-sender.ts'
import { tellReport } from './tell-report.ts'

/** Bytes: a report has a few hundred kilobytes. */
const LARGEST_BASELINE_FILE = 20_000_000

/** How a run ends: all well, findings, or it could not run. */
const ENDS = { well: 0, findings: 1, 'could not run': 2 } as const

/**
 * Runs the probe as the person at the terminal wants it.
 * @returns the exit code: 0 all well, 1 findings, 2 it could not run, which is said
 * @throws UsageFault
 */
export async function runProbe(call: CommandCall): Promise<number> {
  const options = readProbeOptions(call)
  const closing: (() => Promise<void>)[] = []
  try {
    const { report, baseline, folder } = await probeTarget(call, options, closing)
    return ENDS[await tellReport(report, { options, baseline, folder, terminal: call.terminal })]
  } catch (error) {
    if (error instanceof UsageFault) throw error
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error
    call.terminal.tell(`${errorText(error)}\n`)
    return ENDS['could not run']
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}

async function probeTarget(
  { env, clock, terminal }: CommandCall,
  options: ProbeOptions,
  closing: (() => Promise<void>)[],
): Promise<{ report: FullReport; baseline: Baseline | undefined; folder: string }> {
  const folder = resolve(env['INIT_CWD'] ?? '.')
  const config = readConfig(probeSettings, env)
  const baseline =
    options.baseline === undefined
      ? undefined
      : readBaseline(await readUtf8File(resolve(folder, options.baseline), LARGEST_BASELINE_FILE))
  const opened = await openTarget(options, { folder, keysFolder: config.keysFolder })
  const sender = openSender(opened.target, clock)
  closing.push(() => sender.close())
  const side = await openIssuerSide(options, { config, clock, folder, ...opened })
  closing.push(() => side.close())
  const about = { url: opened.target.url.href, method: opened.target.method }
  const parts = { sender, clock, target: about, ...(options.marker && { marker: options.marker }) }
  const issuerSide = await knownAlgorithms(side, options, { ...parts, rate: options.rate })
  const { cases, whyLeftOut } = chooseCases(options)
  let done = 0
  const report = await runCatalogue({
    ...parts,
    issuerSide,
    cases,
    whyLeftOut,
    rate: options.rate,
    ...(options.promisedSeconds !== undefined && { promisedSeconds: options.promisedSeconds }),
    onResult: (result) => terminal.progress(renderProgress(result, { done: ++done, total: cases.length })),
  })
  if (report.stopped !== undefined) return { report, baseline, folder }
  return { report: await measureFurther(report, options, { ...parts, issuerSide, terminal }), baseline, folder }
}

/** Where nobody said which algorithms the target has enabled, a good token of each finds out. */
async function knownAlgorithms(
  side: IssuerSide,
  { expected, marker }: ProbeOptions,
  parts: { sender: Sender; clock: CommandCall['clock']; target: { url: string }; rate: number | 'max' },
): Promise<IssuerSide> {
  if (expected.algorithms || !side.world().issuer) return side
  const sender = pacedSender(parts.sender, parts.rate, parts.clock)
  const controlParts = { sender, issuerSide: side, target: parts.target, ...(marker && { marker }) }
  const { yardstick } = await beginControls(controlParts)
  return withAlgorithms(side, await findEnabledAlgorithms(side, sender, yardstick))
}
