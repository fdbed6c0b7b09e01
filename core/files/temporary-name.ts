import { createHash, randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** This machine, or this container, as eight hexadecimal digits: elsewhere a process id means another process. */
export const HERE = createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8)

/** On one machine, too, processes may count apart (pid_namespaces(7)). Empty where a system has no such thing. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** A file beside the one at this path, to be renamed to it once it is whole. Its name says who writes it. */
export const temporaryName = (path: string): string => `${path}.${process.pid}-${HERE}.${randomUUID()}.tmp`

/**
 * What such a name ends with: who writes, which earlier versions did not say, and a random UUID (RFC 9562 §5.4). Nobody
 * else names files like this.
 */
const ENDING =
  /(?<=.)(?:\.(?<pid>\d{1,10})-(?<machine>[\da-f]{8}))?\.[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\.tmp$/

/** Whether a file of this name is of ours, and not in its place. */
export const isTemporary = (name: string): boolean => ENDING.test(name)

/** The name that a file is to have, or has. */
export const finalName = (name: string): string => name.replace(ENDING, '')

/** Whether whoever was writing a file of this name has ended without it. False where that cannot be known. */
export function isAbandoned(name: string): boolean {
  const { pid, machine } = ENDING.exec(name)?.groups ?? {}
  return pid !== undefined && machine === HERE && !isRunning(Number(pid))
}

/** Whether there is such a process on this machine, whoever has started it. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH') // it may be somebody else's
  }
}
