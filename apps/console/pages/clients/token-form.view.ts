import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import { Token } from '#core/page/token.view'
import {
  FORM_GRANTS,
  type ClientsActions,
  type ClientsState,
  type TokenForClient,
  type PresentedName,
  type ShownClient,
} from './clients-state.ts'
import { curlLine } from './curl-line.ts'

export interface TokenFormProps {
  state: ClientsState
  client: ShownClient
  actions?: ClientsActions | undefined
}

type FieldEvent = { target: { value: string } }

/** Gets a token for a client: by the control plane, and so without its secret. */
export const TokenForm = ({ state, client, actions }: TokenFormProps): View => html`
  <form
    class="stack"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.getToken()
    }}
  >
    <h3>A token for it</h3>
    <${Choices} state=${state} client=${client} actions=${actions} />
    <${Scopes} state=${state} client=${client} actions=${actions} />
    <div class="row">
      <button class="main" type="submit" aria-disabled=${state.waitsFor === 'token'}>
        ${state.waitsFor === 'token' ? 'Asking …' : 'Get a token'}
      </button>
      <span class="small quiet">The control plane vouches for the client, so its secret stays where it is.</span>
    </div>
    ${state.trouble !== undefined && html`<p class="card says refused foreign token-result" role="alert">${state.trouble}</p>`}
    ${state.granted && html`<${Granted} granted=${state.granted} now=${state.now} actions=${actions} />`}
    <div class="field">
      <p class="label">The same, as the client asks</p>
      <${Copy} text=${curlLine(state)} />
    </div>
  </form>
`

function Choices({ state: { question, register }, client, actions }: TokenFormProps): View {
  const needs: readonly PresentedName[] = FORM_GRANTS[question.grant]?.needs ?? []
  return html`
    <div class="bench-fields">
      <${Choice}
        label="Grant"
        value=${String(question.grant)}
        options=${FORM_GRANTS.map(({ label }, at) => ({ value: String(at), label }))}
        act=${(value: string) => actions?.ask({ grant: Number(value) })}
      />
      ${
        client.audiences.length > 0 &&
        html`<${Choice}
          label="Audience"
          value=${question.audience}
          options=${client.audiences.map((value) => ({ value, label: value }))}
          act=${(audience: string) => actions?.ask({ audience })}
        />`
      }
      <${Choice}
        label="Issuer"
        value=${question.issuer}
        options=${register.issuers.map(({ name }) => ({ value: name, label: name === '@' ? 'the main issuer' : name }))}
        act=${(issuer: string) => actions?.ask({ issuer })}
      />
      <label class="field">
        <span>Lifetime, seconds</span>
        <input
          inputmode="numeric"
          autocomplete="off"
          value=${question.lifetime}
          placeholder=${String(client.lifetime)}
          onInput=${(event: FieldEvent) => actions?.ask({ lifetime: event.target.value })}
        />
      </label>
      ${needs.map(
        (name) =>
          html`<label class="field wide">
            <span>${PRESENTED[name]}</span>
            <textarea
              rows="3"
              spellcheck=${false}
              autocomplete="off"
              value=${question.presented[name] ?? ''}
              onInput=${(event: FieldEvent) => actions?.ask({ presented: { ...question.presented, [name]: event.target.value } })}
            ></textarea>
          </label>`,
      )}
    </div>
  `
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  act: (value: string) => void
}

const Choice = ({ label, value, options, act }: ChoiceProps): View => html`
  <label class="field">
    <span>${label}</span>
    <select value=${value} onChange=${(event: FieldEvent) => act(event.target.value)}>
      ${options.map((each) => html`<option value=${each.value} selected=${each.value === value}>${each.label}</option>`)}
    </select>
  </label>
`

const PRESENTED: Record<PresentedName, string> = {
  subject_token: 'The token that it received (subject_token)',
  actor_token: 'A token of who acts (actor_token), where that is another one',
  assertion: 'The assertion',
}

function Scopes({ state: { question }, client, actions }: TokenFormProps): View | undefined {
  if (client.scopes.length === 0) return undefined
  const toggle = (scope: string) =>
    question.scopes.includes(scope) ? question.scopes.filter((each) => each !== scope) : [...question.scopes, scope]
  return html`
    <fieldset class="variants">
      <legend class="label">Scope</legend>
      ${client.scopes.map(
        (scope) =>
          html`<button
            class="switch"
            type="button"
            role="switch"
            aria-checked=${question.scopes.includes(scope)}
            onClick=${() => actions?.ask({ scopes: toggle(scope) })}
          >
            <span aria-hidden="true">${question.scopes.includes(scope) ? '✓' : '+'}</span>
            <span class="foreign">${scope}</span>
          </button>`,
      )}
    </fieldset>
  `
}

interface GrantedProps {
  granted: TokenForClient
  now: number
  actions?: ClientsActions | undefined
}

function Granted({ granted: { token, expiresIn, scope, decoded }, now, actions }: GrantedProps): View {
  const valueOf = (name: string) => decoded.parts.find(({ part }) => part === name)?.value
  return html`
    <section class="card says good stack token-result" aria-live="polite" aria-label="The token">
      <p class="row">
        <strong class="foreign">It lives ${expiresIn} s${scope === undefined ? '' : `, with scope ${scope}`}.</strong>
        <button type="button" onClick=${() => actions?.toBench()}>Open it on the bench</button>
        <button type="button" data-copy=${token}>Copy it</button>
      </p>
      <${Token}
        header=${valueOf('header')}
        claims=${valueOf('payload')}
        now=${now}
        signature="not shown: copy the token, or open it on the bench"
      />
    </section>
  `
}
