import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CASES, RATIOS, RAW_ALGORITHMS } from './cases.ts'
import type { Plan } from './load.ts'
import { httpRunner, rawRunners, type Runner } from './runners.ts'
import { startProcesses, type ProcessLabel, type Processes } from './processes.ts'
import { compare, summarise, type Comparison, type Round, type Row } from './summary.ts'
import { peakMegabytes } from './usage.ts'

/** Many short rounds, so that each row meets a quiet moment of the machine; CPU is counted in hundredths of a second. */
export const FULL: Plan = { rounds: 12, requests: 50_000, maxSeconds: 0.4, warmUp: 5000, connections: 16 }

/** To see that it works; the figures are rough. */
export const QUICK: Plan = { rounds: 2, requests: 5000, maxSeconds: 0.3, warmUp: 300, connections: 16 }

/** At most, per row. */
const WARM_UP_SECONDS = 5

export interface Result {
  plan: Plan
  rows: Row[]
  comparisons: Comparison[]
  /** The most memory that each process held, in megabytes. */
  peakMegabytes: Record<ProcessLabel, number>
}

/** Starts the processes, measures every row in turn, and ends the processes. */
export async function runBench(plan: Plan): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-bench-'))
  try {
    const { processes, stop } = await startProcesses(folder)
    try {
      const runners = [...CASES.map((row) => httpRunner(row, processes, plan)), ...rawRunners(RAW_ALGORITHMS)]
      const rows = await measure(runners, plan)
      return { plan, rows, comparisons: compare(rows, RATIOS), peakMegabytes: peaks(processes) }
    } finally {
      await stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(runners: Runner[], plan: Plan): Promise<Row[]> {
  for (const runner of runners) await runner.round({ ...plan, requests: plan.warmUp, maxSeconds: WARM_UP_SECONDS })
  const rounds = runners.map((): Round[] => [])
  for (let round = 0; round < plan.rounds; round++) {
    for (const [index, runner] of runners.entries()) rounds[index]?.push(await runner.round(plan))
  }
  await Promise.all(runners.map((runner) => runner.close()))
  return runners.map(({ name }, index) => summarise(name, rounds[index] ?? []))
}

function peaks(processes: Processes): Record<ProcessLabel, number> {
  const entries = Object.entries(processes).map(([label, { pid }]) => [label, peakMegabytes(pid)])
  return Object.fromEntries(entries) as Record<ProcessLabel, number> // one entry for each process
}
