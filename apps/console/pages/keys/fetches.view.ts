import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { titleOf } from '#core/trace/step'
import type { RingsNow } from '../../live/told.ts'
import { clockText } from '#core/page/time-text'
import { titleOfRing } from './ring.view.ts'

/** Who fetched which key set when: until a verifier has fetched it anew, it does not know the next key. */
export const FetchesView = ({ rings: { fetches, fetched } }: { rings: RingsNow }): View => html`
  <section class="fetches stack" aria-labelledby="fetches-title">
    <div class="text">
      <h2 id="fetches-title">Who fetched which key set</h2>
      <p class="quiet small">
        A verifier keeps a key set for a while: it learns of a new key, or of a revoked one, when it fetches again.
        Times are those of the machine.
      </p>
    </div>
    ${
      fetches.length === 0
        ? html`<p class="empty">
            Nobody has fetched a key set of the factory yet. <a href="/?scenario=5">Play scenario 5</a>: Service B
            verifies by itself, and fetches the keys first.
          </p>`
        : html`<div class="table-frame long" tabindex="0" role="region" aria-label="Table of fetches">
            <table>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">Which key set</th>
                  <th scope="col">Address</th>
                  <th scope="col">Answer</th>
                </tr>
              </thead>
              <tbody>
                ${fetches.map(
                  ({ at, from, ringId, path, status, traceId }) => html`
                    <tr key=${`${at} ${traceId} ${path}`}>
                      <td class="mono">${clockText(Date.parse(at))}</td>
                      <td class="foreign">${from === undefined ? 'somebody' : titleOf(from)}</td>
                      <td class="foreign">${ringId === '*' ? 'of all callers' : titleOfRing(ringId)}</td>
                      <td><code class="foreign">${path}</code></td>
                      <td><${Mark} outcome=${outcomeOf(status)} word=${wordOf(status)} /></td>
                    </tr>
                  `,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${fetched > fetches.length && html`<p class="quiet small">The last ${fetches.length} of ${fetched}.</p>`}
  </section>
`

const outcomeOf = (status: number | undefined): MarkName =>
  status === undefined ? 'skipped' : status >= 200 && status < 400 ? 'good' : 'refused'

const wordOf = (status: number | undefined) =>
  status === undefined ? 'no answer yet' : status === 0 ? 'no answer' : String(status)
