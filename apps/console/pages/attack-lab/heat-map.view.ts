import { html, type View } from '#core/page/html'
import { sayMatrixToken } from '../../../probe/matrix/matrix-sentences.ts'
import type { CellKind, MatrixCell, TokenMatrix } from '../../../probe/matrix/token-matrix.ts'

const CELL_SIGNS: Record<CellKind, { sign: string; word: string }> = {
  open: { sign: 'O', word: 'lets in without a good token' },
  leak: { sign: '!', word: 'believed, and should not be' },
  lesson: { sign: '§', word: 'believed, and that is what its scenario is about' },
  right: { sign: '✓', word: 'believed, as it should be' },
  refused: { sign: '·', word: 'refused' },
  missed: { sign: '✗', word: 'refused, and should be believed' },
  used: { sign: '1', word: 'good for one use, which the play has had' },
  unknown: { sign: '?', word: 'nobody can tell' },
  unasked: { sign: '–', word: 'not asked' },
}

/** Each token that was seen, at each door: what a thief could do with it. */
export const HeatMapView = ({
  matrix: { tokens, doors, cells, missing, closed, milliseconds },
}: {
  matrix: TokenMatrix
}): View => {
  const byPlace = new Map(cells.map((cell) => [`${cell.token} ${cell.door}`, cell]))
  return html`
    <section class="stack" aria-labelledby="heat-map">
      <h2 id="heat-map">Who steals which token can call whom</h2>
      <p class="small quiet">
        ${tokens.length} tokens at ${doors.length} doors, in ${(milliseconds / 1000).toFixed(1)} s.
      </p>
      <${WhatLeaks} cells=${cells} />
      ${missing.map((sentence) => html`<p class="small foreign">Not known: ${sentence}</p>`)}
      ${whyUnknown(cells).map((sentence) => html`<p class="small foreign">Nobody can tell: ${asSentence(sentence)}</p>`)}
      ${closed.map((sentence) => html`<p class="small quiet foreign">${asSentence(sentence)}</p>`)}
      <div class="table-frame lab-heat" role="region" aria-labelledby="heat-map" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Token</th>
              ${doors.map(
                ({ id, service, route }) =>
                  html`<th scope="col" key=${id} title=${`${service}: ${route}`}>
                    <code>${id}</code><span class="unseen"> ${service}: ${route}</span>
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${tokens.map(
              (token) => html`
                <tr key=${token.id}>
                  <th scope="row" class="foreign">${sayMatrixToken(token)}</th>
                  ${doors.map(({ id }) => html`<${HeatCell} cell=${byPlace.get(`${token.id} ${id}`)} />`)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      <details class="small">
        <summary>What the doors are</summary>
        <ul>
          ${doors.map(({ id, service, route, scenario }) => html`<li key=${id}><code>${id}</code> ${service}: ${route} (scenario ${scenario})</li>`)}
        </ul>
      </details>
      <ul class="lab-legend small quiet">
        ${Object.values(CELL_SIGNS).map(({ sign, word }) => html`<li><strong>${sign}</strong> ${word}</li>`)}
      </ul>
    </section>
  `
}

/** Each door says once why. */
const whyUnknown = (cells: readonly MatrixCell[]): string[] => [
  ...new Set(cells.flatMap(({ kind, sentence }) => (kind === 'unknown' ? (sentence ?? []) : []))),
]

const WhatLeaks = ({ cells }: { cells: readonly MatrixCell[] }): View => {
  const leaks = cells.filter(({ kind }) => kind === 'leak')
  const lessons = cells.filter(({ kind }) => kind === 'lesson')
  return html`
    <ul class="stack">
      ${leaks.length === 0 && html`<li class="card says good">No door believes a token that is not for it, but where a scenario teaches just that.</li>`}
      ${leaks.map(({ sentence }) => html`<li class="card says refused foreign">${asSentence(sentence)}</li>`)}
      ${lessons.map(({ sentence }) => html`<li class="small foreign">${asSentence(sentence)}</li>`)}
    </ul>
  `
}

const HeatCell = ({ cell }: { cell: MatrixCell | undefined }): View => {
  const kind = cell?.kind ?? 'unknown'
  const { sign, word } = CELL_SIGNS[kind]
  return html`<td class=${kind} title=${cell?.sentence ?? word}>
    <span aria-hidden="true">${sign}</span><span class="unseen">${word}</span>
  </td>`
}

const asSentence = (words = '') => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
