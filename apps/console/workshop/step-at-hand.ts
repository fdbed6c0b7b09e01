import type { ShownStep, ShownTrack, WorkshopState, WorkshopTold } from './workshop-state.ts'

/** What a person has asked for, by address: `?step=` or `?track=`. */
export interface AskedOfWorkshop {
  step?: unknown
  track?: unknown
}

/** The track that was begun and is not through; else the first that is not through. */
export const trackAtHand = (tracks: readonly ShownTrack[]): ShownTrack | undefined =>
  tracks.find(({ done, steps }) => done > 0 && done < steps.length) ??
  tracks.find(({ done, steps }) => done < steps.length) ??
  tracks[0]

/** What stands in a report: the tracks in which something is done. */
export const tracksBegun = (tracks: readonly ShownTrack[]): ShownTrack[] => tracks.filter(({ done }) => done > 0)

/** The longest name on a report. Characters. */
export const LONGEST_NAME_ON_REPORT = 60

/** The first that can be done now; the last where all are done. */
export const stepAtHand = ({ steps }: Pick<ShownTrack, 'steps'>): ShownStep | undefined =>
  steps.find(({ state }) => state === 'open') ?? steps.find(({ state }) => state === 'locked') ?? steps.at(-1)

/** What is shown large: what was asked for where there is such a thing, else what is to be done next. */
export function stepToShow({ tracks }: WorkshopState, { step, track }: AskedOfWorkshop): ShownStep | undefined {
  const asked = tracks.flatMap(({ steps }) => steps).find(({ id }) => id === step)
  if (asked) return asked
  const here = tracks.find(({ name }) => name === track) ?? trackAtHand(tracks)
  return here && stepAtHand(here)
}

/** Where to go from a step that is done: the next that can be done, or one that was left out. */
export function stepAfter({ steps }: Pick<ShownTrack, 'steps'>, { number }: ShownStep): ShownStep | undefined {
  const open = steps.filter(({ state }) => state === 'open')
  return open.find((each) => each.number > number) ?? open[0]
}

/** Where a person is, in brief. @param name the track in which a step was just ticked */
export function tellHere(tracks: readonly ShownTrack[], name?: string): Pick<WorkshopTold, 'here'> {
  const track = tracks.find((each) => each.name === name) ?? trackAtHand(tracks)
  if (!track) return {}
  const step = stepAtHand(track)
  const { name: of } = track
  if (step?.state !== 'open') return { here: { track: of } }
  const { id, number, title, task, where, nearly } = step
  return { here: { track: of, step: { id, number, title, task, where, ...(nearly !== undefined && { nearly }) } } }
}
