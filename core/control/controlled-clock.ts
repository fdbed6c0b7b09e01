import type { Clock } from '../clock.ts'
import { createTickers, type Advanced } from './tickers.ts'

/**
 * The clock by which tokens are judged, keys rotate and caches age. It follows the machine until somebody moves it. What
 * guards this machine (time limits of peers, certificates, locks, logs) keeps the machine's own clock.
 */
export interface ControlledClock extends Clock {
  /** `now` is this, and goes on from there; no time has passed. Milliseconds since 1970. */
  set(time: number, at?: number): void
  /** `now` is wrong by so many milliseconds, as on a machine whose clock is; no time has passed. */
  skew(by: number): void
  /** Both times stand still, and nothing comes due. */
  freeze(at?: number): void
  /** Both times run so many times as fast as the machine's; 1 lets a frozen clock go on. */
  speed(factor: number, at?: number): void
  /**
   * Moves both times on. What comes due on the way happens at its own time, in order, before this resolves; of a year of
   * small things a part is leapt over.
   * @returns how many tasks were done, and whether there were more of them than one advance does
   */
  advance(by: number): Promise<Advanced>
  /** Back to the machine's time; advances that were asked for before end. `monotonic` goes on from where it is: it is never set back. */
  reset(): void
  isMoved(): boolean
  state(): ClockState
}

export interface ClockState {
  isMoved: boolean
  /** Milliseconds since 1970. */
  now: number
  /** How far `now` is ahead of the machine's, in milliseconds. */
  ahead: number
  /** 0 while it is frozen. */
  speed: number
  /** The part of `ahead` that is skew. */
  skew: number
}

/** A change that was meant for an earlier moment than this is one for now. Milliseconds. */
const LATEST_CHANGE = 60_000

/**
 * @param machine the clock of this machine
 *
 * Whoever moves the clocks of several processes says for which moment of the machine's clock it is meant (`at`): they then
 * agree to the millisecond, however late each of them was told.
 */
export function createControlledClock(machine: Clock): ControlledClock {
  // Both times as they were at a moment, on each clock of the machine.
  let wall = { at: machine.now(), was: machine.now() }
  let elapsed = { at: machine.monotonic(), was: machine.monotonic() }
  let skew = 0
  let rate = 1
  let isMoved = false
  let advancing: Promise<unknown> = Promise.resolve()
  let resets = 0

  const monotonic = () => elapsed.was + (machine.monotonic() - elapsed.at) * rate
  /** Without skew, at a moment of the machine's: whoever looks twice must not see two of them. */
  const straight = (at: number) => (isMoved ? wall.was + (at - wall.at) * rate : at)
  /** In whole milliseconds. Only what is shown is rounded: an advance has a thousand steps, and clocks have to agree after it. */
  const shown = (at: number) => (isMoved ? Math.round(straight(at)) : at) + skew
  const now = () => shown(machine.now())
  const tickers = createTickers(machine, { monotonic, rate: () => rate })

  /** Lets both times go on, at another rate, from what they are now; or were, a moment ago. */
  function goOn(newRate = rate, meant?: number): void {
    const at = machine.now()
    const late = meant === undefined ? 0 : at - meant
    const since = late > 0 && late < LATEST_CHANGE ? late : 0
    wall = { at: at - since, was: straight(at - since) }
    elapsed = { at: machine.monotonic(), was: monotonic() }
    rate = newRate
  }

  function move(change: () => void): void {
    change()
    isMoved = true
    tickers.rearm()
  }

  function jump(by: number): void {
    goOn()
    elapsed.was += by
    wall.was += by
  }

  return {
    now,
    monotonic,
    delay: tickers.delay,
    every: tickers.every,
    set: (time, at) =>
      move(() => {
        goOn(rate, at)
        skew = 0
        wall.was = time
      }),
    skew(by) {
      move(() => {
        goOn()
        skew = by
      })
    },
    freeze: (at) => move(() => goOn(0, at)),
    speed: (factor, at) => move(() => goOn(factor, at)),
    advance(by) {
      const asked = resets
      const isOver = () => resets > asked
      const turn = advancing.then(() => {
        if (isOver()) return { tasks: 0, isCut: true }
        move(() => goOn())
        return tickers.runThrough(by, jump, isOver)
      })
      advancing = turn.catch(() => {}) // its own caller is told
      return turn
    },
    reset() {
      resets++
      goOn(1)
      isMoved = false
      skew = 0
      tickers.rearm()
    },
    isMoved: () => isMoved,
    state() {
      const at = machine.now()
      return { isMoved, now: shown(at), ahead: shown(at) - at, speed: rate, skew }
    },
  }
}
