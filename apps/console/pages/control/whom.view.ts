import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ProcessState } from '../../live/process-state.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import { clockText, dateText, timeOn } from '#core/page/time-text'
import { clockWords } from '../../shell/clock-words.ts'
import type { ControlPageActions, ControlPageState } from './control-state.ts'

export interface WhomProps {
  state: ControlPageState
  house: HouseNow
  actions?: ControlPageActions | undefined
}

/** All processes with their clocks and what is set; the one that is chosen is told what follows. */
export const Whom = ({ state, house, actions }: WhomProps): View => html`
  <section class="whom" aria-labelledby="whom-title">
    <h2 id="whom-title">Whom to tell</h2>
    <div class="whom-list" role="radiogroup" aria-labelledby="whom-title">
      <label class=${`whom-one${state.whom === '' ? ' chosen' : ''}`}>
        <input type="radio" name="whom" checked=${state.whom === ''} onChange=${() => actions?.choose('')} />
        <span class="name">All processes</span>
        <span class="small quiet">at one moment, so that they agree</span>
      </label>
      ${house.processes.map((process) => html`<${One} process=${process} state=${state} actions=${actions} />`)}
    </div>
  </section>
`

interface OneProps {
  process: ProcessState
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

function One({ process: { name, status, clock }, state, actions }: OneProps): View {
  const faults = state.processes.find((one) => one.name === name)?.faults.length ?? 0
  return html`
    <label class=${`whom-one ${status}${state.whom === name ? ' chosen' : ''}`}>
      <input type="radio" name="whom" checked=${state.whom === name} onChange=${() => actions?.choose(name)} />
      <span class="name">${titleOf(name)}</span>
      <span class="small quiet words">
        ${
          clock
            ? html`<span class="mono time" title=${`${dateText(timeOn(clock, state.later))} UTC`}
                >${clockText(timeOn(clock, state.later))}</span
              >`
            : html`<span class="time">${STATUS[status]}</span>`
        }
        ${[clock && clockWords(clock), status === 'untold' && 'its control plane is off, or not for the console', faults > 0 && faultsText(faults)].map((words) => words && html`<span>${words}</span>`)}
      </span>
    </label>
  `
}

const STATUS: Record<ProcessState['status'], string> = {
  unknown: 'looking for it …',
  up: 'up',
  down: 'down',
  untold: 'tells nothing',
  yours: 'your own service',
}

const faultsText = (count: number) => `${count} ${count === 1 ? 'fault' : 'faults'}`

/** Why those who are told cannot be told; nothing where they can. */
export function whyNot(state: ControlPageState): string | undefined {
  const meant = state.processes.filter(({ name }) => state.whom === '' || name === state.whom)
  const away = meant.filter(({ why }) => why !== undefined)
  return away.length === meant.length && away.length > 0 ? away[0]?.why : undefined
}

/** Instead of the controls of a process that is down, or whose control plane is off. */
export const NotTold = ({ why }: { why: string }): View => html`
  <p class="card says notice cannot-decide foreign">${why}</p>
`
