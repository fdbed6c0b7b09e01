import { html } from '#core/page/html'
import { clockText } from '#core/page/time-text'
import type { ConsolePage } from '../../shell/shell.ts'
import { keptPlay, lineOf, withoutTokens } from '../../plays/shown.ts'
import type { KeptPlay, PlayLine } from '../../plays/kept-play.ts'
import type { Plays } from '../../plays/plays.ts'
import { compareRows, participantsOf, placeRows, rowsOf } from './sequence.ts'
import { PlaysView, type PlaysProps } from './plays.view.ts'
import type { TraceState } from './trace-state.ts'
import { TraceView } from './trace.view.ts'

/** The list of all plays that are kept. @param port where a play by curl goes */
export function playsPage(plays: Pick<Plays, 'list'>, port: number): ConsolePage<PlaysProps> {
  const state: PlaysProps = { plays: plays.list().map(lineOf), port }
  const body = html`<${PlaysView} ...${state} />`
  return { title: 'Traces', module: 'apps/console/pages/trace/plays.browser.ts', state, body }
}

/**
 * A play: `?beside=…` puts another one beside it.
 * @throws Problem not-found when one of them is not kept any more
 */
export function tracePage(
  plays: Pick<Plays, 'get' | 'list'>,
  traceId: unknown,
  query: Record<string, unknown>,
): ConsolePage<TraceState> {
  const play = keptPlay(plays, traceId)
  const { beside: other = '' } = query
  const beside = other === '' ? undefined : keptPlay(plays, other)
  const others = plays.list().filter((each) => each.traceId !== play.traceId)
  const state: TraceState = {
    play: withoutTokens(play),
    ...(beside && { beside: withoutTokens(beside) }),
    ...(beside ? firstDifference(play, beside) : { chosen: firstLook(play.outcome.step), chosenBeside: 1 }),
    zoom: 1,
    others: others.map((each) => ({ traceId: each.traceId, line: playName(each) })),
  }
  const body = html`<${TraceView} state=${state} />`
  return {
    title: `Trace of scenario ${play.scenario}`,
    module: 'apps/console/pages/trace/trace.browser.ts',
    state,
    body,
  }
}

/** Where it was decided: that is what people look for. */
const firstLook = (step = 0) => step + 1

/** Beside each other: where one of them was decided, both of them in that row; or else where the first difference is. */
function firstDifference(play: KeptPlay, beside: KeptPlay): Pick<TraceState, 'chosen' | 'chosenBeside'> {
  const [left, right] = [play, beside].map(({ steps }) => rowsOf(steps, participantsOf(steps)))
  const sides = placeRows(...compareRows(left ?? [], right ?? []))
  const decided = [play, beside].map(({ outcome }, side) =>
    sides[side]?.find(({ number }) => number - 1 === outcome.step),
  )
  const differing = sides.flatMap((rows) => rows.find(({ differs }) => differs) ?? [])
  const { place } = decided.find((row) => row !== undefined) ?? differing[0] ?? { place: 1 }
  const [chosen = 1, chosenBeside = 1] = sides.map(
    (rows, side) => (decided[side] ?? rows.find((row) => row.place === place))?.number,
  )
  return { chosen, chosenBeside }
}

const playName = ({ scenario, query, outcome, startedAt }: PlayLine) =>
  `${clockText(startedAt)}  scenario ${scenario}${query && ` ${query}`}: ${outcome.outcome}`
