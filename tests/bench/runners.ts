import type { Algorithm } from '#core/token/algorithms'
import type { HttpCase } from './cases.ts'
import { sendLoad, type Load, type Plan, type Timing } from './load.ts'
import { openPool, type ProcessLabel, type Processes } from './processes.ts'
import { createRawSignature, repeat } from './raw-signatures.ts'
import type { WireRequest } from './requests.ts'
import type { Round } from './summary.ts'
import { cpuSeconds } from './usage.ts'

/** One row of the table, ready to be measured once more. */
export interface Runner {
  name: string
  round(load: Load): Promise<Round>
  close(): Promise<void>
}

/** Calls a process over TLS, and reads what CPU all of them spent on it. */
export function httpRunner(row: HttpCase, processes: Processes, plan: Plan): Runner {
  const { name, on, prepare, answers } = row
  const pool = openPool(processes[on], plan.connections)
  let next: (() => WireRequest) | undefined
  return {
    name,
    async round(load) {
      next ??= inTurn(await prepare({ pool, called: processes[on], processes, most: mostRequests(plan) }))
      const before = readCpu(processes)
      const timing = await sendLoad(pool, next, answers, load)
      return toRound(timing, difference(before, readCpu(processes)))
    },
    close: () => pool.close(),
  }
}

/** All that a row can ever send. */
const mostRequests = ({ warmUp, rounds, requests }: Plan) => warmUp + rounds * requests

/** One after the other, over and over; a round goes on where the last one ended. */
function inTurn(requests: WireRequest | readonly WireRequest[]): () => WireRequest {
  const all = [requests].flat()
  let sent = 0
  return () => all[sent++ % all.length] as WireRequest // never empty
}

/** A signature needs no network and hardly varies: this part of the time of a request's row is enough. */
const RAW_SHARE = 0.25

/** Two rows for each algorithm, measured in this process. */
export function rawRunners(algorithms: readonly Algorithm[]): Runner[] {
  const signatures = algorithms.map(createRawSignature)
  return [
    ...signatures.map(({ algorithm, sign }) => rawRunner(`crypto sign ${algorithm}`, sign)),
    ...signatures.map(({ algorithm, verify }) => rawRunner(`crypto verify ${algorithm}`, verify)),
  ]
}

function rawRunner(name: string, act: () => void): Runner {
  return {
    name,
    async round({ requests, maxSeconds }) {
      const before = process.cpuUsage()
      const timing = repeat(act, requests, maxSeconds * RAW_SHARE)
      const { user, system } = process.cpuUsage(before)
      return toRound(timing, { bench: (user + system) / 1e6 })
    },
    close: async () => {},
  }
}

function toRound({ milliseconds, seconds }: Timing, cpu: Record<string, number>): Round {
  const per1000 = 1000 / milliseconds.length
  const cpuByProcess = Object.fromEntries(Object.entries(cpu).map(([label, spent]) => [label, spent * per1000]))
  return { perSecond: milliseconds.length / seconds, milliseconds, cpuByProcess }
}

function readCpu(processes: Processes): Map<ProcessLabel, number> {
  const entries = Object.entries(processes) as [ProcessLabel, Processes[ProcessLabel]][] // forgotten by Object.entries
  return new Map(entries.map(([label, { pid }]) => [label, cpuSeconds(pid)]))
}

function difference(before: Map<ProcessLabel, number>, after: Map<ProcessLabel, number>): Record<string, number> {
  return Object.fromEntries([...after].map(([label, seconds]) => [label, seconds - (before.get(label) ?? 0)]))
}
