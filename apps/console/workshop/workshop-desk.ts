import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { createEvidenceBook, type SeenByConsole } from './evidence.ts'
import { findCode } from './find-code.ts'
import { tellHere } from './step-at-hand.ts'
import type { Ticked, WorkshopStep } from './step.ts'
import { TRACKS, WORKSHOP_STEPS } from './tracks.ts'
import { watchConsole, type WatchedByWorkshop, type WatchedConsole } from './watch-console.ts'
import type { ShownStep, WorkshopOrder, WorkshopState, WorkshopTold } from './workshop-state.ts'

/** The workshop of one person. It outlives a console: that of a sandbox that was dropped, and the next one. */
export interface WorkshopDesk {
  look(): WorkshopState
  /** In brief, with the step that was ticked last within this telling. */
  told(ticked?: ShownStep): WorkshopTold
  /** Shows one more hint of a step. @throws Problem for a step that is not there, or is locked */
  hint(id: string): WorkshopState
  /** Nothing that was seen before counts for it any more. @param id or `all` @throws Problem for a step that is not there */
  reset(id: string): WorkshopState
  /** Opens a step before its turn. @param id or `all` @throws Problem for a step that is not there */
  unlock(id: string): WorkshopState
  /** @param listener told after each change, of a step that was just ticked @returns what ends it */
  onChange(listener: (ticked?: ShownStep) => void): () => void
  /** Looks at what a console sees, until that is closed. What was seen in another sandbox is forgotten: it has other keys. */
  watch(sources: WatchedByWorkshop): WatchedConsole
}

export interface WorkshopParts {
  clock: Pick<Clock, 'now'>
  order: WorkshopOrder
  /** As the person is called in a room. */
  person?: string
  /** Those of the three tracks, where nothing else is said. */
  steps?: readonly WorkshopStep[]
}

interface StepProgress {
  ticked?: Ticked & { at: number }
  nearly?: string | undefined
  hintsShown: 0 | 1 | 2 | 3
  isUnlocked: boolean
  /** What was seen before that does not count; absent: it was never open. */
  since?: number | undefined
}

const fresh = (): StepProgress => ({ hintsShown: 0, isUnlocked: false })

/** No step has this name. */
const EVERY_STEP = 'all'

export function createWorkshop({ clock, order, person, steps = WORKSHOP_STEPS }: WorkshopParts): WorkshopDesk {
  const book = createEvidenceBook()
  const listeners = new Set<(ticked?: ShownStep) => void>()
  const progress = new Map<string, StepProgress>()

  const of = (id: string): StepProgress => {
    const known = progress.get(id)
    if (!known) throw new Problem('not-found', 'The workshop has no such step.')
    return known
  }
  const named = (id: string): string[] => (id === EVERY_STEP ? [...progress.keys()] : [id])
  for (const { id } of steps) progress.set(id, fresh())

  function isOpen(step: WorkshopStep): boolean {
    const own = steps.filter(({ track }) => track === step.track)
    const before = own[own.indexOf(step) - 1]
    return order === 'free' || of(step.id).isUnlocked || before === undefined || of(before.id).ticked !== undefined
  }

  /** From now on what is seen counts for those that are open now, and for no other. */
  function openSteps(): void {
    for (const step of steps) {
      const own = of(step.id)
      own.since = isOpen(step) ? (own.since ?? book.count) : undefined
    }
  }

  function show(step: WorkshopStep): ShownStep {
    const { id, track, title, task, where, why, source, hints } = step
    const { ticked, nearly, hintsShown } = of(id)
    return {
      id,
      track,
      title,
      task,
      where,
      why,
      source,
      number: steps.filter((each) => each.track === track).indexOf(step) + 1,
      state: ticked ? 'done' : isOpen(step) ? 'open' : 'locked',
      ...(ticked ? { ticked } : nearly !== undefined && { nearly }),
      hints: hints.slice(0, hintsShown),
      hintsShown,
      code: findCode(step.code),
    }
  }

  function look(): WorkshopState {
    const tracks = TRACKS.map((track) => {
      const shown = steps.filter((each) => each.track === track.name).map(show)
      return { ...track, done: shown.filter(({ state }) => state === 'done').length, steps: shown }
    })
    return { order, ...(person !== undefined && { person }), tracks }
  }

  function tell(ticked?: ShownStep): WorkshopState {
    for (const listener of listeners) listener(ticked)
    return look()
  }

  /** Ticks what can be ticked by what was seen; a step that opens by that begins with nothing. */
  function checkAll(): void {
    let isNearer = false
    for (const step of steps) {
      const own = of(step.id)
      if (own.ticked || own.since === undefined) continue
      const evidence = book.since(own.since)
      const ticked = step.check(evidence)
      if (!ticked) {
        const nearly = step.nearly?.(evidence)
        isNearer ||= nearly !== own.nearly
        own.nearly = nearly
        continue
      }
      own.ticked = { ...ticked, at: clock.now() }
      openSteps()
      tell(show(step))
    }
    if (isNearer) tell()
  }

  function saw(seen: SeenByConsole): void {
    book.add(seen)
    checkAll()
  }

  openSteps()
  return {
    look,
    told(ticked) {
      const shown = look().tracks
      const tracks = shown.map(({ name, done, steps: all }) => ({ name, done, of: all.length }))
      const here = tellHere(shown, ticked?.track)
      if (!ticked) return { tracks, ...here }
      const { id, title, number, track } = ticked
      return { tracks, ...here, ticked: { id, title, number, track, sentence: ticked.ticked?.sentence ?? '' } }
    },
    hint(id) {
      const own = of(id)
      if (steps.some((step) => step.id === id && !isOpen(step)))
        throw new Problem('conflict', 'This step is not open yet.')
      own.hintsShown = Math.min(own.hintsShown + 1, 3) as StepProgress['hintsShown'] // at most three
      return tell()
    },
    reset(id) {
      for (const each of named(id)) progress.set(each, { ...fresh(), isUnlocked: of(each).isUnlocked })
      openSteps()
      return tell()
    },
    unlock(id) {
      for (const each of named(id)) of(each).isUnlocked = true
      openSteps()
      return tell()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watch: (sources) => watchConsole(sources, saw, () => book.clear()),
  }
}
