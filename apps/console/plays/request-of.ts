import type { SeenRequest, ShownPlay } from './kept-play.ts'

/** The request behind a call: the nth from there to here, where as many were seen as the play has steps for. */
export function requestOf({ steps, requests }: ShownPlay, number: number): SeenRequest | undefined {
  const step = steps[number - 1]
  if (step?.to === undefined) return undefined
  const seen = (requests[step.to] ?? []).filter(({ from }) => from === step.who)
  const calls = steps.filter(
    ({ who, to, verb }) => who === step.who && to === step.to && (verb === 'asks' || verb === 'sends'),
  )
  return calls.length === seen.length ? seen[calls.indexOf(step)] : undefined
}
