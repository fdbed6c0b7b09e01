import { html, type View } from '#core/page/html'
import { clockText, spanText } from '#core/page/time-text'
import {
  type AgentOnPage,
  type ClientOnPage,
  type RefusalOnPage,
  type RelayPageState,
  type RelayShown,
} from './relay-state.ts'

/** Each relay with who listens at it, and what it refused. */
export const RelayView = ({ state: { now } }: { state: RelayPageState }): View => html`
  <div class="gateway-page relay-page">
    <div>
      <h1>Relay</h1>
      <p class="quiet">
        The relays of scenario 14. B has no open port: its agent dials out to both, and listens for an endpoint with a
        token. <a href="/?scenario=14">Play it</a>, and see here what was refused.
      </p>
    </div>
    ${now.trouble !== undefined && html`<p class="card foreign" role="status">${now.trouble}</p>`}
    ${now.relays.map((relay) => html`<${RelayCard} shown=${relay} now=${now.now} />`)}
  </div>
`

const RelayCard = ({ shown, now }: { shown: RelayShown; now: number }): View => {
  const { relay, title, about, places, agents, clients, refusals, refused } = shown
  return html`
    <section class="card gateway-known relay-card" aria-labelledby=${`relay-${relay}`}>
      <h2 id=${`relay-${relay}`}>${title}</h2>
      <p class="quiet">${about} Clients ask at ${places.proxy}, agents dial ${places.upstream}.</p>
      <h3>Who listens</h3>
      ${agents.length === 0 ? html`<p class="quiet">Nobody at the moment.</p>` : html`<${Agents} agents=${agents} now=${now} title=${title} />`}
      <h3>Who is connected</h3>
      ${clients.length === 0 ? html`<p class="quiet">Nobody for longer than an answer takes.</p>` : html`<${Clients} clients=${clients} now=${now} title=${title} />`}
      <h3>
        What was
        refused${refused > refusals.length && html` <span class="quiet">the last ${refusals.length} of ${refused}</span>`}
      </h3>
      ${refusals.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`<${Refusals} refusals=${refusals} title=${title} />`}
    </section>
  `
}

interface AgentsProps {
  agents: readonly AgentOnPage[]
  now: number
  title: string
}

const Agents = ({ agents, now, title }: AgentsProps): View => html`
  <div class="table-frame stacks gateway-headers relay-agents">
    <table>
      <caption class="unseen">
        Who listens at ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col">Its agent</th>
          <th scope="col">Since</th>
          <th scope="col">Until</th>
          <th scope="col">Connections</th>
        </tr>
      </thead>
      <tbody>
        ${agents.map(
          ({ endpoint, subject, since, until, connections }) => html`
            <tr>
              <td class="whole mono foreign">${endpoint}</td>
              <td class="foreign" data-label="agent:">${subject ?? 'says not who it is'}</td>
              <td data-label="since:">${clockText(since)}</td>
              <td data-label="until:">${untilText(until, now)}</td>
              <td data-label="connections:">${connections}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`

interface ClientsProps {
  clients: readonly ClientOnPage[]
  now: number
  title: string
}

const Clients = ({ clients, now, title }: ClientsProps): View => html`
  <div class="table-frame stacks gateway-headers relay-clients">
    <table>
      <caption class="unseen">
        Who is connected at ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col">Its client</th>
          <th scope="col">By</th>
          <th scope="col">Since</th>
          <th scope="col">Its token ends</th>
        </tr>
      </thead>
      <tbody>
        ${clients.map(
          ({ endpoint, by, subject, since, until }) => html`
            <tr>
              <td class="whole mono foreign">${endpoint}</td>
              <td class="foreign" data-label="client:">${subject ?? 'says not who it is'}</td>
              <td data-label="by:">${by}</td>
              <td data-label="since:">${clockText(since)}</td>
              <td data-label="its token ends:">${endText(until, now)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`

/** A token ends, and with it the right to listen. */
const untilText = (until: number | undefined, now: number): string =>
  until === undefined ? 'for good' : `${clockText(until)}, in ${spanText(Math.max(0, until - now))}`

/** As Piko does it, whoever is connected stays so when it is over. */
const endText = (until: number | undefined, now: number): string =>
  until === undefined
    ? 'never'
    : until > now
      ? untilText(until, now)
      : `${clockText(until)}: it is over, and the connection is not`

const Refusals = ({ refusals, title }: { refusals: readonly RefusalOnPage[]; title: string }): View => html`
  <div class="table-frame stacks gateway-headers relay-refusals">
    <table>
      <caption class="unseen">
        What ${title} refused
      </caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who asked</th>
          <th scope="col">For</th>
          <th scope="col">Answer</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${refusals.map(
          ({ at, port, endpoint, status, says, check }) => html`
            <tr>
              <td class="mono">${clockText(at)}</td>
              <td data-label="asked:">${port}</td>
              <td class="mono foreign" data-label="for:">${endpoint ?? 'no endpoint'}</td>
              <td data-label="answer:">${status}</td>
              <td class="whole foreign">
                ${says}${check !== undefined && html` <span class="quiet">check: ${check}</span>`}
              </td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`
