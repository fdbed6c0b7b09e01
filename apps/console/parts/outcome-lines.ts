import type { ProcessOutcome } from '../live/told.ts'

/** What came of something that a person did, for the one panel that says it. */
export interface SaidLines {
  isRefused: boolean
  lines: readonly { isRefused: boolean; isSilent?: boolean; who: string; words: string }[]
}

/** Processes that say the same stand in one line. @param all how many processes there are */
export function sayOutcomes(outcomes: readonly ProcessOutcome[], all: number): SaidLines {
  const groups = new Map<string, ProcessOutcome[]>()
  for (const one of outcomes) {
    const key = `${one.isDone} ${one.words}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const lines = [...groups.values()].map((group) => ({
    isRefused: !group[0]?.isDone,
    ...(group[0]?.isSilent && { isSilent: true }),
    who: group.length === all && all > 1 ? 'all processes' : group.map(({ name }) => name).join(', '),
    words: group[0]?.words ?? '',
  }))
  return { isRefused: lines.some((line) => line.isRefused), lines }
}

/** One sentence of the console itself. */
export const sayOne = (words: string, isRefused = false): SaidLines => ({
  isRefused,
  lines: [{ isRefused, who: '', words }],
})
