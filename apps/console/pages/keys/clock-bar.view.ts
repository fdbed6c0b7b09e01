import { html, type View } from '#core/page/html'
import { clockText, dateText, spanText } from '#core/page/time-text'
import type { HouseNow } from '../../shell/console-state.ts'
import type { KeysActions, KeysState } from './keys-state.ts'

/** What advances a person wants, one button each. */
const ADVANCES = ['1 min', '10 min', '1 h', '1 day']

export interface ClockBarProps {
  state: KeysState
  house: HouseNow
  now: number
  /** When the timer acts next, of all rings. */
  next?: { at: number; words: string } | undefined
  actions?: KeysActions | undefined
}

/** The clock of all processes: time passes here, and the timer is seen to act. */
export function ClockBar({ state, house, now, next, actions }: ClockBarProps): View {
  const clock = house.processes.find(({ name }) => name === 'jwt-factory')?.clock
  const isFrozen = clock?.speed === 0
  const isWaiting = state.waiting !== undefined
  return html`
    <section class="card clock-bar" aria-label="The clock of all processes">
      <p class="clock-now">
        <span class="mono">${clockText(now)}</span>
        <span class="quiet small"
          >${dateText(now).slice(0, 10)} UTC${clock?.isMoved ? ', moved' : ''}${isFrozen ? ', frozen' : ''}</span
        >
      </p>
      <div class="row">
        <span class="label">Let time pass</span>
        ${ADVANCES.map(
          (by) => html`
            <button class="small" type="button" aria-disabled=${isWaiting} onClick=${() => actions?.advance(by)}>
              + ${by}
            </button>
          `,
        )}
        <form
          class="row by"
          onSubmit=${(event: { preventDefault(): void }) => {
            event.preventDefault()
            actions?.advance(state.by)
          }}
        >
          <input
            aria-label="Another duration"
            placeholder="1h30m"
            value=${state.by}
            autocomplete="off"
            onInput=${({ target }: { target: { value: string } }) => actions?.write(target.value)}
          />
          <button class="small" type="submit" aria-disabled=${isWaiting || state.by.trim() === ''}>Advance</button>
        </form>
        <button class="small" type="button" aria-disabled=${isWaiting} onClick=${() => actions?.freeze(!isFrozen)}>
          ${isFrozen ? 'Go on' : 'Freeze'}
        </button>
        <button
          class="small"
          type="button"
          aria-disabled=${isWaiting}
          title="Everything back in all processes: clock, faults, requests; keys of a time that never was are gone"
          onClick=${() => actions?.reset()}
        >
          Reset
        </button>
      </div>
      ${
        next &&
        html`<p class="next">
          <span>The timer acts next ${next.at <= now ? 'now' : `in ${spanText(next.at - now)}`}: ${next.words}</span>
          <button
            class="small main"
            type="button"
            aria-disabled=${isWaiting}
            onClick=${() => actions?.advance(Math.max(1, (next.at - now) / 1000 + 1))}
          >
            Go there
          </button>
        </p>`
      }
    </section>
  `
}
