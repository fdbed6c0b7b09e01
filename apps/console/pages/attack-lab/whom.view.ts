import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import { OWN_FIELDS, type LabActions, type LabState } from './lab-state.ts'
import { lackingForDiscovery } from './lab-words.ts'

interface WhomProps {
  state: LabState
  actions?: LabActions | undefined
}

type FieldEvent = { target: { value: string } }

/** Whom to attack: services of the cast, each under its name, or one of the person's own. */
export const WhomToAttack = ({ state, actions }: WhomProps): View => html`
  <div class="stack">
    <label class="field">
      <span>Whom</span>
      <select value=${state.target} onChange=${(event: FieldEvent) => actions?.choose(event.target.value)}>
        ${[...Map.groupBy(state.targets, ({ group }) => group)].map(
          ([group, targets]) => html`
            <optgroup label=${group}>
              ${targets.map(
                ({ id, title }) => html`<option value=${id} selected=${id === state.target}>${title}</option>`,
              )}
            </optgroup>
          `,
        )}
        <optgroup label="Yours">
          <option value="own" selected=${state.target === 'own'}>Your own service, on this machine</option>
        </optgroup>
      </select>
    </label>
    ${state.target === 'own' && html`<${OwnService} state=${state} actions=${actions} />`}
  </div>
`

const OwnService = ({ state, actions }: WhomProps): View => html`
  <div class="stack judge-fields">
    <${TrustToSetView} state=${state} />
    ${OWN_FIELDS.map(
      ({ name, label, hint }) => html`
        <label class="field">
          <span>${label}</span>
          <input
            value=${state.own[name]}
            placeholder=${hint}
            autocomplete="off"
            spellcheck=${false}
            onInput=${(event: FieldEvent) => actions?.write(name, event.target.value)}
          />
        </label>
      `,
    )}
    <${Discovery} state=${state} actions=${actions} />
  </div>
`

/** What the service must be told first: without it no token of this sandbox is good there. */
const TrustToSetView = ({ state: { toSet, own } }: { state: LabState }): View => html`
  <details class="lab-to-set" open>
    <summary>First set in your service</summary>
    <dl class="small">
      <dt>Issuer</dt>
      <dd><${Copy} text=${toSet.issuer} /></dd>
      <dt>Key set (JWKS)</dt>
      <dd><${Copy} text=${toSet.jwksUrl} /></dd>
      <dt>The same without TLS</dt>
      <dd><${Copy} text=${toSet.plainJwksUrl} /></dd>
      <dt>Discovery</dt>
      <dd><${Copy} text=${toSet.discoveryUrl} /></dd>
      <dt>Audience</dt>
      <dd>
        ${own.audience.trim() === '' ? 'the name of your service, the same as below' : html`<${Copy} text=${own.audience.trim()} />`}
      </dd>
      <dt>Algorithms</dt>
      <dd>Those that it should take, of ${toSet.algorithms.join(', ')}. ES256 is enough.</dd>
    </dl>
    <p class="small quiet">
      Over TLS it needs the authority of the sandbox, too: <code>tls/ca.pem</code> in the keys folder. Only attack what
      is yours.
    </p>
  </details>
`

const Discovery = ({ state, actions }: WhomProps): View => {
  const missing = lackingForDiscovery(state)
  const isBusy = state.waitsFor !== undefined || state.run?.isGoing === true
  const mayAsk = missing === undefined && !isBusy
  return html`
    <div class="stack">
      <button type="button" aria-disabled=${!mayAsk} onClick=${() => mayAsk && actions?.discover()}>
        ${state.waitsFor === 'discovery' ? 'Trying good tokens …' : 'Find out what it expects'}
      </button>
      <p class="small quiet">Sends some dozens of good tokens to that URL, and fills in the fields.</p>
      <div aria-live="polite">
        ${
          state.found &&
          html`<ul class="small lab-found">
            ${state.found.lines.filter((line) => !line.startsWith('The same as options')).map((line) => html`<li class="foreign">${line}</li>`)}
          </ul>`
        }
      </div>
    </div>
  `
}
