import { html, type View } from '#core/page/html'
import { sayMatrixToken } from '../matrix/matrix-sentences.ts'
import { cellsByPlace, MATRIX_CELLS, rowsByWeight } from '../matrix/matrix-rows.ts'
import type { MatrixCell, MatrixDoor, MatrixToken, TokenMatrix } from '../matrix/token-matrix.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { concludeMatrix } from './count-verdicts.ts'
import type { ReportSection } from './full-report.ts'
import { KnownFindings } from './known-findings.view.ts'
import { SectionTable } from './section-table.view.ts'

interface MatrixParts {
  matrix: TokenMatrix
  section: ReportSection
  comparison?: BaselineComparison | undefined
}

/** Every token at every door on one page: what came of it, what is wrong, and then the whole table. */
export const MatrixPage = ({ matrix, section, comparison }: MatrixParts): View => {
  const { state, words } = concludeMatrix({ matrix: section }, comparison)
  return html`
    <div class="page stack report">
      <header class="stack">
        <p class="quiet">Who steals which token can call whom</p>
        <h1>Every token of the sandbox, at every door</h1>
        <p class=${`card says conclusion ${CONCLUSION_CLASSES[state]}`}>${words}</p>
      </header>
      <${SectionTable} ...${section} title=${isWrong(section) ? 'What is not as it should be' : 'What to know of it'} />
      ${comparison && html`<${KnownFindings} comparison=${comparison} />`}
      <${WholeTable} matrix=${matrix} />
      <${Explained} matrix=${matrix} />
    </div>
  `
}

const CONCLUSION_CLASSES = { good: 'good', bad: 'refused', open: 'cannot-decide' } as const

const isWrong = ({ rows }: ReportSection) => rows.some(([what = '']) => what.startsWith('✗'))

const WholeTable = ({ matrix }: { matrix: TokenMatrix }): View => {
  const cells = cellsByPlace(matrix)
  const { doors } = matrix
  return html`
    <section class="stack" aria-labelledby="table">
      <h2 id="table">Token by door</h2>
      <div class="wide-table">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">token</th>
              ${doors.map(({ id, service, route }) => html`<th scope="col" title=${`${service} ${route}`}>${id}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rowsByWeight(matrix).map(
              (token) =>
                html`<tr>
                  <th scope="row" class="foreign">${token.name}</th>
                  ${doors.map((door) => html`<${Cell} token=${token} door=${door} cell=${cells.get(`${token.id} ${door.id}`)} />`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <dl class="facts">
        ${Object.values(MATRIX_CELLS).map(
          ({ mark, words }) =>
            html`<div>
              <dt>${mark}</dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
    </section>
  `
}

const Cell = ({ token, door, cell }: { token: MatrixToken; door: MatrixDoor; cell: MatrixCell | undefined }): View => {
  const { mark, words } = MATRIX_CELLS[cell?.kind ?? 'unknown']
  return html`<td class=${cell?.kind ?? 'unknown'} title=${`${token.name} at ${door.id}: ${cell?.sentence ?? words}`}>
    <span aria-hidden="true">${mark}</span><span class="unseen">${words}</span>
  </td>`
}

const Explained = ({ matrix: { tokens, doors } }: { matrix: TokenMatrix }): View => html`
  <details class="words">
    <summary>
      <h2>What the tokens are</h2>
      <span class="quiet">${tokens.length}</span>
    </summary>
    <ul class="plain-list">
      ${tokens.map(
        (token) =>
          html`<li class="foreign">
            <strong>${token.name}</strong>: ${sayMatrixToken(token)}
            <span class="quiet"
              >(${token.scenarios.length === 1 ? 'scenario' : 'scenarios'} ${token.scenarios.join(', ')})</span
            >
          </li>`,
      )}
    </ul>
  </details>
  <details class="words">
    <summary>
      <h2>What the doors are</h2>
      <span class="quiet">${doors.length}</span>
    </summary>
    <ul class="plain-list">
      ${doors.map(({ id, service, route, scenario }) => html`<li><code>${id}</code> ${service} ${route} <span class="quiet">(scenario ${scenario})</span></li>`)}
    </ul>
  </details>
`
