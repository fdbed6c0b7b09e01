import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CASES } from './cases.ts'
import { measureConsole, type ConsoleFigure } from './console-figures.ts'
import { lackingIssuers, measureIssuers, type IssuerFigures } from './issuers/measure-issuers.ts'
import type { Plan, TellProgress } from './load.ts'
import type { Part } from './part.ts'
import { httpRunner, rawRunners, type Runner } from './runners.ts'
import { startProcesses, type ProcessLabel, type Processes } from './processes.ts'
import { measureStart, type StartTimes } from './start-times.ts'
import { compare, summarise, type Comparison, type Round, type Row } from './summary.ts'
import { peakMegabytes } from './usage.ts'
import { measureWhole } from './whole.ts'

/** Short rounds, each row in turn: whatever else the machine does at a time falls on neighbours alike. */
export const FULL: Plan = {
  rounds: 7,
  requests: 50_000,
  cpuSeconds: 0.25,
  maxSeconds: 10,
  connections: 16,
  warmUp: { requests: 5000, cpuSeconds: 1.5, maxSeconds: 20 },
  leadIn: 100,
  starts: 5,
  idleSeconds: { settle: 20, watch: 30 },
}

/** To see that it works; the figures are rough. */
export const QUICK: Plan = {
  ...FULL,
  rounds: 5,
  cpuSeconds: 0.1,
  maxSeconds: 2,
  warmUp: { requests: 1000, cpuSeconds: 0.5, maxSeconds: 5 },
  starts: 1,
  idleSeconds: { settle: 15, watch: 10 },
}

export interface Result {
  plan: Plan
  rows: Row[]
  comparisons: Comparison[]
  start: StartTimes[]
  whole: ConsoleFigure[]
  console: ConsoleFigure[]
  issuers: IssuerFigures[]
  /** Why some of them were not measured. */
  lackingIssuers: string[]
  /** The most memory that each process held, in megabytes. */
  peakMegabytes: Partial<Record<ProcessLabel, number>>
  /** How many processes wanted to run, others included, before and after: the average of a minute. */
  load: [before: number, after: number]
}

/**
 * Starts the processes, measures every row in turn, and ends the processes.
 * @param prepare puts into the folder what the processes need not make themselves
 */
export async function runBench(
  plan: Plan,
  part: Part,
  tell: TellProgress = () => {},
  prepare: (folder: string) => Promise<void> = async () => {},
): Promise<Result> {
  const before = minuteLoad()
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-bench-'))
  try {
    await prepare(folder)
    const measured = part.rows.size > 0 ? await measureRows(plan, part, folder, tell) : NOTHING
    const start = part.startRows.length > 0 ? await measureStart(part.startRows, plan.starts, folder, tell) : []
    const whole = part.wholeRows.length > 0 ? await measureWhole(plan, folder, tell) : []
    const figures = part.consoleRows.length > 0 ? await measureConsole(part.consoleRows, plan, folder, tell) : []
    const issuers = part.issuerRows.length > 0 ? await measureIssuers(part.issuerRows, plan, folder, tell) : []
    const lacking = part.issuerRows.length > 0 ? lackingIssuers() : []
    return {
      plan,
      ...measured,
      start,
      whole,
      console: figures,
      issuers,
      lackingIssuers: lacking,
      load: [before, minuteLoad()],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const NOTHING = { rows: [], comparisons: [], peakMegabytes: {} }

const minuteLoad = () => loadavg()[0] ?? Number.NaN

async function measureRows(plan: Plan, { rows, ratios }: Part, folder: string, tell: TellProgress) {
  tell('Starting the processes …')
  const cases = CASES.filter(({ name }) => rows.has(name))
  const { processes, stop } = await startProcesses(
    folder,
    cases.map(({ on }) => on),
  )
  try {
    // What a row calls, and what its requests are made with, is of one group, which was started for it.
    const all = [...cases.map((row) => httpRunner(row, processes as Processes, plan)), ...(await rawRunners())]
    const rounds = await measure(
      all.filter(({ name }) => rows.has(name)),
      plan,
      tell,
    )
    await Promise.all(all.map((runner) => runner.close()))
    const summaries = [...rounds].map(([name, ofRow]) => summarise(name, ofRow))
    return { rows: summaries, comparisons: compare(rounds, ratios), peakMegabytes: peaks(processes) }
  } finally {
    await stop()
  }
}

async function measure(runners: Runner[], plan: Plan, tell: TellProgress): Promise<Map<string, Round[]>> {
  tell(`Warming up ${runners.length} rows …`)
  for (const runner of runners) await runner.round({ ...plan, ...plan.warmUp })
  const rounds = new Map(runners.map(({ name }) => [name, [] as Round[]]))
  for (let round = 1; round <= plan.rounds; round++) {
    tell(`Round ${round} of ${plan.rounds} …`)
    for (const runner of runners) rounds.get(runner.name)?.push(await runner.round(plan))
  }
  return rounds
}

function peaks(processes: Partial<Processes>): Result['peakMegabytes'] {
  const entries = Object.entries(processes).map(([label, { pid }]) => [label, peakMegabytes(pid)])
  return Object.fromEntries(entries)
}
