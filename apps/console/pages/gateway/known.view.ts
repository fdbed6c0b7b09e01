import { html, type View } from '#core/page/html'
import type { GatewayActions, GatewaysNow, ShownConsumer, ShownCredential } from './gateway-state.ts'

/** Who is known to the gateways, by which credentials, and which tokens are believed no longer. */
export const Known = ({
  now: { consumers, credentials, blackListed, trouble },
  actions,
}: {
  now: GatewaysNow
  actions?: GatewayActions | undefined
}): View => html`
  <section class="card gateway-known" aria-labelledby="gateway-known">
    <h2 id="gateway-known">Consumers, credentials and black list</h2>
    ${trouble !== undefined && html`<p class="foreign">${trouble}</p>`}
    ${consumers.map(
      (consumer) => html`
        <${Consumer}
          consumer=${consumer}
          credentials=${credentials.filter(({ consumerId }) => consumerId === consumer.id)}
          actions=${actions}
        />
      `,
    )}
    <h3>Black list of the gateway without a store</h3>
    ${
      blackListed.length === 0
        ? html`<p class="quiet">No token stands on it. It is read once for each request that is good else.</p>`
        : html`<ul>
            ${blackListed.map(
              (key) => html`
                <li>
                  <span class="mono foreign">${key}</span>
                  <button type="button" onClick=${() => actions?.believe(key)}>
                    Believe again <span class="unseen">${key}</span>
                  </button>
                </li>
              `,
            )}
          </ul>`
    }
  </section>
`

const Consumer = ({
  consumer: { id, username, customId },
  credentials,
  actions,
}: {
  consumer: ShownConsumer
  credentials: readonly ShownCredential[]
  actions?: GatewayActions | undefined
}): View => html`
  <div class="gateway-consumer">
    <h3><span class="foreign">${username ?? id}</span></h3>
    <p class="quiet foreign">id <span class="mono">${id}</span>${customId !== null && html`, custom id ${customId}`}</p>
    <ul>
      ${credentials.map(
        ({ key, algorithm }) => html`
          <li>
            <span class="mono foreign">${key}</span> <span class="quiet">${algorithm}</span>
            <button type="button" onClick=${() => actions?.remove(id, key)}>
              Remove <span class="unseen">${key}</span>
            </button>
          </li>
        `,
      )}
    </ul>
    <button type="button" onClick=${() => actions?.make(id)}>
      New credential <span class="unseen">of ${username ?? id}</span>
    </button>
  </div>
`
