import { html, type View } from '#core/page/html'
import type { BaselineComparison } from './compare-baseline.ts'
import { concludeReport } from './count-verdicts.ts'
import { counted } from '../counted.ts'
import { WORDS_OF_MODE, sectionsOf, type FullReport } from './full-report.ts'
import { firstSentence } from './first-words.ts'
import { groupFindings, type FindingGroup } from './group-findings.ts'
import { groupReasons, groupRemarks } from './group-words.ts'
import { ReportCases } from './report-cases.view.ts'
import { KnownFindings } from './known-findings.view.ts'
import { changeAnchor, ReportIndex } from './report-index.view.ts'
import { SectionTable } from './section-table.view.ts'
import { ReportFinding } from './report-finding.view.ts'

interface ReportParts {
  report: FullReport
  comparison?: BaselineComparison | undefined
}

/** The whole report on one page: what came of it, what to change, and then everything that was asked. */
export const ReportPage = ({ report, comparison }: ReportParts): View => {
  const ids = comparison && new Set(comparison.newFindings.map(({ id }) => id))
  const groups = groupFindings(ids ? report.cases.filter(({ id }) => ids.has(id)) : report.cases)
  return html`
    <div class="page stack report">
      <${Head} report=${report} comparison=${comparison} />
      <${ReportIndex} groups=${groups} cases=${report.cases} />
      <${Findings} groups=${groups} title=${comparison ? 'New findings' : 'Findings'} />
      ${comparison && html`<${KnownFindings} comparison=${comparison} />`}
      ${sectionsOf(report).map((section) => html`<${SectionTable} ...${section} />`)}
      <${ReportCases} cases=${report.cases} />
      <${Words} title="Remarks: odd, and safe" groups=${groupRemarks(report.cases)} />
      <${Words} title="Nobody can tell" groups=${groupReasons(report.cases, 'inconclusive')} />
      <${Words} title="Not run" groups=${groupReasons(report.cases, 'not-run')} />
      <${Controls} report=${report} />
    </div>
  `
}

const CARDS = { good: 'good', bad: 'refused', open: 'cannot-decide' } as const

const Head = ({ report, comparison }: ReportParts): View => {
  const { target, summary, cases } = report
  const { state, words } = concludeReport(report, comparison)
  const first = firstSentence(cases)
  const facts = [
    ['issuer', target.issuer],
    ['audience', target.audience],
    ['type', target.type],
    ['algorithms', target.algorithms.join(', ')],
    ['tokens', WORDS_OF_MODE[target.mode].short],
    ...(target.library === undefined ? [] : [['library', target.library]]),
    ['run', `${counted(cases.length, 'case')} in ${(summary.milliseconds / 1000).toFixed(1)} s`],
  ]
  return html`
    <header class="stack">
      <p class="quiet">Probe of the token checks of</p>
      <h1 class="foreign">${target.method} ${target.url}</h1>
      <p class=${`card says conclusion ${CARDS[state]}`}>${words}</p>
      ${first !== undefined && html`<p class="card says refused"><strong>First:</strong> ${first}</p>`}
      <dl class="facts">
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd class="foreign">${value}</dd>
            </div>`,
        )}
      </dl>
    </header>
  `
}

const Findings = ({ groups, title }: { groups: readonly FindingGroup[]; title: string }): View => html`
  <section class="stack" aria-labelledby="findings">
    <h2 id="findings">${title}</h2>
    ${groups.length === 0 && html`<p class="empty">There is none.</p>`}
    ${groups.map((group, at) => html`<${ReportFinding} group=${group} anchor=${changeAnchor(at)} isOpen=${at === 0} />`)}
    ${
      groups.length > 0 &&
      html`<p class="quiet small text">
        MUST: a standard requires it. SHOULD: best practice. POLICY can be defended, and fails no run.
      </p>`
    }
  </section>
`

interface ShownWords {
  words: string
  ids: string[]
  said?: { words: string; ids: string[] }[]
}

const Words = ({ title, groups }: { title: string; groups: ShownWords[] }): View | false =>
  groups.length > 0 &&
  html`
    <details class="words">
      <summary>
        <h2>${title}</h2>
        <span class="quiet">${new Set(groups.flatMap(({ ids }) => ids)).size}</span>
      </summary>
      <ul class="plain-list">
        ${groups.map(
          ({ words, ids, said = [] }) =>
            html`<li>
              <strong>${ids.length}</strong> <span class="foreign">${words}</span>
              ${said.map((each) => html`<br /><span class="small foreign">${each.ids.length} × “${each.words}”</span>`)}
              <br /><code class="quiet">${ids.join(', ')}</code>
            </li>`,
        )}
      </ul>
    </details>
  `

const Controls = ({ report: { controls } }: { report: FullReport }): View => html`
  <details class="words">
    <summary>
      <h2>Controls</h2>
      <span class="quiet">${controls.every(({ areRight }) => areRight) ? 'all right' : 'not all right'}</span>
    </summary>
    <p class="text quiet">A good token, none, and garbage: what they are answered says what the other answers mean.</p>
    <div class="wide-table">
      <table>
        <thead>
          <tr>
            ${['when', 'good token', 'no token', 'garbage', ''].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${controls.map(
            ({ at, good, noToken, garbage, areRight }) =>
              html`<tr>
                <td>${at}</td>
                <td>${good}</td>
                <td>${noToken}</td>
                <td>${garbage}</td>
                <td class=${areRight ? 'good' : 'bad'}>${areRight ? '✓ right' : '✗ wrong'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>
`
