import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { dateText } from '#core/page/time-text'
import type { Step } from '#core/trace/step'
import type { ShownPlay } from '../../plays/kept-play.ts'
import { requestOf } from '../../plays/request-of.ts'
import { verdictWords } from '../../plays/verdict-words.ts'
import { Still } from '../../parts/still.ts'
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
      <${Heading} play=${play} beside=${beside} />
      <${Tools} state=${state} actions=${actions} />
      ${beside ? html`<${Two} state=${state} now=${now} actions=${actions} />` : html`<${One} state=${state} now=${now} actions=${actions} />`}
    </div>
  `
}

const Heading = ({ play, beside }: Pick<TraceState, 'play' | 'beside'>): View => html`
  <header class="stack">
    <h1>
      ${play.title}${beside && beside.title !== play.title && html`<span class="beside-title"> beside: ${beside.title}</span>`}
    </h1>
    ${!beside && html`<${Outcome} play=${play} />`}
  </header>
`

/** What came of it, who decided it, and in which way it was played. */
const Outcome = ({ play }: { play: ShownPlay }): View => html`
  <p class="row outcome">
    <${Mark} outcome=${play.outcome.outcome} />
    <strong class="foreign" title=${play.outcome.reason}>${verdictWords(play.outcome).headline}</strong>
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
          aria-disabled=${zoom <= (ZOOMS[0] ?? 0)}
          onClick=${() => actions?.zoom(-1)}
        >
          −
        </button>
        <span class="small quiet">${Math.round(zoom * 100)} %</span>
        <button
          class="small"
          type="button"
          aria-label="Larger"
          aria-disabled=${zoom >= (ZOOMS.at(-1) ?? 0)}
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
  const step = play.steps[chosen - 1]
  const draw = () => {
    const participants = participantsOf(play.steps)
    const rows = rowsOf(play.steps, participants)
    const label = 'The steps of the play: arrow keys go from one to the next'
    return html`<${Diagram} ...${{ participants, rows, chosen, zoom, label }} onChoose=${actions?.choose} />`
  }
  return html`
    <div class="trace-body">
      <${Still} from=${[play, chosen, zoom]} draw=${draw} />
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
  const compared = rowsOfBoth(play.steps, beside.steps)
  const sides = [
    { side: 0, compared, play, chosen, onChoose: actions?.choose },
    { side: 1, compared, play: beside, chosen: chosenBeside, onChoose: actions?.chooseBeside },
  ]
  return html`
    <p class="quiet small">≠ marks what differs, or stands on one side alone.</p>
    <div class="trace-two">${sides.map((side) => html`<${Side} ...${side} zoom=${zoom} now=${now} />`)}</div>
  `
}

/** @returns how both are drawn, once that is wanted */
function rowsOfBoth(left: readonly Step[], right: readonly Step[]): () => Compared {
  let compared: Compared | undefined
  return () => {
    const participants = participantsOf([...left, ...right])
    const rows = () => placeRows(...compareRows(rowsOf(left, participants), rowsOf(right, participants)))
    return (compared ??= { participants, rows: rows() })
  }
}

interface Compared {
  participants: readonly string[]
  rows: [SequenceRow[], SequenceRow[]]
}

interface SideProps {
  play: ShownPlay
  side: 0 | 1
  compared: () => Compared
  chosen: number
  zoom: number
  now?: number | undefined
  onChoose?: ((number: number) => void) | undefined
}

function Side({ play, side, compared, chosen, zoom, now, onChoose }: SideProps): View {
  const step = play.steps[chosen - 1]
  const draw = () => {
    const { participants, rows } = compared()
    const label = `The steps with ${play.query || 'nothing else'}`
    const drawn = { participants, rows: rows[side], chosen, zoom, label, onChoose }
    return html`<${Diagram} ...${drawn} isBeside=${true} />`
  }
  return html`
    <section class="stack" aria-label=${play.query === '' ? 'as it is' : play.query}>
      <${Outcome} play=${play} />
      <${Still} from=${[play, chosen, zoom]} draw=${draw} />
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
