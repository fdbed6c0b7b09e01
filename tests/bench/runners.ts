import type { HttpCase } from './http-case.ts'
import { sendLoad, type Load, type Plan, type Timing } from './load.ts'
import { RAW_ALGORITHMS } from './cases.ts'
import { GATEWAY_DECISIONS } from './gateways/cases.ts'
import { gatewayDecisions } from './gateways/decisions.ts'
import { MESH_DECISION } from './mesh/cases.ts'
import { meshDecision } from './mesh/decision.ts'
import { BARE_HASH } from './people/cases.ts'
import { bareHash, personDecisions } from './people/decisions.ts'
import { openPool, type ProcessLabel, type Processes } from './processes.ts'
import { createRawSignature, repeat } from './raw-signatures.ts'
import type { WireRequest } from './requests.ts'
import type { Round } from './summary.ts'
import { cpuSeconds, machineTime } from './usage.ts'

/** One row of the table, ready to be measured once more. */
export interface Runner {
  name: string
  round(load: Load): Promise<Round>
  close(): Promise<void>
}

/** Calls a process over TLS, and reads what CPU all of them spent on it. */
export function httpRunner(row: HttpCase, processes: Processes, plan: Plan): Runner {
  const { name, on, prepare, answers } = row
  const pool = openPool(processes[on], plan.connections, row.door)
  let prepared: (() => WireRequest) | undefined
  return {
    name,
    async round(load) {
      const next = (prepared ??= inTurn(
        await prepare({ pool, called: processes[on], processes, most: mostRequests(plan) }),
      ))
      const spent = () => sum(Object.values(readCpu(processes)))
      await sendLoad(pool, next, answers, { ...load, requests: plan.leadIn }, spent)
      return measured(
        () => sendLoad(pool, next, answers, load, spent),
        () => readCpu(processes),
      )
    },
    close: () => pool.close(),
  }
}

/** All that a row can ever send. */
const mostRequests = ({ warmUp, rounds, requests, leadIn }: Plan) =>
  warmUp.requests + rounds * requests + (rounds + 1) * leadIn

/** One after the other, over and over; a round goes on where the last one ended. */
function inTurn(requests: WireRequest | readonly WireRequest[] | (() => WireRequest)): () => WireRequest {
  if (typeof requests === 'function') return requests
  const all = [requests].flat()
  let sent = 0
  return () => all[sent++ % all.length] as WireRequest // never empty
}

/** A signature needs no network and hardly varies: this part of the work of a request's row is enough. */
const RAW_SHARE = 0.25

/** Two rows for each algorithm, and those of decisions, measured in this process. */
export async function rawRunners(): Promise<Runner[]> {
  const signatures = RAW_ALGORITHMS.map(createRawSignature)
  const { first, again } = await gatewayDecisions()
  return [
    ...signatures.map(({ algorithm, sign }) => rawRunner(`crypto sign ${algorithm}`, sign)),
    ...signatures.map(({ algorithm, verify }) => rawRunner(`crypto verify ${algorithm}`, verify)),
    rawRunner(MESH_DECISION, meshDecision()),
    rawRunner(GATEWAY_DECISIONS.first, first),
    rawRunner(GATEWAY_DECISIONS.again, again),
    rawRunner(BARE_HASH, bareHash),
    ...(await personDecisions()).map(([row, act]) => rawRunner(row, act)),
  ]
}

function rawRunner(name: string, act: () => void | Promise<void>): Runner {
  return {
    name,
    round: ({ requests, cpuSeconds, maxSeconds }) =>
      measured(
        async () => repeat(act, requests, Math.min(cpuSeconds * RAW_SHARE, maxSeconds)),
        () => ({ bench: ownCpu() }),
      ),
    close: async () => {},
  }
}

type Cpu = Record<string, number>

/** Measures what the processes spend on something, and what everybody else on the machine does meanwhile. */
async function measured(act: () => Promise<Timing>, readAll: () => Cpu): Promise<Round> {
  const [machine, own, cpu] = [machineTime(), ownCpu(), readAll()]
  const { milliseconds, seconds } = await act()
  const spent = Object.entries(readAll()).map(([label, after]) => [label, after - (cpu[label] ?? 0)] as const)
  const ours = sum(spent.map(([, each]) => each)) + ('bench' in cpu ? 0 : ownCpu() - own)
  const { busy, all } = machineTime()
  return {
    perSecond: milliseconds.length / seconds,
    milliseconds,
    cpuByProcess: Object.fromEntries(spent.map(([label, each]) => [label, (each * 1000) / milliseconds.length])),
    foreignShare: Math.max(0, (busy - machine.busy - ours) / (all - machine.all)),
  }
}

const sum = (values: readonly number[]) => values.reduce((before, value) => before + value, 0)

/** Of this process: it sends the load, and makes the bare signatures. */
function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function readCpu(processes: Processes): Cpu {
  const entries = Object.entries(processes) as [ProcessLabel, Processes[ProcessLabel]][] // forgotten by Object.entries
  return Object.fromEntries(entries.map(([label, { pid }]) => [label, cpuSeconds(pid)]))
}
