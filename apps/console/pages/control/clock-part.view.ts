import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { HouseNow } from '../../shell/console-state.ts'
import type { ClockOrder, ControlPageActions, ControlPageState } from './control-state.ts'
import { NotTold, whyNot } from './whom.view.ts'

export interface ClockPartProps {
  state: ControlPageState
  house: HouseNow
  actions?: ControlPageActions | undefined
}

/** One row of the clock: buttons for what is wanted often, and a field for the rest. */
interface ClockRow {
  field: 'advance' | 'set' | 'speed' | 'skew'
  title: string
  about: string
  often: readonly { label: string; value: string | number }[]
  placeholder: string
  act: string
  order(text: string): ClockOrder
}

const ROWS: readonly ClockRow[] = [
  {
    field: 'advance',
    title: 'Let time pass',
    about: 'What comes due on the way happens at its own time',
    often: ['1 min', '10 min', '1 h', '1 day'].map((by) => ({ label: `+ ${by}`, value: by })),
    placeholder: '1h30m',
    act: 'Advance',
    order: (advance) => ({ advance }),
  },
  {
    field: 'speed',
    title: 'How fast it runs',
    about: 'Times as fast as the machine',
    often: [1, 10, 60, 600].map((speed) => ({ label: `× ${speed}`, value: speed })),
    placeholder: '3600',
    act: 'Run',
    order: (speed) => ({ speed: numberIn(speed) }),
  },
  {
    field: 'skew',
    title: 'Time of day is wrong by',
    about: 'As on a machine whose clock is wrong; no time passes',
    often: ['-5 min', '-30 s', '0 s', '30 s', '5 min'].map((by) => ({ label: by.replace('-', '− '), value: by })),
    placeholder: '-90s',
    act: 'Skew',
    order: (skew) => ({ skew }),
  },
  {
    field: 'set',
    title: 'Set the time of day',
    about: 'No time passes: nothing comes due, and no cache ages',
    often: [],
    placeholder: '2030-01-31T12:00:00Z',
    act: 'Set',
    order: (set) => ({ set: /^\d+$/.test(set) ? Number(set) : set }),
  },
]

/** What is no number is sent as it was written: the process says what does not fit. */
const numberIn = (text: string) => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text)

/** Everything that a clock can be told. */
export function ClockPart({ state, house, actions }: ClockPartProps): View {
  const why = whyNot(state)
  const meant = house.processes.filter(({ name }) => state.whom === '' || name === state.whom)
  const isFrozen = meant.some(({ clock }) => clock?.speed === 0)
  const fixed = state.processes.find(
    ({ name, fixed: each }) => each !== undefined && (state.whom === '' || name === state.whom),
  )?.fixed
  const isWaiting = state.waiting !== undefined
  return html`
    <section class="card clock-part" aria-labelledby="clock-title">
      <header class="part-head">
        <h2 id="clock-title">Clock <span class="quiet small">of ${whomText(state.whom)}</span></h2>
        <div class="row">
          <button
            class="small"
            type="button"
            aria-disabled=${isWaiting || why !== undefined}
            onClick=${() => actions?.moveClock({ freeze: !isFrozen })}
          >
            ${isFrozen ? 'Go on' : 'Freeze'}
          </button>
          <button
            class="small"
            type="button"
            aria-disabled=${isWaiting || why !== undefined}
            title="A reset takes the clock back to that of the machine, and all else that is set"
            onClick=${() => actions?.reset()}
          >
            Reset the clock
          </button>
        </div>
      </header>
      ${fixed !== undefined && html`<${NotTold} why=${fixed} />`}
      ${
        why === undefined
          ? html`<ul class="clock-rows">
              ${ROWS.map((row) => html`<li><${Row} row=${row} state=${state} actions=${actions} /></li>`)}
            </ul>`
          : html`<${NotTold} why=${why} />`
      }
    </section>
  `
}

const whomText = (whom: string) => (whom === '' ? 'all processes' : titleOf(whom))

interface RowProps {
  row: ClockRow
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

function Row({ row, state: { draft, waiting }, actions }: RowProps): View {
  const text = draft[row.field] ?? ''
  const isWaiting = waiting !== undefined
  const send = (event: { preventDefault(): void }) => {
    event.preventDefault()
    actions?.moveClock(row.order(text.trim()))
  }
  return html`
    <form class="clock-row" aria-label=${row.title} onSubmit=${send}>
      <span class="what"><span>${row.title}</span><span class="small quiet">${row.about}</span></span>
      <span class="row">
        ${row.often.map(
          ({ label, value }) => html`
            <button
              class="small"
              type="button"
              aria-disabled=${isWaiting}
              onClick=${() => actions?.moveClock({ [row.field]: value })}
            >
              ${label}
            </button>
          `,
        )}
        <span class="by row">
          <input
            class=${row.field}
            aria-label=${row.title}
            placeholder=${row.placeholder}
            value=${text}
            autocomplete="off"
            spellcheck=${false}
            onInput=${({ target }: { target: { value: string } }) => actions?.write(row.field, target.value)}
          />
          <button class="small" type="submit" aria-disabled=${isWaiting || text.trim() === ''}>${row.act}</button>
        </span>
      </span>
    </form>
  `
}
