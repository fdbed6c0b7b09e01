import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { dateText } from '#core/page/time-text'
import type { Step } from '#core/trace/step'
import type { ShownPlay } from '../../plays/kept-play.ts'
import { requestOf } from '../../plays/request-of.ts'
import { verdictWords } from '../../plays/verdict-words.ts'
import { Details } from './details.view.ts'
import { Diagram } from './diagram.view.ts'
import { checkedStep } from '../../plays/checked-step.ts'
import { compareRows, participantsOf, placeRows, rowsOf, type SequenceRow } from './sequence.ts'
import { ZOOMS, type TraceActions, type TraceState } from './trace-state.ts'

export interface TraceProps {
  state: TraceState
  now?: number | undefined
  actions?: TraceActions
}

/** A play, step by step; or two, side by side. */
export function TraceView({ state, now, actions }: TraceProps): View {
  const { play, beside } = state
  return html`
    <div class=${`page trace${beside ? ' two' : ''}`}>
      <${Heading} play=${play} isAlone=${!beside} />
      <${Tools} state=${state} actions=${actions} />
      ${beside ? html`<${Two} state=${state} now=${now} actions=${actions} />` : html`<${One} state=${state} now=${now} actions=${actions} />`}
    </div>
  `
}

const Heading = ({ play, isAlone }: { play: ShownPlay; isAlone: boolean }): View => html`
  <header class="stack">
    <h1>${play.title}</h1>
    ${isAlone && html`<${Outcome} play=${play} />`}
  </header>
`

/** What came of it, who decided it, and in which way it was played. */
const Outcome = ({ play }: { play: ShownPlay }): View => html`
  <p class="row outcome">
    <${Mark} outcome=${play.outcome.outcome} />
    <strong class="foreign" title=${play.outcome.reason}>${verdictWords(play.outcome, play.steps).headline}</strong>
    <span class="quiet small">
      ${`scenario ${play.scenario}, `}${play.query !== '' && html`<code class="foreign">${play.query}</code>, `}
      ${`${dateText(play.startedAt)} UTC, ${play.tookMs.toFixed(0)} ms, ${play.steps.length} steps`}
    </span>
    ${play.missing.length > 0 && html`<span class="mark cannot-decide">? steps of ${play.missing.join(', ')} are missing</span>`}
  </p>
`

function Tools({ state: { play, beside, zoom, others }, actions }: TraceProps): View {
  const isOfBench = play.caller === 'console'
  const back = isOfBench ? '/bench' : `/?${new URLSearchParams(`scenario=${play.scenario}&${play.query}`)}`
  return html`
    <div class="row tools">
      <a class="button small" href=${back}>${isOfBench ? 'To the bench' : 'Play it again'}</a>
      <a class="button small" href=${`/plays/${play.traceId}/export.md`} download>Markdown</a>
      <a class="button small" href=${`/plays/${play.traceId}/export.json`} download>JSON</a>
      <span class="row" role="group" aria-label="Size of the drawing">
        <button
          class="small"
          type="button"
          aria-label="Smaller"
          disabled=${zoom <= (ZOOMS[0] ?? 0)}
          onClick=${() => actions?.zoom(-1)}
        >
          −
        </button>
        <span class="small quiet">${Math.round(zoom * 100)} %</span>
        <button
          class="small"
          type="button"
          aria-label="Larger"
          disabled=${zoom >= (ZOOMS.at(-1) ?? 0)}
          onClick=${() => actions?.zoom(1)}
        >
          +
        </button>
      </span>
      <form class="row beside" method="get" action=${`/plays/${play.traceId}`}>
        <label for="beside">Beside it</label>
        <select id="beside" name="beside">
          <option value="">nothing</option>
          ${others.map(
            ({ traceId, line }) =>
              html`<option value=${traceId} selected=${traceId === beside?.traceId}>${line}</option>`,
          )}
        </select>
        <button class="small" type="submit">Compare</button>
      </form>
    </div>
  `
}

function One({ state, now, actions }: TraceProps): View {
  const { play, chosen, zoom } = state
  const participants = participantsOf(play.steps)
  const step = play.steps[chosen - 1]
  return html`
    <div class="trace-body">
      <${Diagram}
        participants=${participants}
        rows=${rowsOf(play.steps, participants)}
        chosen=${chosen}
        zoom=${zoom}
        label="The steps of the play: arrow keys go from one to the next"
        onChoose=${actions?.choose}
      />
      <div class="trace-details" tabindex="0">
        ${step ? html`<${StepOf} play=${play} step=${step} number=${chosen} now=${now} />` : html`<${NoSteps} />`}
      </div>
    </div>
  `
}

const NoSteps = (): View => html`
  <p class="empty">No steps are kept of this play: its processes have forgotten them, or could not be asked in time.</p>
`

function Two({ state, now, actions }: TraceProps): View {
  const { play, beside, chosen, chosenBeside, zoom } = state
  if (!beside) return html`<${One} state=${state} now=${now} actions=${actions} />`
  const participants = participantsOf([...play.steps, ...beside.steps])
  const [left, right] = placeRows(...compareRows(rowsOf(play.steps, participants), rowsOf(beside.steps, participants)))
  const sides = [
    { participants, play, rows: left, chosen, onChoose: actions?.choose },
    { participants, play: beside, rows: right, chosen: chosenBeside, onChoose: actions?.chooseBeside },
  ]
  return html`
    <p class="quiet small">≠ marks what differs, or stands on one side alone.</p>
    <div class="trace-two">${sides.map((side) => html`<${Side} ...${side} zoom=${zoom} now=${now} />`)}</div>
  `
}

interface SideProps {
  play: ShownPlay
  participants: readonly string[]
  rows: readonly SequenceRow[]
  chosen: number
  zoom: number
  now?: number | undefined
  onChoose?: ((number: number) => void) | undefined
}

function Side({ play, participants, rows, chosen, zoom, now, onChoose }: SideProps): View {
  const step = play.steps[chosen - 1]
  return html`
    <section class="stack" aria-label=${play.query === '' ? 'as it is' : play.query}>
      <${Outcome} play=${play} />
      <${Diagram}
        participants=${participants}
        rows=${rows}
        chosen=${chosen}
        zoom=${zoom}
        label=${`The steps with ${play.query || 'nothing else'}`}
        isBeside=${true}
        onChoose=${onChoose}
      />
      ${step && html`<${StepOf} play=${play} step=${step} number=${chosen} now=${now} />`}
    </section>
  `
}

const StepOf = ({
  play,
  step,
  number,
  now,
}: {
  play: ShownPlay
  step: Step
  number: number
  now?: number | undefined
}): View => html`
  <${Details}
    step=${step}
    number=${number}
    request=${requestOf(play, number)}
    checked=${checkedStep(play.steps, number - 1)}
    now=${now}
  />
`
