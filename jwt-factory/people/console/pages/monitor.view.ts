import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { clockText, dateText, spanText } from '#core/page/time-text'
import type { LogLine } from './log-lines.ts'
import type { MonitorNumbers, Tally } from './monitor-numbers.ts'

export interface MonitorProps {
  numbers: MonitorNumbers
  lines: readonly LogLine[]
}

/** How the process is, for a wall: what was counted since it was started, how it is now, and what its log says last. */
export const Monitor = ({ numbers, lines }: MonitorProps): View => html`
  <div class="admin-head">
    <h1>Monitor</h1>
    <a class="button" href="/admin/monitor">Look again</a>
  </div>
  <div class="monitor">
    <${TallyCard} title="Logins" tallies=${numbers.logins} />
    <${TallyCard} title="Renewals" tallies=${numbers.renewals} />
    <${TallyCard} title="Answers" tallies=${numbers.answers} />
    <${NowCard} numbers=${numbers} />
    <${ProcessCard} numbers=${numbers} />
    <${RoutesCard} routes=${numbers.routes} />
    ${numbers.spans.length > 0 && html`<${TallyCard} title="Spans for the collector" tallies=${numbers.spans} />`}
  </div>
  <${LogTailShown} lines=${lines} />
`

/** There is nothing to see, and why. */
export const MonitorOff = ({ isSwitchedOff }: { isSwitchedOff: boolean }): View => html`
  <h1>Monitor</h1>
  <p class="empty">
    ${isSwitchedOff ? html`Monitoring is off: the configuration says <code>telemetry.disable_monitoring: true</code>. Nothing is counted.` : 'Nothing is counted in this process.'}
  </p>
`

const wholeText = (value: number) => value.toLocaleString('en')

/** A sum, and what it is made of. */
function TallyCard({ title, tallies }: { title: string; tallies: readonly Tally[] }): View {
  const sum = tallies.reduce((before, { count }) => before + count, 0)
  return html`
    <section class="card stack-small">
      <h2>${title}</h2>
      <p class="monitor-sum">${wholeText(sum)}</p>
      ${tallies.length === 0 && html`<p class="quiet small">none since the start</p>`}
      <ul class="monitor-rows">
        ${tallies.map(
          ({ word, count, isRefused }) => html`
            <li>
              <${Mark} outcome=${isRefused ? 'refused' : 'good'} word=${word} /><span class="count"
                >${wholeText(count)}</span
              >
              <${Share} count=${count} of=${sum} isRefused=${isRefused} />
            </li>
          `,
        )}
      </ul>
    </section>
  `
}

const Share = ({ count, of, isRefused }: { count: number; of: number; isRefused: boolean }): View => html`
  <svg class=${`share ${isRefused ? 'refused' : 'good'}`} width="100%" height="4" aria-hidden="true">
    <rect width=${`${of > 0 ? (100 * count) / of : 0}%`} height="4" />
  </svg>
`

const NowCard = ({
  numbers: { waiting, directory, keys, published, keyEnds },
}: {
  numbers: MonitorNumbers
}): View => html`
  <section class="card stack-small">
    <h2>Now</h2>
    <dl class="monitor-rows">
      <${Row} word="passwords that wait" text=${waiting === undefined ? UNKNOWN : wholeText(waiting)} />
      ${directory.length === 0 && html`<${Row} word="directory" text="cannot be read" />`}
      ${directory.map(({ word, count }) => html`<${Row} word=${word} text=${wholeText(count)} />`)}
      ${keys.map(({ word, count }) => html`<${Row} word=${`keys ${word}`} text=${wholeText(count)} />`)}
      <${Row} word="keys in the key set" text=${published === undefined ? UNKNOWN : wholeText(published)} />
      <${Row} word="signing key ends" text=${keyEnds ? dateText(keyEnds) : UNKNOWN} />
    </dl>
  </section>
`

const UNKNOWN = '–'

const ProcessCard = ({ numbers }: { numbers: MonitorNumbers }): View => html`
  <section class="card stack-small">
    <h2>Process</h2>
    <dl class="monitor-rows">
      <${Row} word="up for" text=${numbers.uptime === undefined ? UNKNOWN : spanText(numbers.uptime)} />
      <${Row} word="memory" text=${megabytes(numbers.memory)} />
      <${Row} word="of it, objects" text=${megabytes(numbers.heap)} />
      <${Row}
        word="processor has worked"
        text=${numbers.processorSeconds === undefined ? UNKNOWN : spanText(numbers.processorSeconds * 1000)}
      />
      <${Row} word="Node" text=${numbers.node} />
    </dl>
  </section>
`

const megabytes = (bytes: number | undefined) => (bytes === undefined ? UNKNOWN : `${wholeText(Math.round(bytes / 1e6))} MB`) // prettier-ignore

const RoutesCard = ({ routes }: { routes: readonly Tally[] }): View => html`
  <section class="card stack-small">
    <h2>Asked for most</h2>
    ${routes.length === 0 && html`<p class="quiet small">nothing since the start</p>`}
    <dl class="monitor-rows">
      ${routes.map(({ word, count }) => html`<${Row} word=${html`<code>${word}</code>`} text=${wholeText(count)} />`)}
    </dl>
  </section>
`

const Row = ({ word, text }: { word: unknown; text: string }): View => html`
  <div>
    <dt>${word}</dt>
    <dd class="count">${text}</dd>
  </div>
`

const LogTailShown = ({ lines }: { lines: readonly LogLine[] }): View => html`
  <section class="stack" aria-label="The end of the log">
    <h2>The end of the log</h2>
    ${lines.length === 0 && html`<p class="empty">Nothing yet.</p>`}
    <ol class="log-tail long" tabindex="0" aria-label="Lines of the log, the newest first">
      ${lines.map(
        ({ at, isWarning, event, fields }) => html`
          <li class=${isWarning ? 'warning' : ''}>
            ${at !== undefined && html`<time class="quiet" title=${dateText(at)}>${clockText(at)}</time>`}
            <p>
              <strong class="foreign">${event}</strong>${isWarning && html`<span class="unseen"> (a warning)</span>`}
              ${fields.map(([name, value]) => html`${' '}<span class="foreign"><span class="quiet">${name}=</span>${value}</span>`)}
            </p>
          </li>
        `,
      )}
    </ol>
    <p class="quiet small">
      As far as there is room: the last 6 kB. Programs read the same at
      <code>/metrics</code> and${' '}<code>/metrics/logs</code>.
    </p>
  </section>
`
