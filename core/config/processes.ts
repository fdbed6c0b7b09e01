import { PROCESSES, type ProcessRow } from './process-table.ts'

type Table = typeof PROCESSES

export type ProcessName = keyof Table

/** Those whose row says so. */
type NamesWith<Fact> = { [Name in ProcessName]: Table[Name] extends Fact ? Name : never }[ProcessName]

/** Those that other processes call. */
export type PeerName = NamesWith<{ tlsPort: number }>

/** Those that `npm start` starts. */
export type StartedName = NamesWith<{ isStarted: true }>

export const PROCESS_NAMES = Object.keys(PROCESSES) as ProcessName[] // Object.keys forgets the literal type

/** The row of a process, without the literal types of this very table. */
export const rowOf = (name: ProcessName): ProcessRow => PROCESSES[name]

export const isPeerName = (name: ProcessName): name is PeerName => rowOf(name).tlsPort !== undefined
export const PEER_NAMES: readonly PeerName[] = PROCESS_NAMES.filter(isPeerName)

const isStartedName = (name: ProcessName): name is StartedName => rowOf(name).isStarted
export const STARTED_NAMES: readonly StartedName[] = PROCESS_NAMES.filter(isStartedName)

/** Those that can be told what to do. */
export type ControlledName = NamesWith<{ hasControl: true; tlsPort: number }>

export const isControlledName = (name: ProcessName): name is ControlledName => rowOf(name).hasControl
export const CONTROLLED_NAMES: readonly ControlledName[] = PROCESS_NAMES.filter(isControlledName)

/** Those that sign with keys of their own. */
export type KeyOwner = NamesWith<{ hasKeys: true }>

const isKeyOwner = (name: ProcessName): name is KeyOwner => rowOf(name).hasKeys
export const KEY_OWNERS = PROCESS_NAMES.filter(isKeyOwner)

/** Those that the factory keeps a ring for from the start; its own ring has another name. */
export const FIRST_RING_OWNERS = KEY_OWNERS.filter((name) => name !== 'jwt-factory')

export const isProcessName = (name: unknown): name is ProcessName =>
  typeof name === 'string' && Object.hasOwn(PROCESSES, name)

/** These processes and all that they call, each once, after those that it calls. */
export function calleesFirst(names: readonly ProcessName[]): ProcessName[] {
  const order = new Set<ProcessName>()
  const visit = (name: ProcessName, callers: readonly ProcessName[]) => {
    if (callers.includes(name)) return // they call each other
    for (const callee of rowOf(name).calls.filter(isProcessName)) visit(callee, [...callers, name])
    order.add(name)
  }
  for (const name of names) visit(name, [])
  return [...order]
}

/** One entry for each of these names. */
export function entryForEach<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value> // Object.fromEntries forgets the names
}
