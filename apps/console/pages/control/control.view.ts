import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import { SaidPanel } from '../../parts/said.view.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import { CLOCK_WORDS } from '../../shell/clock-words.ts'
import { ClockPart } from './clock-part.view.ts'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { FaultsPart } from './faults-part.view.ts'
import { PresetsPart } from './presets-part.view.ts'
import { RequestsPart } from './requests-part.view.ts'
import { Whom, whyNot } from './whom.view.ts'

export interface ControlViewProps {
  state: ControlPageState
  house: HouseNow
  /** Absent on the server: there nobody can press anything. */
  actions?: ControlPageActions
}

/** What can be told to the processes, and what they were told. */
export const ControlView = ({ state, house, actions }: ControlViewProps): View => html`
  <div class="control-page">
    <header class="control-head">
      <div>
        <h1>Control</h1>
        <p class="quiet">
          Move the clock, break things on command, and see who asked what. Tokens, keys and caches follow.
        </p>
      </div>
      <button
        type="button"
        aria-disabled=${state.waiting !== undefined || whyNot(state) !== undefined}
        onClick=${() => actions?.reset()}
      >
        ${state.whom === '' ? 'Reset everything' : 'Reset this process'}
      </button>
    </header>
    <${SaidPanel} said=${state.said} waiting=${state.waiting} close=${() => actions?.closeSaid()} />
    <${Whom} state=${state} house=${house} actions=${actions} />
    <${PresetsPart} state=${state} actions=${actions} />
    <div class="control-parts">
      <${ClockPart} state=${state} house=${house} actions=${actions} />
      <div class="stack">
        <${FaultsPart} state=${state} actions=${actions} />
        <${AlsoSet} state=${state} house=${house} />
      </div>
    </div>
    <${RequestsPart} state=${state} actions=${actions} />
  </div>
`

/** What is set besides clocks and faults: clients that were changed, for instance. */
function AlsoSet({ state, house }: Pick<ControlViewProps, 'state' | 'house'>): View | undefined {
  const ids = new Set(state.processes.flatMap(({ faults }) => faults.map(({ id }) => id)))
  const also = house.processes.flatMap(({ name, set }) =>
    set
      .filter((words) => !words.startsWith(CLOCK_WORDS) && !ids.has(words.split(':', 1)[0] ?? ''))
      .map((words) => `${titleOf(name)}: ${words}`),
  )
  if (also.length === 0) return undefined
  return html`
    <section class="card stack" aria-labelledby="also-title">
      <h2 id="also-title">Also set</h2>
      <ul class="small">
        ${also.map((words) => html`<li class="foreign">${words}</li>`)}
      </ul>
    </section>
  `
}
