import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import { timeOn, clockText } from '#core/page/time-text'
import type { HouseNow } from '../../shell/console-state.ts'
import type { RingsOf } from '../../live/told.ts'
import { SaidPanel } from '../../parts/said.view.ts'
import { ClockBar } from './clock-bar.view.ts'
import { Holders } from './holders.view.ts'
import { FetchesView } from './fetches.view.ts'
import { TimeAxis } from './key-line.view.ts'
import { NEWS_WORDS } from './key-news.ts'
import type { KeysActions, KeysState } from './keys-state.ts'
import { nextOf } from './next-move.ts'
import { titleOfRing } from './ring.view.ts'
import { spanFor, SEEN_SPANS, windowAround } from './time-line.ts'

export interface KeysProps {
  state: KeysState
  house: HouseNow
  /** Absent on the server: there nobody can press anything. */
  actions?: KeysActions
}

/** All rings on one time line. */
export function KeysView({ state, house, actions }: KeysProps): View {
  const { holders } = state.rings
  const nowOf = ({ name, told }: RingsOf) => {
    const { speed = 1 } = house.processes.find((process) => process.name === name)?.clock ?? {}
    return told ? timeOn({ now: told.now, speed }, state.later) : 0
  }
  const first = holders.find(({ told }) => told)
  const now = first ? nowOf(first) : 0
  const keepAfter = Math.max(...holders.map(({ told }) => told?.policy.keepAfter ?? 0))
  const span = state.span ?? spanFor(keepAfter)
  return html`
    <div class="keys-page">
      <div class="keys-head">
        <h1>Keys</h1>
        <p class="quiet">
          A key is published before it signs, and stays published while its tokens live. Where two keys overlap, no
          request is lost.
        </p>
      </div>
      ${first && html`<${ClockBar} state=${state} house=${house} now=${now} next=${nextOf(holders)} actions=${actions} />`}
      <${SaidPanel} said=${state.said} waiting=${state.waiting} close=${() => actions?.closeSaid()} />
      <${News} state=${state} />
      ${first && html`<${Tools} state=${state} span=${span} actions=${actions} />`}
      ${
        first &&
        html`<div class="key-row axis-row">
          <span class="key-label quiet small">UTC</span><${TimeAxis} seen=${windowAround(now, span)} now=${now} /><span
            class="key-act"
          ></span>
        </div>`
      }
      <${Holders} state=${state} nowOf=${nowOf} span=${span} actions=${actions} />
      ${holders.some(({ name, told }) => name === 'jwt-factory' && told) && html`<${FetchesView} rings=${state.rings} />`}
    </div>
  `
}

const LEGEND = [
  ['prepared', '○ prepared'],
  ['active', '● active'],
  ['retired', '◐ retired: the overlap'],
  ['revoked', '✗ revoked'],
]

const Tools = ({
  state,
  span,
  actions,
}: {
  state: KeysState
  span: number
  actions?: KeysActions | undefined
}): View => html`
  <div class="keys-tools">
    <label class="field-inline">
      <span>Find a ring</span>
      <input
        type="search"
        placeholder="name"
        value=${state.filter.like}
        autocomplete="off"
        onInput=${({ target }: { target: { value: string } }) => actions?.filter(target.value)}
      />
    </label>
    <div class="choice" role="group" aria-label="How much time is seen">
      ${SEEN_SPANS.map(
        (each) => html`
          <button
            class="small"
            type="button"
            aria-pressed=${each.span === span}
            onClick=${() => actions?.choose(each.span)}
          >
            ${each.label}
          </button>
        `,
      )}
    </div>
    <ul class="legend small">
      ${LEGEND.map(([name, words]) => html`<li class=${`key-state ${name}`}>${words}</li>`)}
    </ul>
  </div>
`

/** What has just happened, by whomever. */
const News = ({ state: { news } }: { state: KeysState }): View | undefined =>
  news.length === 0
    ? undefined
    : html`
        <section class="news" aria-label="What has happened to keys">
          <ol aria-live="polite">
            ${news.map(
              ({ at, ringId, process, state, kid }) => html`
                <li key=${`${at} ${kid} ${state}`}>
                  <span class="mono quiet">${clockText(at)}</span>
                  <span class="foreign"
                    ><strong>${process === 'jwt-factory' ? titleOfRing(ringId) : titleOf(process)}</strong
                    >${' '}<code>${kid.slice(0, 10)}…</code>${` ${NEWS_WORDS[state]}`}</span
                  >
                </li>
              `,
            )}
          </ol>
        </section>
      `
