import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** CPU and memory of another process can be read here; elsewhere the bench shows rates and times only. */
export const HAS_USAGE = existsSync('/proc/self/stat')

export const NO_USAGE_NOTE = 'This platform has no /proc, so CPU and memory per process are unknown: see "-".'

/** Linux shows times to programs in hundredths of a second, whatever the kernel counts in (proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100

/** Kernels that keep it tell how long each thread has run to the nanosecond. */
const HAS_NANOSECONDS = existsSync('/proc/self/schedstat')

/** User and system time of all threads of a process so far, in seconds; NaN where it cannot be read. */
export function cpuSeconds(pid: number): number {
  if (!HAS_USAGE) return Number.NaN
  if (HAS_NANOSECONDS) return threadsOf(pid).reduce((sum, thread) => sum + runNanoseconds(thread), 0) / 1e9
  const { user, system } = statOf(pid)
  return (user + system) / TICKS_PER_SECOND
}

/** The same for a process, all that it has started, and what has ended of those; NaN where it cannot be read. */
export function familyCpuSeconds(pid: number): number {
  if (!HAS_USAGE) return Number.NaN
  const ticks = familyStats(pid).map(({ user, system, ended }) => user + system + ended)
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND
}

/** A process and all that it has started, as far as it runs; none where that cannot be read. */
export const familyOf = (pid: number): number[] => (HAS_USAGE ? familyStats(pid).map(({ id }) => id) : [])

function familyStats(pid: number) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statIfThere)
  const family = new Set([pid])
  for (let before = 0; before < family.size;) {
    before = family.size
    for (const { id, parent } of all) if (family.has(parent)) family.add(id)
  }
  return all.filter(({ id }) => family.has(id))
}

/** The second field is the command in brackets and may hold spaces; the parent is the fourth, times are 14 to 17. */
function statOf(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0, , , , , , , , , , user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields
  return { id: pid, parent, user, system, ended: endedUser + endedSystem }
}

/** It may have ended a moment ago. */
function statIfThere(pid: string) {
  try {
    return [statOf(Number(pid))]
  } catch {
    return []
  }
}

const threadsOf = (pid: number) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)

function runNanoseconds(thread: string): number {
  return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ', 1)[0])
}

/** What the whole machine has done so far, of what it could have, in seconds of CPU; NaN where it cannot be read. */
export interface MachineTime {
  busy: number
  all: number
}

export function machineTime(): MachineTime {
  if (!HAS_USAGE) return { busy: Number.NaN, all: Number.NaN }
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  // user nice system idle iowait irq softirq steal; guests are counted in user already (proc_stat(5)).
  const fields = line.split(/ +/).slice(1, 9).map(Number)
  const all = fields.reduce((sum, ticks) => sum + ticks, 0)
  const [, , , idle = 0, waiting = 0] = fields
  return { busy: (all - idle - waiting) / TICKS_PER_SECOND, all: all / TICKS_PER_SECOND }
}

/** The most memory that a process has held at once, in megabytes; NaN where it cannot be read. */
export function peakMegabytes(pid: number): number {
  if (!HAS_USAGE) return Number.NaN
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

/**
 * The memory of a process, in megabytes: of a page that several processes share, each has its part, so that those of all can be
 * added up; NaN where it cannot be read.
 */
export function proportionalMegabytes(pid: number): number {
  const file = `/proc/${pid}/smaps_rollup`
  if (!existsSync(file)) return Number.NaN
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}
