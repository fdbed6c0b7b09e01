import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { clockText } from '#core/page/time-text'
import type { PlayLine } from '../../plays/kept-play.ts'
import { verdictWords } from '../../plays/verdict-words.ts'

export interface PlaysProps {
  plays: readonly PlayLine[]
  /** The plain port of the caller of most scenarios. */
  port: number
  /** Those that were refused, and no others. */
  isRefusedOnly?: boolean
  onRefusedOnly?: () => void
}

/** All plays that are kept, the newest first. */
export function PlaysView({ plays, port, isRefusedOnly = false, onRefusedOnly }: PlaysProps): View {
  const shown = isRefusedOnly ? plays.filter(({ outcome }) => outcome.outcome === 'refused') : plays
  return html`
    <div class="page plays-page stack">
      <div class="part-head">
        <h1>Traces</h1>
        <label class="row">
          <input type="checkbox" checked=${isRefusedOnly} onChange=${() => onRefusedOnly?.()} /> refused only
        </label>
      </div>
      <p class="quiet text">
        Every play of this sandbox while the console runs, from its pages or by curl. The last 200 are kept, in memory
        alone.
      </p>
      ${
        shown.length === 0
          ? html`<${NoPlays} port=${port} isFiltered=${plays.length > 0} />`
          : html`
              <div class="plays-head small quiet" aria-hidden="true">
                <span>When</span><span>Scenario</span><span>Variant</span><span>Outcome</span
                ><span class="took">Took</span>
              </div>
              <ol class="plays">
                ${shown.map((play) => html`<li><${Line} ...${play} /></li>`)}
              </ol>
            `
      }
    </div>
  `
}

const NoPlays = ({ port, isFiltered }: { port: number; isFiltered: boolean }): View =>
  isFiltered
    ? html`<p class="empty">None of the plays that are kept was refused.</p>`
    : html`
        <div class="empty stack">
          <p>
            ${'Nothing has been played yet. Play a scenario on the '}<a href="/">stage</a
            >${', or by curl: it appears here.'}
          </p>
          <${Copy} text=${`curl "localhost:${port}/scenario1"`} />
        </div>
      `

const Line = ({ traceId, scenario, title, query, outcome, startedAt, tookMs }: PlayLine): View => html`
  <a href=${`/plays/${traceId}`}>
    <span class="mono quiet">${clockText(startedAt)}</span>
    <span class="what" title=${title}><span class="mono quiet">${scenario} </span>${title}</span>
    <span class="way">${query !== '' && html`<code class="chip foreign">${query}</code>`}</span>
    <span class="came" title=${verdictWords(outcome).headline}><${Came} outcome=${outcome} /></span>
    <span class="mono quiet took">${tookMs.toFixed(0)} ms</span>
  </a>
`

/** Who decided it, and why; that it is refused stands in its words. */
const Came = ({ outcome }: Pick<PlayLine, 'outcome'>): View => html`
  <${Mark}
    outcome=${outcome.outcome}
    word=${(outcome.who ?? outcome.untold) ? verdictWords(outcome).headline : undefined}
  />
`
