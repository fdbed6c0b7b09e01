import { html, type View } from '#core/page/html'
import type { CaseResult } from '../probe-report.ts'
import { counted } from '../counted.ts'
import { countVerdicts } from './count-verdicts.ts'
import { CASE_VERDICTS, VERDICT_WORDS } from './full-report.ts'
import type { FindingGroup } from './group-findings.ts'

/** Where a change stands on the page. */
export const changeAnchor = (at: number): string => `change-${at + 1}`

/** Where the cases of a family begin. */
export const familyAnchor = (family: string): string => `family-${family}`

/** What is on the page, and where: how severe it is, and the families with what their cases came to. */
export const ReportIndex = ({ groups, cases }: { groups: readonly FindingGroup[]; cases: readonly CaseResult[] }): View => html`
  <nav class="index" aria-label="What is on this page">
    ${groups.length > 0 && html`<${Levels} groups=${groups} />`}
    <${Families} cases=${cases} />
  </nav>
` // prettier-ignore

/** Levels in the order of the findings; what is wrong by policy only comes last, whatever its level. */
const Levels = ({ groups }: { groups: readonly FindingGroup[] }): View => {
  const rows = Map.groupBy(groups, ({ level, isFailing }) => (isFailing ? level : 'policy'))
  return html`
    <section class="stack" aria-labelledby="changes">
      <h2 id="changes">${counted(groups.length, 'change')}, the worst first</h2>
      <table class="levels">
        <tbody>
          ${[...rows].map(([level, some]) => {
            const first = groups.indexOf(some[0] as FindingGroup) // no row is empty
            const count = some.reduce((sum, each) => sum + each.cases.length, 0)
            return html`
              <tr>
                <th scope="row">
                  <span class=${`tag ${level}`}>${level === 'policy' ? 'by policy only' : level}</span>
                </th>
                <td><a href=${`#${changeAnchor(first)}`}>${counted(some.length, 'change')}</a></td>
                <td>${counted(count, 'case')}</td>
              </tr>
            `
          })}
        </tbody>
      </table>
      <p class="quiet small text">A change stands under the worst of its cases, and mends all of them.</p>
    </section>
  `
}

const Families = ({ cases }: { cases: readonly CaseResult[] }): View => html`
  <section class="stack" aria-labelledby="families">
    <h2 id="families">${counted(cases.length, 'case')}, by family</h2>
    <div class="wide-table">
      <table class="families">
        <thead>
          <tr>
            <th scope="col">family</th>
            <th scope="col">wrong</th>
            ${CASE_VERDICTS.map((verdict) => html`<th scope="col">${VERDICT_WORDS[verdict]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${countVerdicts(cases).map(({ family, counts, wrong }) => {
            return html`
              <tr>
                <th scope="row">
                  <a href=${`#${familyAnchor(family)}`}>${family === 'good' ? 'good tokens' : family}</a>
                </th>
                <td class=${wrong > 0 ? 'bad' : 'quiet'}>${wrong > 0 ? `✗ ${wrong}` : '·'}</td>
                ${CASE_VERDICTS.map((verdict) => html`<td>${counts[verdict] || html`<span class="quiet">·</span>`}</td>`)}
              </tr>
            `
          })}
        </tbody>
      </table>
    </div>
    <p class="quiet small">Bad tokens should be refused, and good ones believed; of some, both is right.</p>
  </section>
`
