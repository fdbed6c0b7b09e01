import { html, type View } from '#core/page/html'
import { ClientDetail } from './client-detail.view.ts'
import { IssuerDetail } from './issuer-detail.view.ts'
import type { ClientsActions, ClientsState, ShownClient, ShownIssuer } from './clients-state.ts'

export interface ClientsProps {
  state: ClientsState
  /** Absent on the server: there nobody can press anything. */
  actions?: ClientsActions | undefined
}

/** Clients and issuers at the left, and at the right the one that was chosen. */
export const ClientsView = ({ state, actions }: ClientsProps): View => html`
  <div class="clients">
    <nav class="clients-list" aria-label="Clients and issuers">
      <h1>Clients and issuers</h1>
      ${state.register.trouble === undefined ? html`<${Lists} state=${state} actions=${actions} />` : html`<${Trouble} trouble=${state.register.trouble} />`}
    </nav>
    <section class="clients-detail">
      ${
        state.shows === 'issuer'
          ? html`<${IssuerDetail} state=${state} />`
          : html`<${ClientDetail} state=${state} actions=${actions} />`
      }
    </section>
  </div>
`

const Trouble = ({ trouble }: { trouble: string }): View => html`
  <p class="card says cannot-decide foreign" role="alert">${trouble}</p>
`

const Lists = ({ state, actions }: ClientsProps): View => html`
  <h2>Clients <span class="quiet">${state.register.count}</span></h2>
  <ul>
    ${state.register.clients.map(
      (client) =>
        html`<li>
          <${Entry}
            href=${`/clients?client=${encodeURIComponent(client.id)}`}
            name=${client.id}
            about=${aboutClient(client)}
            tag=${client.change === undefined ? undefined : `${client.change} until the next reset`}
            isChosen=${state.shows === 'client' && client.id === state.question.client}
            act=${() => actions?.choose(client.id)}
          />
        </li>`,
    )}
    ${state.register.removed.map(
      (id) =>
        html`<li class="entry">
          <s class="mono foreign">${id}</s><span class="tag">taken away until the next reset</span>
        </li>`,
    )}
  </ul>
  ${
    state.register.count > state.register.clients.length &&
    html`<p class="quiet small">The first ${state.register.clients.length} are shown.</p>`
  }
  ${state.register.count === 0 && html`<p class="empty small">No client is registered. Declare one in clients.json, or register one: npm run control -- client put tester client.json</p>`}
  <h2>Issuers <span class="quiet">${state.register.issuers.length}</span></h2>
  <ul>
    ${state.register.issuers.map(
      (issuer) =>
        html`<li>
          <${Entry}
            href=${`/clients?issuer=${encodeURIComponent(issuer.name)}`}
            name=${issuer.name === '@' ? 'the main issuer' : issuer.name}
            about=${aboutIssuer(issuer)}
            isChosen=${state.shows === 'issuer' && issuer.name === state.issuer}
            act=${() => actions?.showIssuer(issuer.name)}
          />
        </li>`,
    )}
  </ul>
`

const aboutClient = ({ audiences, proves }: ShownClient): string =>
  proves.length === 0 ? 'tokens are for it, and it gets none' : `may call ${audiences.join(', ') || 'nobody'}`

const aboutIssuer = ({ url, keys }: ShownIssuer): string => `${keys === 1 ? 'one key' : `${keys} keys`} · ${url}`

interface EntryProps {
  href: string
  name: string
  about: string
  tag?: string | undefined
  isChosen: boolean
  act: () => void
}

const Entry = ({ href, name, about, tag, isChosen, act }: EntryProps): View => html`
  <a
    class="entry"
    href=${href}
    aria-current=${isChosen ? 'true' : undefined}
    onClick=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      act()
    }}
  >
    <span class="mono foreign">${name}</span>
    <span class="quiet small foreign">${about}</span>
    ${tag !== undefined && html`<span class="tag">${tag}</span>`}
  </a>
`
