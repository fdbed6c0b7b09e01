import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import { compareRows, participantsOf, rowsOf } from './sequence.ts'
import { ZOOMS, type TraceActions, type TraceState } from './trace-state.ts'
import { TraceView } from './trace.view.ts'

const page = startPage<TraceState>(() => draw())
const main = document.querySelector('#main')
let state = page.state

/** "Expires in 12 s" counts down. Milliseconds. */
const COUNT = 1000

function draw(): void {
  if (main) render(html`<${TraceView} state=${state} now=${page.now()} actions=${actions} />`, main)
}

function become(change: Partial<TraceState>): void {
  state = { ...state, ...change }
  draw()
}

/** What stands beside each other is looked at together. */
function twinOf(number: number, side: 0 | 1): number | undefined {
  if (!state.beside) return undefined
  const [left, right] = [state.play, state.beside].map(({ steps }) => rowsOf(steps, participantsOf(steps)))
  return compareRows(left ?? [], right ?? [])[side][number - 1]?.twin
}

const actions: TraceActions = {
  choose: (chosen) => become({ chosen, chosenBeside: twinOf(chosen, 0) ?? state.chosenBeside }),
  chooseBeside: (chosenBeside) => become({ chosenBeside, chosen: twinOf(chosenBeside, 1) ?? state.chosen }),
  zoom(by) {
    const at = ZOOMS.findIndex((zoom) => zoom >= state.zoom)
    become({ zoom: ZOOMS[at + by] ?? state.zoom })
  },
}

const STRIDES: Record<string, (at: number, most: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 1,
  End: (_at, most) => most,
}

/** Arrow keys go from step to step; the one that is looked at is in view. */
document.addEventListener('keydown', (event) => {
  const stride = STRIDES[event.key]
  const { target } = event
  const diagram = target instanceof Element ? target.closest('.diagram') : null
  if (!stride || !diagram) return
  event.preventDefault()
  const isBeside = diagram === [...document.querySelectorAll('.diagram')][1]
  const most = (isBeside ? state.beside : state.play)?.steps.length ?? 0
  const next = Math.min(most, Math.max(1, stride(isBeside ? state.chosenBeside : state.chosen, most)))
  if (isBeside) actions.chooseBeside(next)
  else actions.choose(next)
  diagram.querySelector<SVGElement>(`#step-${next}`)?.focus()
})

setInterval(() => void (document.hidden || draw()), COUNT)
draw()
