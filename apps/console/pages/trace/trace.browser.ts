import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
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

/** On a phone, and beside another play, what is said of a step stands below the drawing. */
function look(change: Partial<TraceState>): void {
  become(change)
  showResult('.trace-details, .details')
}

const actions: TraceActions = {
  choose: (chosen) => look({ chosen, chosenBeside: twinOf(chosen, 0) ?? state.chosenBeside }),
  chooseBeside: (chosenBeside) => look({ chosenBeside, chosen: twinOf(chosenBeside, 1) ?? state.chosen }),
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

/** Where keys mean something else: what is written, chosen or scrolled there. */
const OWN_KEYS = 'input, textarea, select, .trace-details'

/** Arrow keys go from step to step, wherever the focus is but there; the one that is looked at is in view. */
document.addEventListener('keydown', (event) => {
  const stride = STRIDES[event.key]
  const { target, ctrlKey, metaKey, altKey } = event
  if (!stride || ctrlKey || metaKey || altKey) return
  if (target instanceof Element && target.closest(OWN_KEYS)) return
  event.preventDefault()
  const [first, second] = document.querySelectorAll('.diagram')
  const focused = target instanceof Element ? target.closest('.diagram') : null
  const isBeside = focused !== null && focused === second
  const most = (isBeside ? state.beside : state.play)?.steps.length ?? 0
  const next = Math.min(most, Math.max(1, stride(isBeside ? state.chosenBeside : state.chosen, most)))
  if (isBeside) actions.chooseBeside(next)
  else actions.choose(next)
  if (focused) (isBeside ? second : first)?.querySelector<SVGElement>(`#step-${next}`)?.focus({ preventScroll: true })
  showChosen('nearest')
})

/** Scrolls each drawing, and not the page, to the step that is looked at. */
function showChosen(to: 'middle' | 'nearest'): void {
  for (const frame of document.querySelectorAll('.diagram-frame')) {
    const row = frame.querySelector('.row.chosen .ground')?.getBoundingClientRect()
    if (!row) continue
    const { top, bottom } = frame.getBoundingClientRect()
    const head = frame.querySelector('.diagram-head')?.clientHeight ?? 0
    showColumn(frame)
    const above = top + head - row.top
    const below = row.bottom - bottom
    if (to === 'middle') frame.scrollTop += (row.top + row.bottom) / 2 - (top + head + bottom) / 2
    else frame.scrollTop += above > 0 ? -above : Math.max(0, below)
  }
}

/** On a phone a drawing is wider than its frame: who acts is in view, with what is said of it. */
function showColumn(frame: Element): void {
  const said = frame.querySelector('.row.chosen :is(.note, .arrow)')?.getBoundingClientRect()
  if (!said) return
  const { left, right } = frame.getBoundingClientRect()
  if (said.left >= left && said.right <= right) return
  frame.scrollLeft += said.width > right - left ? said.left - left : (said.left + said.right - left - right) / 2
}

setInterval(() => void (document.hidden || draw()), COUNT)
draw()
showChosen('middle')
