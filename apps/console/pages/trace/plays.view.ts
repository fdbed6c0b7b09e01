import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { clockText } from '#core/page/time-text'
import { titleOf } from '#core/trace/step'
import type { PlayLine } from '../../plays/kept-play.ts'

/** All plays that are kept, the newest first. */
export const PlaysView = ({ plays }: { plays: readonly PlayLine[] }): View => html`
  <div class="page stack">
    <h1>Traces</h1>
    <p class="quiet text">
      Every play of this sandbox while the console runs, from its pages or by curl. The last 200 are kept, in memory
      alone.
    </p>
    ${
      plays.length === 0
        ? html`<${NoPlays} />`
        : html`<ol class="plays">
            ${plays.map((play) => html`<li><${Line} ...${play} /></li>`)}
          </ol>`
    }
  </div>
`

const NoPlays = (): View => html`
  <p class="empty">
    Nothing has been played yet. Play a scenario on the <a href="/">stage</a>, or type
    <code>curl localhost:3000/scenario1</code>: it appears here.
  </p>
`

const Line = ({ traceId, scenario, title, query, outcome, startedAt, tookMs }: PlayLine): View => html`
  <a href=${`/plays/${traceId}`}>
    <span class="mono quiet">${clockText(startedAt)}</span>
    <span class="mono">${scenario}</span>
    <span class="what"><span>${title}</span>${query !== '' && html` <code class="foreign">${query}</code>`}</span>
    <span class="came">
      <${Mark} outcome=${outcome.outcome} />
      ${outcome.who !== undefined && html` <span class="foreign small">${titleOf(outcome.who)}${outcome.reason !== undefined && `: ${outcome.reason}`}</span>`}
    </span>
    <span class="mono quiet took">${tookMs.toFixed(0)} ms</span>
  </a>
`
