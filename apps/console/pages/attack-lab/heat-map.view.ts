import { html, type View } from '#core/page/html'
import { notKnownOf } from '../../../probe/matrix/matrix-gaps.ts'
import { sayMatrixToken } from '../../../probe/matrix/matrix-sentences.ts'
import type { CellKind, MatrixCell, TokenMatrix } from '../../../probe/matrix/token-matrix.ts'

/** Each meaning has a sign and a colour of its own: `heat` names the colour in the style. */
const CELL_SIGNS: Record<CellKind, { sign: string; word: string; heat: string }> = {
  open: { sign: 'O', word: 'lets in without a good token', heat: 'bad' },
  leak: { sign: '!', word: 'believed, and should not be', heat: 'bad' },
  missed: { sign: '✗', word: 'refused, and should be believed', heat: 'bad' },
  lesson: { sign: '§', word: 'believed, and that is what its scenario is about', heat: 'odd' },
  right: { sign: '✓', word: 'believed, as it should be', heat: 'believed' },
  refused: { sign: '·', word: 'refused, as it should be', heat: 'refused' },
  used: { sign: '1', word: 'good for one use, which the play has had', heat: 'refused' },
  unknown: { sign: '?', word: 'nobody can tell', heat: 'unknown' },
  unasked: { sign: '–', word: 'not asked', heat: 'unasked' },
}

/** Each token that was seen, at each door: what a thief could do with it. */
export const HeatMapView = ({ matrix }: { matrix: TokenMatrix }): View => {
  const { tokens, doors, cells, closed, answered, milliseconds } = matrix
  const { gaps, besides } = notKnownOf(matrix)
  const byPlace = new Map(cells.map((cell) => [`${cell.token} ${cell.door}`, cell]))
  return html`
    <section class="stack" aria-labelledby="heat-map">
      <h2 id="heat-map">Who steals which token can call whom</h2>
      <p class="small quiet">
        ${tokens.length} tokens at ${doors.length} doors, in ${(milliseconds / 1000).toFixed(1)} s.
      </p>
      ${gaps.length > 0 && html`<${NotWhole} gaps=${gaps} />`}
      <${WhatLeaks}
        cells=${cells}
        answered=${answered}
        isWhole=${gaps.length === 0 && cells.every(({ kind }) => kind !== 'unasked')}
      />
      ${besides.map((sentence) => html`<p class="small foreign">Not known: ${sentence}</p>`)}
      ${whyUnknown(cells)
        .filter((sentence) => !gaps.includes(sentence))
        .map((sentence) => html`<p class="small foreign">Nobody can tell: ${asSentence(sentence)}</p>`)}
      <${Legend} />
      <div class="table-frame lab-heat" role="region" aria-labelledby="heat-map" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Token</th>
              ${doors.map(
                ({ id, service, route }) =>
                  html`<th scope="col" key=${id} title=${`${service}: ${route}`}>
                    <code>${id}</code><span class="door-name">${service}</span><span class="unseen">: ${route}</span>
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${tokens.map(
              (token) => html`
                <tr key=${token.id}>
                  <th scope="row" class="foreign">
                    <strong>${token.name}</strong><small class="quiet">${sayMatrixToken(token)}</small>
                  </th>
                  ${doors.map(({ id }) => html`<${HeatCell} cell=${byPlace.get(`${token.id} ${id}`)} />`)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${closed.map((sentence) => html`<p class="small quiet foreign">${asSentence(sentence)}</p>`)}
      <details class="small">
        <summary>What the doors are</summary>
        <ul>
          ${doors.map(({ id, service, route, scenario }) => html`<li key=${id}><code>${id}</code> ${service}: ${route} (scenario ${scenario})</li>`)}
        </ul>
      </details>
    </section>
  `
}

/** Each door says once why. */
const whyUnknown = (cells: readonly MatrixCell[]): string[] => [
  ...new Set(cells.flatMap(({ kind, sentence }) => (kind === 'unknown' ? (sentence ?? []) : []))),
]

/** What signs and colours say: where the eye is before the table. */
const Legend = (): View => html`
  <ul class="lab-legend small">
    ${Object.values(CELL_SIGNS).map(({ sign, word, heat }) => html`<li><span class=${`heat ${heat}`}>${sign}</span> ${word}</li>`)}
    <li class="quiet">A1 is service A in scenario 1; what begins with f is the factory.</li>
  </ul>
`

/** What is down leaves several gaps, and is one piece of news. */
const NotWhole = ({ gaps }: { gaps: readonly string[] }): View => html`
  <div class="card says cannot-decide foreign">
    <p>Not whole:</p>
    <ul class="stack small">
      ${gaps.map((gap) => html`<li>${gap.replace(/\.?$/, '.')}</li>`)}
    </ul>
  </div>
`

interface LeakParts {
  cells: readonly MatrixCell[]
  answered: TokenMatrix['answered']
  isWhole: boolean
}

const WhatLeaks = ({ cells, answered, isWhole }: LeakParts): View => {
  const wrong = cells.filter(({ kind }) => ['open', 'leak', 'missed'].includes(kind))
  const leaks = [...new Set([...answered, ...wrong].map(({ sentence }) => sentence))]
  const lessons = cells.filter(({ kind }) => kind === 'lesson')
  return html`
    <ul class="stack">
      ${isWhole && leaks.length === 0 && html`<li class="card says good">No door believes a token that is not for it, but where a scenario teaches just that.</li>`}
      ${leaks.map((sentence) => html`<li class="card says refused foreign">${asSentence(sentence)}</li>`)}
      ${lessons.map(({ sentence }) => html`<li class="small foreign">${asSentence(sentence)}</li>`)}
    </ul>
  `
}

const HeatCell = ({ cell }: { cell: MatrixCell | undefined }): View => {
  const kind = cell?.kind ?? 'unknown'
  const { sign, word, heat } = CELL_SIGNS[kind]
  return html`<td class=${`heat ${heat}`} title=${cell?.sentence ?? word}>
    <span aria-hidden="true">${sign}</span><span class="unseen">${word}</span>
  </td>`
}

const asSentence = (words = '') => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
