import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { counted } from '../../../probe/counted.ts'
import type { CaseResult } from '../../../probe/probe-report.ts'
import type { LabActions, LabCase, LabFamily, LabState } from './lab-state.ts'
import { findingWords, markOfCase, lackingFor } from './lab-words.ts'
import { OpenedCase } from './opened-case.view.ts'

interface FamilyProps {
  family: LabFamily
  state: LabState
  actions?: LabActions | undefined
}

/** One family of the catalogue: closed it says how many, and what came of them. */
export const FamilyView = ({ family, state, actions }: FamilyProps): View => {
  const results = new Map(state.run?.results.map((result) => [result.id, result]))
  const mayRun = state.run?.isGoing !== true && state.waitsFor === undefined && lackingFor(state) === undefined
  return html`
    <details class="card lab-family">
      <summary>
        <strong>${family.name}</strong>
        <span class="quiet">${counted(family.cases.length, 'case')}</span>
        <span class="lab-strip" aria-hidden="true">
          ${family.cases.map(({ id }) => html`<i class=${stripClass(results.get(id))}></i>`)}
        </span>
        <span class="small">${familyWords(family, results)}</span>
      </summary>
      <div class="stack">
        <div class="row">
          <button
            type="button"
            class="small"
            aria-disabled=${!mayRun}
            onClick=${() => mayRun && actions?.run([family.name])}
          >
            Run this family
          </button>
        </div>
        <ul class="lab-cases">
          ${family.cases.map(
            (each) =>
              html`<${CaseLine}
                key=${each.id}
                of=${each}
                result=${results.get(each.id)}
                state=${state}
                actions=${actions}
                mayRun=${mayRun}
              />`,
          )}
        </ul>
      </div>
    </details>
  `
}

const stripClass = (result: CaseResult | undefined) => (result ? markOfCase(result).mark : 'waits')

function familyWords({ cases }: LabFamily, results: ReadonlyMap<string, CaseResult>): string {
  const done = cases.map(({ id }) => results.get(id)).filter((result) => result !== undefined)
  if (done.length === 0) return ''
  const ran = done.filter(({ verdict }) => verdict !== 'not-run').length
  return `${ran} run, ${findingWords(done)}`
}

interface CaseProps extends Omit<FamilyProps, 'family'> {
  of: LabCase
  result: CaseResult | undefined
  mayRun: boolean
}

const CaseLine = ({ of: { id, title, severity, class: klass }, result, state, actions, mayRun }: CaseProps): View => {
  const isOpen = state.opened?.id === id
  return html`
    <li>
      <div class="lab-case">
        <button type="button" class="lab-open" aria-expanded=${isOpen} onClick=${() => actions?.open(id)}>
          <code>${id}</code> <span>${title}</span>
        </button>
        <span class="small quiet">${klass} · ${severity.level}</span>
        ${result ? html`<${Mark} outcome=${markOfCase(result).mark} word=${markOfCase(result).word} />` : html`<span class="quiet small">–</span>`}
        <button
          type="button"
          class="small"
          aria-disabled=${!mayRun}
          aria-label=${`Run ${id}`}
          onClick=${() => mayRun && actions?.run([id])}
        >
          Run
        </button>
      </div>
      ${isOpen && html`<${OpenedCase} opened=${state.opened} result=${result} />`}
    </li>
  `
}
