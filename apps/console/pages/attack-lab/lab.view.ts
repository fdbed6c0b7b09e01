import { html, type View } from '#core/page/html'
import { FamilyView } from './family.view.ts'
import { FindingsView } from './findings.view.ts'
import { HeatMapView } from './heat-map.view.ts'
import type { LabActions, LabState } from './lab-state.ts'
import { eitherRightWords, lackingFor, progressWords } from './lab-words.ts'
import { WhomToAttack } from './whom.view.ts'
import { ScoreCardView } from './score-card.view.ts'

export interface LabProps {
  state: LabState
  /** Absent on the server: there nobody can press anything. */
  actions?: LabActions | undefined
}

/** The attack lab: whom to attack at the left; at the right the catalogue, and what came of it. */
export const LabView = ({ state, actions }: LabProps): View => html`
  <div class="bench lab">
    <form
      class="bench-paste"
      onSubmit=${(event: { preventDefault(): void }) => {
        event.preventDefault()
        if (canRun(state)) actions?.run()
      }}
    >
      <h1>Attack lab</h1>
      <p class="quiet small">
        Bad tokens from an issuer that the service trusts: each is the good one with one thing changed. A service that
        believes one can be fooled. ${html`<a href="/attacks/libraries">What libraries say to them</a>`}
      </p>
      <${WhomToAttack} state=${state} actions=${actions} />
      <label class="choice-line">
        <input type="checkbox" checked=${state.withKeys} onChange=${() => actions?.toggleKeys()} />
        <span>Key-set probe besides (minutes, or half an hour)</span>
      </label>
      <${Buttons} state=${state} actions=${actions} />
    </form>
    <section class="bench-work" aria-label="What came of it">
      <div aria-live="polite">
        ${
          state.trouble !== undefined &&
          html`<p class="card says refused foreign lab-trouble" role="alert">${state.trouble}</p>`
        }
      </div>
      ${(state.matrix || state.waitsFor === 'matrix') && html`<${MatrixLine} state=${state} actions=${actions} />`}
      ${state.matrix?.matrix && html`<${HeatMapView} matrix=${state.matrix.matrix} />`}
      <div aria-live="polite"><${RunLine} state=${state} /></div>
      ${state.run && html`<${EarlierRun} state=${state} actions=${actions} />`}
      ${state.run?.summary && html`<${NotRun} why=${Object.entries(state.run.summary.notRunByReason)} />`}
      ${(state.run?.scores?.length ?? 0) > 0 && html`<${ScoreCardView} rows=${state.run?.scores} />`}
      <h2>The catalogue</h2>
      <div class="lab-families">
        ${state.families.map((family) => html`<${FamilyView} key=${family.name} family=${family} state=${state} actions=${actions} />`)}
      </div>
    </section>
  </div>
`

const MatrixLine = ({ state: { matrix }, actions }: LabProps): View | false => {
  if (matrix?.isGoing === false)
    return matrix.trouble !== undefined && html`<p class="card says refused foreign">${matrix.trouble}</p>`
  const { words = '' } = matrix ?? {}
  const [, done, of] = /^(\d+) of (\d+)/.exec(words) ?? []
  return html`
    <div class="stack">
      <div class="row">
        <p>
          <span class="busy" aria-hidden="true"></span><strong>Token matrix: </strong
          ><span class="foreign">${words}</span>
        </p>
        <button type="button" onClick=${() => actions?.stopMatrix()}>Stop the matrix</button>
      </div>
      ${of !== undefined && html`<progress max=${of} value=${done}>${done} of ${of}</progress>`}
    </div>
  `
}

/** Beside a matrix what was found before is folded: it is about something else. */
const EarlierRun = ({ state, actions }: LabProps): View => {
  const findings = html`<${FindingsView} run=${state.run} state=${state} actions=${actions} />`
  return state.matrix && state.run?.isGoing !== true
    ? html`<details>
        <summary>What that run of cases found</summary>
        ${findings}
      </details>`
    : findings
}

/** Nobody can begin anything else now. */
const isBusy = ({ run, waitsFor, matrix }: LabState) =>
  waitsFor !== undefined || run?.isGoing === true || matrix?.isGoing === true

const canRun = (state: LabState) => !isBusy(state) && lackingFor(state) === undefined

const Buttons = ({ state, actions }: LabProps): View => {
  const missing = lackingFor(state)
  return html`
    <div class="stack">
      <div class="row">
        <button class="main" type="submit" aria-disabled=${!canRun(state)}>Run all</button>
        ${
          state.run?.isGoing === true
            ? html`<button type="button" onClick=${() => actions?.stop()}>Stop</button>`
            : html`<button type="button" aria-disabled=${isBusy(state)} onClick=${() => actions?.askMatrix()}>
                ${state.waitsFor === 'matrix' ? 'Playing and replaying …' : 'Token matrix'}
              </button>`
        }
      </div>
      ${missing !== undefined && html`<p class="small quiet">${missing}</p>`}
    </div>
  `
}

const RunLine = ({ state: { run, waitsFor, trouble } }: { state: LabState }): View | false => {
  if (waitsFor === 'run') return html`<p><span class="busy" aria-hidden="true"></span>Trying the good token first …</p>`
  if (!run) {
    if (trouble !== undefined) return false
    return html`
      <div class="empty stack">
        <p>Nothing has been run yet. Press Run all, or run one family or one case below.</p>
        <p class="small">Open a case to see its bad token beside the good one.</p>
      </div>
    `
  }
  const { results, of, isGoing, target, stopped, phase } = run
  return html`
    <div class="stack lab-run">
      <p>
        ${isGoing && html`<span class="busy" aria-hidden="true"></span>`}
        <strong>${progressWords(run)}</strong>
        <span class="quiet foreign"> against ${target}</span>
      </p>
      ${eitherRightWords(results) !== '' && html`<p class="small quiet">${eitherRightWords(results)}</p>`}
      ${phase !== undefined && html`<p class="small">All cases are sent. Now the ${phase}</p>`}
      ${isGoing && html`<progress max=${of} value=${results.length}>${results.length} of ${of}</progress>`}
      ${stopped !== undefined && html`<p class="card says refused foreign">${stopped}</p>`}
    </div>
  `
}

const NotRun = ({ why }: { why: [string, number][] }): View | false =>
  why.length > 0 &&
  html`<details class="small">
    <summary>Not run, and why</summary>
    <ul>
      ${why.map(([reason, count]) => html`<li class="foreign">${count}: ${reason}</li>`)}
    </ul>
  </details>`
