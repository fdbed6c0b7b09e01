import { html, type View } from '#core/page/html'
import { isMeasuredBesides } from '../engine/summary.ts'
import type { CaseResult, CaseVerdict } from '../probe-report.ts'
import { hasFinding } from './found-case.ts'
import { gotWords, CASE_VERDICTS, expectedWords, isMeasured, caseState, VERDICT_WORDS } from './full-report.ts'
import { familyAnchor } from './report-index.view.ts'

const SIGNS = { good: '✓', bad: '✗', odd: '!', open: '·' } as const

/** Every case by family, and a choice of verdicts that works without a script: `report-cases.css` hides what was not chosen. */
export const ReportCases = ({ cases }: { cases: readonly CaseResult[] }): View => html`
  <details class="words cases">
    <summary>
      <h2 id="cases">All cases</h2>
      <span class="quiet">${cases.length}</span>
    </summary>
    <fieldset class="filter">
      <legend class="unseen">Show</legend>
      <${Choice} name="all" word="all" count=${cases.length} isChosen />
      <${Choice} name="findings" word="findings" count=${cases.filter(hasFinding).length} />
      ${CASE_VERDICTS.map((verdict) => html`<${Choice} name=${verdict} word=${VERDICT_WORDS[verdict]} count=${countOf(cases, verdict)} />`)}
    </fieldset>
    <table>
      <thead>
        <tr>
          ${['case', 'what is sent', 'class', 'wanted', 'got', 'verdict'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      ${[...Map.groupBy(cases, ({ family }) => family)].map(([family, some]) => html`<${Family} family=${family} cases=${some} />`)}
    </table>
  </details>
`

const countOf = (cases: readonly CaseResult[], verdict: CaseVerdict) =>
  cases.filter((each) => each.verdict === verdict && !isMeasuredBesides(each)).length

const Choice = ({ name, word, count, isChosen = false }: { name: string; word: string; count: number; isChosen?: boolean }): View => html`
  <label class="choice"><input type="radio" name="show" id=${`show-${name}`} checked=${isChosen} />${word} <b>${count}</b></label>
` // prettier-ignore

const Family = ({ family, cases }: { family: string; cases: readonly CaseResult[] }): View => html`
  <tbody>
    <tr class="family">
      <th scope="rowgroup" colspan="6" id=${familyAnchor(family)}>${family}</th>
    </tr>
    ${cases.map((result) => html`<${Case} result=${result} />`)}
  </tbody>
`

const Case = ({ result }: { result: CaseResult }): View => {
  const { id, title, class: kind, severity, verdict, remarks, reason } = result
  const state = caseState(result)
  const more = [...remarks, ...(reason === undefined ? [] : [reason])]
  return html`
    <tr
      class="case"
      data-verdict=${isMeasuredBesides(result) ? undefined : verdict}
      data-found=${result.finding ? 'yes' : undefined}
    >
      <td data-name="case">
        <div><code>${id}</code></div>
      </td>
      <td data-name="sent" class="foreign">
        <div>${title}${more.map((text) => html`<small class="quiet foreign">${text}</small>`)}</div>
      </td>
      <td data-name="class">
        <div>${kind} <small class="quiet">${severity.level}</small></div>
      </td>
      <td data-name="wanted"><div>${expectedWords(result)}</div></td>
      <td data-name="got"><div>${verdict === 'not-run' || isMeasured(result) ? '' : gotWords(result)}</div></td>
      <td data-name="verdict" class=${`verdict ${state}`}>
        <div>
          <span aria-hidden="true">${SIGNS[state]}</span>
          ${isMeasuredBesides(result) ? 'measured' : VERDICT_WORDS[verdict]}
        </div>
      </td>
    </tr>
  `
}
