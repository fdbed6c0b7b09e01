import { html, type View } from '#core/page/html'
import type { ReportSection } from './full-report.ts'

const CELL_CLASSES: Record<string, string> = { '✓': 'good', '✗': 'bad', '!': 'odd' }

/** A table with its sentences. */
export const SectionTable = ({ title, head, rows, notes = [] }: ReportSection): View => html`
  <section class="stack">
    <h2>${title}</h2>
    <div class="wide-table">
      <table>
        ${
          head &&
          html`<thead>
            <tr>
              ${head.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>`
        }
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td class=${`foreign ${CELL_CLASSES[cell[0] ?? ''] ?? ''}`}>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="quiet text">${note}</p>`)}
  </section>
`
