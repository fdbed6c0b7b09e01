import { html, type View } from '#core/page/html'
import { clockText } from '#core/page/time-text'
import type { ShownStep, ShownTrack } from '../../workshop/workshop-state.ts'
import { stepAfter, stepAtHand } from '../../workshop/step-at-hand.ts'
import { StepHints } from './step-hints.view.ts'
import { StepText } from '../../parts/step-text.view.ts'
import type { WorkshopActions } from './workshop-page-state.ts'

export interface StepProps {
  track: ShownTrack
  step: ShownStep
  /** Absent on the server: there nobody can press anything. */
  actions?: WorkshopActions | undefined
}

/** One step, large: what to do and where comes first, what was seen stands right below it. */
export const StepView = ({ track, step, actions }: StepProps): View => html`
  <article class="workshop-step" aria-labelledby="step-title">
    <p class="label">${track.title} · step ${step.number} of ${track.steps.length}</p>
    <h1 id="step-title">${step.title}</h1>
    ${step.state === 'locked' ? html`<${Locked} track=${track} step=${step} />` : html`<${ToDo} track=${track} step=${step} actions=${actions} />`}
  </article>
`

const Locked = ({ track, step }: StepProps): View => {
  const before = track.steps[step.number - 2]
  const next = stepAtHand(track)
  return html`
    <div class="card says stack">
      <p>
        This step is not open yet.${' '}
        ${before ? `It opens when step ${before.number}, “${before.title}”, is done, or when the facilitator opens it.` : 'It opens when the facilitator opens it.'}
      </p>
      ${
        next &&
        next.id !== step.id &&
        html`<p class="row">
          <a class="button main" href=${`/workshop?step=${next.id}`}>Go to step ${next.number}</a>
        </p>`
      }
    </div>
  `
}

const ToDo = ({ track, step, actions }: StepProps): View => html`
  <p class="workshop-task"><${StepText} text=${step.task} /></p>
  <p class="row">
    <a class=${`button${step.state === 'done' ? '' : ' main'}`} href=${step.where.page}
      >Do it here: ${step.where.label}</a
    >
  </p>
  <div role="status">
    ${step.ticked ? html`<${Ticked} track=${track} step=${step} actions=${actions} />` : html`<${NotSeenYet} step=${step} />`}
  </div>
  <${StepHints} step=${step} actions=${actions} />
  <section class="stack" aria-labelledby="step-why">
    <h2 id="step-why">Why it matters</h2>
    <p class="text"><${StepText} text=${step.why} /></p>
    <p class="quiet small">
      Source: <a class="foreign" href=${step.source.url} rel="noreferrer">${step.source.text}</a>
    </p>
  </section>
  <section class="stack" aria-labelledby="step-code">
    <h2 id="step-code">The code that decides</h2>
    <${CodeThatDecides} step=${step} />
  </section>
`

const NotSeenYet = ({ step: { nearly } }: { step: ShownStep }): View => html`
  <p class="card says small">
    <strong>${nearly === undefined ? 'Not seen yet.' : html`<${StepText} text=${nearly} />`}</strong>
    <span
      >Your sandbox is watched. As soon as it has happened, this is ticked by itself: there is nothing to press.</span
    >
  </p>
`

function Ticked({ track, step: { ticked, ...step }, actions }: StepProps): View {
  const next = stepAfter(track, step)
  return html`
    <div class="card says good stack">
      <p class="sentence good"><span aria-hidden="true">✓ </span>Done. ${ticked?.sentence}</p>
      <p class="row">
        ${
          next
            ? html`<a class="button main" href=${`/workshop?step=${next.id}`}>Next: ${next.number}. ${next.title}</a>`
            : html`<a class="button main" href="/workshop/report">All are done: see your report</a>`
        }
        ${ticked?.traceId !== undefined && html`<a class="button" href=${`/plays/${ticked.traceId}`}>See that play</a>`}
      </p>
      <p class="row small quiet">
        <span>Seen at ${clockText(ticked?.at ?? 0)} UTC.</span>
        <button class="small plain" type="button" onClick=${() => actions?.startAgain(step.id)}>
          Do this step again
        </button>
      </p>
    </div>
  `
}

function CodeThatDecides({ step: { id, code } }: { step: ShownStep }): View {
  if (code.line === undefined)
    return html`<p><code class="foreign">${code.file}</code>, in the sources of jwt-sandbox</p>`
  return html`
    <p>
      <a class="mono foreign" href=${`/workshop/code/${id}`}>${code.file}:${code.line}</a>
    </p>
    <pre class="box">${code.text}</pre>
  `
}
