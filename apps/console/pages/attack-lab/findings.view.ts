import { html, type View } from '#core/page/html'
import type { CaseResult } from '../../../probe/probe-report.ts'
import { OpenedCase } from './opened-case.view.ts'
import type { LabActions, LabRun, LabState } from './lab-state.ts'
import { worstFindings } from './lab-words.ts'

interface FindingsProps {
  run: LabRun
  state: LabState
  actions?: LabActions | undefined
}

/** What is wrong with the service, the worst first. */
export const FindingsView = ({ run, state, actions }: FindingsProps): View | false => {
  const findings = worstFindings(run.results)
  if (findings.length > 0)
    return html`
      <section class="stack" aria-labelledby="findings">
        <h2 id="findings">${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}</h2>
        <ul class="lab-findings">
          ${findings.map((result) => html`<${FindingCard} key=${result.id} result=${result} state=${state} actions=${actions} />`)}
        </ul>
      </section>
    `
  if (run.isGoing || run.results.length === 0 || run.stopped !== undefined) return false
  return html`<p class="card says good">Nothing was found: every answer was right, of those that could be told.</p>`
}

const FindingCard = ({ result, state, actions }: { result: CaseResult } & Omit<FindingsProps, 'run'>): View | false => {
  const { id, finding } = result
  if (!finding) return false
  const { severity, isFailing, sentence, remedy } = finding
  return html`
    <li class=${`card says ${isFailing ? 'refused' : ''} lab-finding`}>
      <p class="row">
        <span class=${`pill level-${severity.level}`}>${severity.level}</span>
        <code>${id}</code>
        <span class="quiet small">CWE-${severity.cwe} · ${result.class}</span>
      </p>
      <p class="foreign">${sentence}</p>
      <p class="small foreign"><strong>What to change:</strong> ${remedy}</p>
      <button type="button" class="small" aria-expanded=${state.opened?.id === id} onClick=${() => actions?.open(id)}>
        ${state.opened?.id === id ? 'Close' : 'See the token beside the good one'}
      </button>
      ${state.opened?.id === id && html`<${OpenedCase} opened=${state.opened} result=${result} />`}
    </li>
  `
}
