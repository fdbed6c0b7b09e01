import type { ShownPlay } from '../../plays/kept-play.ts'
import type { PictureFrame } from './layout.ts'
import type { Trip } from './trips.ts'

/** A scenario, as the stage shows it. */
export interface ScenarioCard {
  number: number
  title: string
  story: string
  caller: string
  callees: readonly string[]
  /** Who calls whom. */
  hops: readonly (readonly [string, string])[]
  /** Ways in which it can go, `expired` among them: a parameter of its address with its value, and a sentence. */
  variants: readonly Variant[]
  /** What stays changed when it has been played. */
  changes?: string
}

export interface Variant {
  name: string
  value: string
  /** On its switch. */
  label: string
  sentence: string
}

/** What the stage shows. */
export interface StageState {
  scenarios: readonly ScenarioCard[]
  /** The plain ports of the callers, for the curl line. */
  ports: Readonly<Record<string, number>>
  chosen: number
  /** The parameters of the address. */
  query: Readonly<Record<string, string>>
  play?: ShownPlay | undefined
  /** The step that is told, counted from 0; -1 before the first. */
  at: number
  /** It goes on by itself. */
  isRunning: boolean
  /** The answer of a play has not come yet. */
  isWaiting: boolean
  isPresenting: boolean
  /** Those that passed, too. */
  showsAllChecks: boolean
  /** The switch that the pointer is over, or the focus on: its label. */
  pointedAt?: string | undefined
  /** How large the picture is. */
  frame: PictureFrame
  travels?: { trip: Trip; part: number } | undefined
  /** Why it could not be played. */
  trouble?: string | undefined
  /** Raw tokens by their `jti`, where they may be shown. */
  tokens: readonly { tokenId?: unknown; token: string }[]
}

/** What a person can do on the stage. */
export interface StageActions {
  choose(number: number): void
  toggle(variant: Variant): void
  /** Tells what a switch does. */
  pointAt(variant: Variant | undefined): void
  play(): void
  /** Tells this step. */
  goTo(step: number): void
  /** Goes on by itself, or stops doing so. */
  run(): void
  present(): void
  showAllChecks(): void
}
