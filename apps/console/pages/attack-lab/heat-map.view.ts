import { html, type View } from '#core/page/html'
import type { HeatMap } from './lab-state.ts'

type CellKind = HeatMap['rows'][number]['cells'][number]['kind']

const CELLS: Record<CellKind, { sign: string; word: string }> = {
  right: { sign: '✓', word: 'believed, as it should be' },
  wrong: { sign: '!', word: 'believed, and should not be' },
  lesson: { sign: '§', word: 'believed, and that is what its scenario is about' },
  refused: { sign: '·', word: 'refused' },
  undecided: { sign: '?', word: 'nobody can tell' },
}

/** Each token that was seen, at each door: what a thief could do with it. */
export const HeatMapView = ({ map: { doors, rows } }: { map: HeatMap }): View => {
  const wrong = rows.flatMap(({ cells }) =>
    cells.filter(({ kind }) => kind === 'wrong').map(({ sentence }) => sentence),
  )
  return html`
    <section class="stack" aria-labelledby="heat-map">
      <h2 id="heat-map">Who steals which token can call whom</h2>
      ${
        wrong.length === 0
          ? html`<p class="card says good">
              No door believes a token that is not for it, but where a scenario teaches just that.
            </p>`
          : html`<ul class="stack">
              ${wrong.map((sentence) => html`<li class="card says refused foreign">${sentence}</li>`)}
            </ul>`
      }
      <div class="table-frame lab-heat">
        <table>
          <thead>
            <tr>
              <th scope="col">Token</th>
              ${doors.map(({ id, title }) => html`<th scope="col" key=${id}><span>${title}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ token, cells }) => html`
                <tr>
                  <th scope="row" class="foreign">${token}</th>
                  ${cells.map(
                    ({ kind, sentence }) =>
                      html`<td class=${kind} title=${sentence}>
                        <span aria-hidden="true">${CELLS[kind].sign}</span
                        ><span class="unseen">${CELLS[kind].word}</span>
                      </td>`,
                  )}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      <p class="small quiet">
        ${Object.values(CELLS).map(({ sign, word }, at) => html`<span>${at > 0 ? ' · ' : ''}${sign} ${word}</span>`)}
      </p>
    </section>
  `
}
