import { html, type View } from '#core/page/html'
import { Members } from '#core/page/token.view'
import type { ClientsState, ShownIssuer } from './clients-state.ts'
import { DISCOVERY_WORDS, KEY_WORDS } from './discovery-words.ts'

/** What an issuer publishes: its discovery and its key set, each member with what it means. */
export function IssuerDetail({ state }: { state: ClientsState }): View {
  const issuer = state.register.issuers.find(({ name }) => name === state.issuer)
  const { published } = state
  return html`
    <div class="stack">
      <h2>${state.issuer === '@' ? 'The main issuer' : `Issuer ${state.issuer}`}</h2>
      ${issuer && html`<${About} issuer=${issuer} />`}
      ${state.issuerTrouble !== undefined && html`<p class="card says refused foreign" role="alert">${state.issuerTrouble}</p>`}
      ${state.waitsFor === 'issuer' && html`<p class="quiet">Asking it …</p>`}
      ${published?.name === state.issuer && html`<${Documents} discovery=${published.discovery} jwks=${published.jwks} />`}
      ${state.register.trouble !== undefined && published?.name !== state.issuer && html`<p class="empty">Here stands what it publishes, as soon as the factory answers.</p>`}
    </div>
  `
}

const About = ({ issuer: { url, algorithm, tokenType, claims } }: { issuer: ShownIssuer }): View => html`
  <p class="foreign"><code>${url}</code></p>
  ${
    (algorithm ?? tokenType ?? claims) !== undefined &&
    html`<p class="small quiet foreign">
      Declared: ${[algorithm, tokenType, claims && `claims ${JSON.stringify(claims)}`].filter(Boolean).join(', ')}
    </p>`
  }
`

const Documents = ({ discovery, jwks }: { discovery: unknown; jwks: unknown }): View => html`
  <section class="stack">
    <h3>Key set</h3>
    <${Keys} keys=${keysOf(jwks)} />
  </section>
  <section class="stack issuer-document">
    <h3>Discovery</h3>
    <${Members} value=${discovery} words=${DISCOVERY_WORDS} />
  </section>
  <details>
    <summary class="small quiet">Both as JSON</summary>
    <pre class="box long foreign" tabindex="0">${JSON.stringify(discovery, undefined, 2)}</pre>
    <pre class="box long foreign" tabindex="0">${JSON.stringify(jwks, undefined, 2)}</pre>
  </details>
`

function keysOf(jwks: unknown): unknown[] {
  const { keys } = Object(jwks) as { keys?: unknown }
  return Array.isArray(keys) ? keys : []
}

/** Longer sets are cut. */
const MOST_KEYS = 50

const Keys = ({ keys }: { keys: readonly unknown[] }): View => html`
  ${keys.length === 0 && html`<p class="empty">It has no key yet. Its first token makes one.</p>`}
  <ul class="issuer-keys">
    ${keys.slice(0, MOST_KEYS).map((key) => html`<li class="card"><${Members} value=${key} words=${KEY_WORDS} /></li>`)}
  </ul>
  ${keys.length > MOST_KEYS && html`<p class="quiet small">and ${keys.length - MOST_KEYS} more</p>`}
`
