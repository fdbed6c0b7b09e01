import type { CapturedRequest } from '#core/control/capture'
import type { ToldRings } from '#core/control/told-rings'

/** What a process made of what it was told. */
export interface ProcessOutcome {
  name: string
  isDone: boolean
  /** It did not answer: it has refused nothing. */
  isSilent?: boolean
  /** What holds now; or why it was not done, in the words of the process. */
  words: string
}

/** A fault, as lists of a process show it. */
export interface ToldFault {
  id: string
  on: string
  sentence: string
  /** How many requests it was about, and how many of them it changed. */
  seen: number
  applied: number
}

/** What can be told to a process, and what it was told; or why not. */
export interface ControlNow {
  name: string
  /** Why it tells nothing: it is down, or its control plane is off. */
  why?: string
  /** Why its clock cannot be moved, where it cannot. */
  fixed?: string
  faults: readonly ToldFault[]
  /** What a fault can be about. */
  on: readonly string[]
}

/** Which requests a person wants to see; an empty text is all. */
export interface RequestFilter {
  process: string
  on: string
  from: string
  trace: string
}

/** A request that a process has captured. */
export interface ListedRequest extends CapturedRequest {
  process: string
  /** The console keeps the play that it was part of. */
  isOfPlay?: boolean
}

/** The last of them, the newest first. */
export interface SeenNow {
  /** How many there were. */
  count: number
  requests: ListedRequest[]
  /** What a process says against the filter. */
  refusals: string[]
}

/** The rings of one process, or why it tells none. */
export interface RingsOf {
  name: string
  why?: string
  told?: ToldRings
}

/** Somebody asked for a key set. */
export interface KeySetFetch extends Pick<ListedRequest, 'at' | 'from' | 'path' | 'traceId' | 'status'> {
  /** The ring whose keys stand there; `*` for those of all callers. */
  ringId: string
  /** The console keeps the play that it was part of. */
  isOfPlay?: boolean
}

export interface RingsNow {
  /** By the clock of the machine: milliseconds since 1970. */
  machineNow: number
  holders: RingsOf[]
  /** The newest first. */
  fetches: KeySetFetch[]
  /** How many there were. */
  fetched: number
}

export interface RingFilter {
  like: string
  most: number
}

/** What a person does with a ring. */
export interface KeyChange {
  process: string
  ringId: string
  act: 'prepare' | 'rotate' | 'revoke'
  /** Which key is revoked. */
  kid?: string | undefined
}
