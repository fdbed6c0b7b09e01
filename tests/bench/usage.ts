import { existsSync, readFileSync } from 'node:fs'

/** CPU and memory of another process can be read here; elsewhere the bench shows rates and times only. */
export const HAS_USAGE = existsSync('/proc/self/stat')

export const NO_USAGE_NOTE = 'This platform has no /proc, so CPU and memory per process are unknown: see "-".'

/** Linux shows times to programs in hundredths of a second, whatever the kernel counts in (proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100

/** User and system time of all threads of a process so far, in seconds; NaN where it cannot be read. */
export function cpuSeconds(pid: number): number {
  if (!HAS_USAGE) return Number.NaN
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the command in brackets and may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** The most memory that a process has held at once, in megabytes; NaN where it cannot be read. */
export function peakMegabytes(pid: number): number {
  if (!HAS_USAGE) return Number.NaN
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}
