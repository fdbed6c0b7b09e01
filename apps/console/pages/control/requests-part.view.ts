import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { titleOf } from '#core/trace/step'
import { clockText } from '#core/page/time-text'
import { callerListed, callerWords } from '../../parts/caller-words.ts'
import { TraceId } from '../../parts/trace-id.view.ts'
import type { ListedRequest } from '../../live/told.ts'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { routesOf } from './fault-draft.ts'

export interface RequestsPartProps {
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

/** Who asked what, when, and what came of it: the newest first. */
export function RequestsPart({ state, actions }: RequestsPartProps): View {
  const { seen, draft, waiting } = state
  const isFiltered = ['seenOn', 'seenFrom', 'seenTrace'].some((name) => (draft[name] ?? '') !== '')
  return html`
    <section class="requests-part stack" aria-labelledby="requests-title">
      <header class="part-head">
        <h2 id="requests-title">Captured requests <span class="quiet small">${countOf(state)}</span></h2>
        <div class="row">
          <${Filters} state=${state} actions=${actions} />
          <button
            class="small"
            type="button"
            aria-disabled=${waiting !== undefined}
            onClick=${() => actions?.clearRequests()}
          >
            Forget them
          </button>
        </div>
      </header>
      ${seen.refusals.map((refusal) => html`<p class="card says notice cannot-decide foreign small">${refusal}</p>`)}
      ${
        seen.requests.length > 0
          ? html`<${RequestTable} requests=${seen.requests} actions=${actions} />`
          : seen.refusals.length === 0 &&
            html`<p class="empty">
              ${isFiltered ? 'No request fits.' : html`<span>Nobody has asked anything yet. <a href="/">Play a scenario</a>, and see who asks whom.</span>`}
            </p>`
      }
      <p class="quiet small">
        Times are those of the machine. Of a body, what may be a secret is named and not shown. Requests to /control,
        /healthz and /traces are not kept.
      </p>
    </section>
  `
}

const countOf = ({ seen: { count, requests } }: ControlPageState) =>
  requests.length < count ? `the last ${requests.length} of ${count}` : String(count)

const Filters = ({ state: { draft, processes, whom, seen }, actions }: RequestsPartProps): View => html`
  <div class="row filters">
    <label class="field-inline"
      ><span>Route</span>
      <select onChange=${({ target }: { target: { value: string } }) => actions?.write('seenOn', target.value)}>
        <option value="">all</option>
        ${routesOf(processes, whom)
          .filter((name) => name !== '*' && name !== 'tls')
          .map((name) => html`<option value=${name} selected=${draft['seenOn'] === name}>${name}</option>`)}
      </select></label
    >
    <label class="field-inline"
      ><span>Asked by</span>
      <input
        value=${draft['seenFrom'] ?? ''}
        placeholder="anybody"
        list="seen-callers"
        autocomplete="off"
        onInput=${({ target }: { target: { value: string } }) => actions?.write('seenFrom', target.value)}
      />
      <datalist id="seen-callers">
        ${[...new Set(seen.requests.flatMap(({ from }) => from ?? []))].map((name) => html`<option value=${callerListed(name)}></option>`)}
      </datalist></label
    >
    <label class="field-inline"
      ><span>Trace</span>
      <input
        class="trace mono"
        value=${draft['seenTrace'] ?? ''}
        placeholder="any"
        autocomplete="off"
        spellcheck=${false}
        onInput=${({ target }: { target: { value: string } }) => actions?.write('seenTrace', target.value)}
    /></label>
  </div>
`

const RequestTable = ({
  requests,
  actions,
}: {
  requests: readonly ListedRequest[]
  actions?: ControlPageActions | undefined
}): View => html`
  <div class="table-frame requests long stacks" tabindex="0" role="region" aria-label="Table of requests">
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">When</th>
          <th role="columnheader" scope="col">At</th>
          <th role="columnheader" scope="col">Route</th>
          <th role="columnheader" scope="col">Asked by</th>
          <th role="columnheader" scope="col">Request</th>
          <th role="columnheader" scope="col">Answer</th>
          <th role="columnheader" scope="col">Trace</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${requests.map((one) => html`<${RequestRow} key=${`${one.process} ${one.at} ${one.traceId} ${one.path}`} one=${one} actions=${actions} />`)}
      </tbody>
    </table>
  </div>
`

function RequestRow({ one, actions }: { one: ListedRequest; actions?: ControlPageActions | undefined }): View {
  const { at, process, on, from, method, path, traceId, isOfPlay, body, status, fault } = one
  return html`
    <tr role="row">
      <td role="cell" class="mono">${clockText(Date.parse(at))}</td>
      <td role="cell" data-label="at">${titleOf(process)}</td>
      <td role="cell" class="foreign on-route" data-label="route">${on}</td>
      <td role="cell" class="foreign" data-label="asked by">${callerWords(from)}</td>
      <td role="cell" class="whole">
        <code class="foreign">${method} ${path}</code>
        ${body && html`<span class="small quiet foreign block">${bodyText(body)}</span>`}
      </td>
      <td role="cell">
        <${Mark} outcome=${outcomeOfStatus(status)} word=${statusText(status)} />
        ${fault !== undefined && html`<span class="small block fault-met foreign">met ${fault}</span>`}
      </td>
      <td role="cell" data-label="trace">
        <span class="trace-cell"
          ><${TraceId} traceId=${traceId} isOfPlay=${isOfPlay} /><button
            class="plain small"
            type="button"
            title=${`Only requests of the trace ${traceId}`}
            aria-label=${`Only requests of the trace ${traceId.slice(0, 8)}`}
            onClick=${() => actions?.write('seenTrace', traceId)}
          >
            only
          </button></span
        >
      </td>
    </tr>
  `
}

const bodyText = (body: Record<string, unknown>) =>
  Object.entries(body)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

const outcomeOfStatus = (status: number | undefined): MarkName =>
  status === undefined
    ? 'skipped'
    : status >= 500 || status === 0
      ? 'cannot-decide'
      : status >= 400
        ? 'refused'
        : 'good'

const statusText = (status: number | undefined) =>
  status === undefined ? 'no answer yet' : status === 0 ? 'no answer' : String(status)
