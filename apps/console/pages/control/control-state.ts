import type { ControlNow, SeenNow } from '../../live/told.ts'
import type { SaidLines } from '../../parts/outcome-lines.ts'

/** Names, each with what it means: the process says them, or the core. */
export interface NamedChoice {
  name: string
  about: string
}

/** What the page of the control plane shows. */
export interface ControlPageState {
  processes: readonly ControlNow[]
  seen: SeenNow
  presets: readonly NamedChoice[]
  /** Ways in which a key set, or a certificate, can be wrong. */
  keyFaults: readonly NamedChoice[]
  certificateFaults: readonly NamedChoice[]
  /** The process that is told; an empty text is all of them. */
  whom: string
  /** What stands in the fields, by their names. */
  draft: Readonly<Record<string, string>>
  said?: SaidLines | undefined
  waiting?: string | undefined
  /** Since the house was told, milliseconds of the machine. */
  later: number
}

/** What a clock is told, as `PUT /control/clock` takes it. */
export type ClockOrder = Readonly<Record<string, string | number | boolean>>

export interface ControlPageActions {
  choose(whom: string): void
  write(name: string, value: string): void
  moveClock(change: ClockOrder): void
  reset(): void
  setFault(): void
  setPreset(name: string): void
  removeFault(id: string): void
  clearFaults(): void
  clearRequests(): void
  closeSaid(): void
}

/** What the fields begin with; they are named after what they are for. */
export const FIRST_DRAFT: Readonly<Record<string, string>> = {
  advance: '',
  set: '',
  speed: '',
  skew: '',
  on: 'jwks',
  effect: 'status',
  status: '503',
  body: '',
  amount: '2s',
  issuer: 'https://other.test',
  keys: 'dropped',
  kid: '',
  certificate: 'expired',
  delay: '',
  from: '',
  trace: '',
  times: '',
  after: '',
  chance: '',
  seed: '',
  id: '',
  seenOn: '',
  seenFrom: '',
  seenTrace: '',
}
