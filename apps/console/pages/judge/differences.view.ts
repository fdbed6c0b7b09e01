import { html, type View } from '#core/page/html'
import { groupDifferences, type JudgeDifference } from '../../../judge/why/difference.ts'

/** Why they differ, in groups; what would change an answer can be copied. */
export const DifferencesView = ({ differences }: { differences: readonly JudgeDifference[] }): View => html`
  <section class="stack" aria-labelledby="differences">
    <h2 id="differences">Why they differ</h2>
    ${groupDifferences(differences).map(
      ({ title, differences: some }) => html`
        <div class="stack difference-group">
          <h3>${title}</h3>
          <ul>
            ${some.map((difference) => html`<${DifferenceItem} difference=${difference} />`)}
          </ul>
        </div>
      `,
    )}
  </section>
`

const DifferenceItem = ({ difference: { says, setting } }: { difference: JudgeDifference }): View => html`
  <li>
    <p class="foreign">${says}</p>
    ${
      setting !== undefined &&
      html`<div class="setting">
        <pre class="foreign" tabindex="0" aria-label="What to set"><code>${setting}</code></pre>
        <button type="button" class="small" data-copy=${setting}>Copy</button>
      </div>`
    }
  </li>
`
