import { html, type View } from '#core/page/html'
import { dateText } from '#core/page/time-text'
import type { ShownStep, ShownTrack, WorkshopState } from '../../workshop/workshop-state.ts'
import { LONGEST_NAME_ON_REPORT, tracksBegun } from '../../workshop/step-at-hand.ts'
import { StepText } from '../../parts/step-text.view.ts'

export interface ReportProps {
  workshop: WorkshopState
  /** Absent on the server. */
  print?: (() => void) | undefined
  /** Somebody writes the name on it. */
  write?: ((name: string) => void) | undefined
}

/** What a person did and what there is to remember of it, for the screen and for paper. */
export const ReportView = ({ workshop: { tracks, person = '' }, print, write }: ReportProps): View => html`
  <div class="page stack workshop-report">
    <header class="part-head">
      <h1>What I did in the workshop</h1>
      <p class="row tools">
        <button type="button" onClick=${() => print?.()}>Print</button>
        <a class="button" href=${`/workshop/report.md?name=${encodeURIComponent(person)}`}>As Markdown</a>
        <a class="button" href="/workshop">Back to the workshop</a>
      </p>
    </header>
    <label class="field report-name">
      <span>Name</span>
      <input
        name="person"
        autocomplete="name"
        maxlength=${LONGEST_NAME_ON_REPORT}
        value=${person}
        onInput=${(event: { target: { value: string } }) => write?.(event.target.value)}
      />
    </label>
    <ul class="row">
      ${tracks.map(({ title, done, steps }) => html`<li class="card"><strong>${done} of ${steps.length}</strong> ${title}</li>`)}
    </ul>
    ${
      tracks.every(({ done }) => done === 0)
        ? html`<p class="empty">
            No step is done yet. <a href="/workshop">Begin with the first</a>: what you do, and what was seen of it,
            stands here afterwards.
          </p>`
        : tracksBegun(tracks).map((track) => html`<${TrackInReport} track=${track} />`)
    }
  </div>
`

const TrackInReport = ({ track: { name, title, done, steps } }: { track: ShownTrack }): View => html`
  <section class="stack" aria-labelledby=${`report-${name}`}>
    <h2 id=${`report-${name}`}>${title}: ${done} of ${steps.length}</h2>
    ${steps.map((step) => (step.ticked ? html`<${StepInReport} step=${step} />` : html`<${LeftInReport} step=${step} />`))}
  </section>
`

const HINTS_WORDS = ['without a hint', 'with one hint', 'with two hints', 'with all three hints']

const StepInReport = ({ step }: { step: ShownStep }): View => html`
  <article class="card says good report-step">
    <h3>
      <span class="mark good">✓<span class="unseen"> done:</span></span> ${step.number}. ${step.title}
    </h3>
    <p><${StepText} text=${step.task} /></p>
    <p><strong>What was seen:</strong> ${step.ticked?.sentence}</p>
    <p><strong>Why it matters:</strong> <${StepText} text=${step.why} /></p>
    <p class="quiet small">
      ${dateText(step.ticked?.at ?? 0)} UTC, ${HINTS_WORDS[step.hintsShown]} · decided by${' '}
      <code class="foreign">${step.code.file}${step.code.line === undefined ? '' : `:${step.code.line}`}</code
      >${step.code.line === undefined ? ', in the sources of jwt-sandbox' : ''} · more at${' '}
      <a class="foreign" href=${step.source.url} rel="noreferrer">${step.source.text}</a>
    </p>
  </article>
`

const LeftInReport = ({ step }: { step: ShownStep }): View => html`
  <p class="report-left quiet">☐<span class="unseen"> not done:</span> ${step.number}. ${step.title}</p>
`
