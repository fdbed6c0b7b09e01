import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { callerWords } from '../../parts/caller-words.ts'
import { TraceId } from '../../parts/trace-id.view.ts'
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
        : html`<div class="table-frame long stacks" tabindex="0" role="region" aria-label="Table of fetches">
            <table role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">When</th>
                  <th role="columnheader" scope="col">Who</th>
                  <th role="columnheader" scope="col">Which key set</th>
                  <th role="columnheader" scope="col">Address</th>
                  <th role="columnheader" scope="col">Answer</th>
                  <th role="columnheader" scope="col">Trace</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${fetches.map(
                  ({ at, from, ringId, path, status, traceId, isOfPlay }) => html`
                    <tr role="row" key=${`${at} ${traceId} ${path}`}>
                      <td role="cell" class="mono">${clockText(Date.parse(at))}</td>
                      <td role="cell" class="foreign" data-label="who">${callerWords(from)}</td>
                      <td role="cell" class="foreign whole" data-label="key set">
                        ${ringId === '*' ? 'of all callers' : titleOfRing(ringId)}
                      </td>
                      <td role="cell" class="whole"><code class="foreign">${path}</code></td>
                      <td role="cell">
                        <${Mark} outcome=${outcomeOf(status)} word=${wordOf(status)} />
                      </td>
                      <td role="cell" data-label="trace"><${TraceId} traceId=${traceId} isOfPlay=${isOfPlay} /></td>
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
