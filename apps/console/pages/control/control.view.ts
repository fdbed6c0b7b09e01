import { html, type View } from '#core/page/html'
import { SaidPanel } from '../../parts/said.view.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import { ClockPart } from './clock-part.view.ts'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { FaultsPart } from './faults-part.view.ts'
import { RequestsPart } from './requests-part.view.ts'
import { Whom } from './whom.view.ts'

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
      <button type="button" disabled=${state.waiting !== undefined} onClick=${() => actions?.reset()}>
        ${state.whom === '' ? 'Reset everything' : 'Reset this process'}
      </button>
    </header>
    <${SaidPanel} said=${state.said} waiting=${state.waiting} close=${() => actions?.closeSaid()} />
    <${Whom} state=${state} house=${house} actions=${actions} />
    <div class="control-parts">
      <${ClockPart} state=${state} house=${house} actions=${actions} />
      <${FaultsPart} state=${state} actions=${actions} />
    </div>
    <${RequestsPart} state=${state} actions=${actions} />
  </div>
`
