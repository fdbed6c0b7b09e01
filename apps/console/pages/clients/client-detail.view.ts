import { html, type View } from '#core/page/html'
import type { ClientsActions, ClientsState, ShownClient } from './clients-state.ts'
import { TokenForm } from './token-form.view.ts'

export interface ClientDetailProps {
  state: ClientsState
  actions?: ClientsActions | undefined
}

/** One client: what it may do, and a form that gets a token for it. */
export function ClientDetail({ state, actions }: ClientDetailProps): View {
  const client = state.register.clients.find(({ id }) => id === state.question.client)
  if (!client) return html`<p class="empty">Here stands what a client may do, as soon as the factory tells of one.</p>`
  return html`
    <div class="stack">
      <h2 class="foreign">${client.id}</h2>
      <${Facts} client=${client} />
      ${
        client.proves.length === 0
          ? html`<p class="empty">
              It has no way to prove itself, so it gets no tokens: it is declared for those that are meant for it.
            </p>`
          : html`<${TokenForm} state=${state} client=${client} actions=${actions} />`
      }
    </div>
  `
}

const PROOFS: Readonly<Record<string, string>> = {
  client_secret: 'a secret (client_secret_basic, client_secret_post)',
  private_key_jwt: 'an assertion by its own key (private_key_jwt)',
  tls_client_auth: 'its certificate (tls_client_auth)',
  'assertion-alone': 'the assertion that it presents, alone',
}

const Facts = ({ client }: { client: ShownClient }): View => html`
  <dl class="facts">
    <${Fact}
      name="proves itself by"
      value=${client.proves.map((each) => PROOFS[each] ?? each).join('; or ') || 'nothing'}
    />
    ${client.secrets > 1 && html`<${Fact} name="secrets" value=${`${client.secrets} work: one is being changed`} />`}
    <${Fact} name="may call" value=${client.audiences.join(', ') || 'nobody'} isCode=${client.audiences.length > 0} />
    <${Fact} name="scopes" value=${client.scopes.join(' ') || 'none'} isCode=${client.scopes.length > 0} />
    ${client.audience !== client.id && html`<${Fact} name="tokens for it say" value=${`aud ${client.audience}`} isCode=${true} />`}
    <${Fact} name="a token lives" value=${`${client.lifetime} s at most`} />
    <${Fact} name="signed by" value=${client.algorithm ?? 'the algorithm of the issuer'} />
    <${Fact} name="type" value=${client.tokenType ?? 'at+jwt'} isCode=${true} />
    ${client.trustedIssuers.length > 0 && html`<${Fact} name="assertions of" value=${client.trustedIssuers.join(', ')} isCode=${true} />`}
    ${client.claims && html`<${Fact} name="further claims" value=${JSON.stringify(client.claims)} isCode=${true} />`}
    ${client.change !== undefined && html`<${Fact} name="changed" value=${CHANGES[client.change]} />`}
  </dl>
`

const CHANGES = {
  new: 'registered by the control plane, until the next reset',
  changed: 'changed by the control plane, until the next reset',
}

const Fact = ({ name, value, isCode = false }: { name: string; value: string; isCode?: boolean }): View => html`
  <div>
    <dt>${name}</dt>
    <dd class="foreign">${isCode ? html`<code>${value}</code>` : value}</dd>
  </div>
`
