import { html, type View } from '#core/page/html'
import { dateText, spanText } from '#core/page/time-text'
import type { KeyPeriods } from '../../keys/timeline.ts'
import type { PeopleKeyLine } from '#core/page/key-places'
import { KEY_STATE_WORDS, KeyDrawing } from '#core/page/key-drawing.view'

export interface PeopleKeysProps {
  line: PeopleKeyLine
  periods: KeyPeriods
  now: number
  algorithm: string
}

/** The keys of people on their time line: a drawing, and the same as a table. */
export const PeopleKeysView = (props: PeopleKeysProps): View => {
  const { line, periods, now, algorithm } = props
  const exp = line.marks.find(({ kind }) => kind === 'exp')?.at ?? now
  return html`
    <div class="stack text">
      <h1>Keys</h1>
      <p>
        ${`${algorithm}. A token lives for ${spanText(periods.tokenDuration)} (D), a key for ${spanText(periods.keyDuration)}. T is the moment when the key that signs leaves the set.`}
      </p>
      <p>
        ${'Whoever checks tokens asks for the set again at its '}<code>exp</code>${': '}<strong class="moment"
          >${dateText(exp)}</strong
        >
      </p>
    </div>
    <${KeyDrawing} line=${line} />
    <${KeyTable} line=${line} />
  `
}

/** All moments of the time line. */
const KeyTable = ({ line }: { line: PeopleKeyLine }): View => html`
  <div class="table-frame">
    <table class="admin-table">
      <caption class="unseen">
        All moments of the time line, UTC
      </caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">State</th>
          <th scope="col">Published</th>
          <th scope="col">Signs from</th>
          <th scope="col">Signs until</th>
          <th scope="col">Leaves the set</th>
        </tr>
      </thead>
      <tbody>
        ${line.keys.map(
          ({ kid, state, published, signs, gone }) => html`
            <tr>
              <th scope="row" data-label="Key"><code class="foreign">${kid ?? 'the next one'}</code></th>
              <td data-label="State">${KEY_STATE_WORDS[state]}</td>
              <td class="moment" data-label="Published">${dateText(published)}</td>
              <td class="moment" data-label="Signs from">${signs ? dateText(signs.from) : 'never'}</td>
              <td class="moment" data-label="Signs until">${signs ? dateText(signs.to) : 'never'}</td>
              <td class="moment" data-label="Leaves the set">${dateText(gone)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`
