import { html, type View } from '#core/page/html'
import { counted } from '../../../probe/counted.ts'
import { firstSentence } from '../../../probe/reports/first-words.ts'
import { titleBeside, type FoundCase } from '../../../probe/reports/found-case.ts'
import { groupFindings, type FindingGroup } from '../../../probe/reports/group-findings.ts'
import { findingWords } from './lab-words.ts'
import { OpenedCase } from './opened-case.view.ts'
import type { LabActions, LabRun, LabState } from './lab-state.ts'

interface FindingsProps {
  run: LabRun
  state: LabState
  actions?: LabActions | undefined
}

/** What is wrong with the service, the worst first: what one change mends stands in one block, as in a report. */
export const FindingsView = ({ run, state, actions }: FindingsProps): View | false => {
  const groups = groupFindings(run.results)
  const first = firstSentence(run.results, run.isGoing)
  if (groups.length > 0)
    return html`
      <section class="stack" aria-labelledby="findings">
        <h2 id="findings">${findingWords(run.results)}, ${counted(groups.length, 'change')}</h2>
        ${first !== undefined && html`<p class="card says refused"><strong>First:</strong> ${first}</p>`}
        <ul class="lab-findings">
          ${groups.map((group) => html`<${ChangeCard} key=${`${group.isFailing} ${group.remedy}`} group=${group} state=${state} actions=${actions} />`)}
        </ul>
      </section>
    `
  if (run.isGoing || run.results.length === 0 || run.stopped !== undefined) return false
  if (first !== undefined) return html`<p class="card says cannot-decide"><strong>First:</strong> ${first}</p>`
  return html`<p class="card says good">Nothing was found: every answer was right, of those that could be told.</p>`
}

const ChangeCard = ({ group, ...rest }: { group: FindingGroup } & Omit<FindingsProps, 'run'>): View => {
  const { level, isFailing, remedy, cases } = group
  return html`
    <li class=${`card says ${isFailing ? 'refused' : ''} lab-finding`}>
      <p class="row">
        <span class=${`pill level-${level}`}>${level}</span>
        <span class="quiet small">${counted(cases.length, 'case')}${isFailing ? '' : ', by policy only'}</span>
      </p>
      <h3 class="foreign"><span class="quiet small">What to change:</span> ${remedy}</h3>
      <ul class="lab-mended">
        ${cases.map((found) => html`<${FoundLine} key=${found.id} found=${found} ...${rest} />`)}
      </ul>
    </li>
  `
}

const FoundLine = ({ found, state, actions }: { found: FoundCase } & Omit<FindingsProps, 'run'>): View => {
  const { id, finding } = found
  const title = titleBeside(found)
  const isOpen = state.opened?.id === id
  return html`
    <li>
      <p class="foreign">${finding.sentence}${title === undefined ? '' : ` ${title}.`}</p>
      <p class="row">
        <code>${id}</code>
        <span class="quiet small">${finding.severity.level} · CWE-${finding.severity.cwe} · ${found.class}</span>
        <button type="button" class="small" aria-expanded=${isOpen} onClick=${() => actions?.open(id)}>
          ${isOpen ? 'Close' : 'See the token beside the good one'}
          <span class="unseen"> of ${id}</span>
        </button>
      </p>
      ${state.opened && isOpen && html`<${OpenedCase} opened=${state.opened} result=${found} />`}
    </li>
  `
}
