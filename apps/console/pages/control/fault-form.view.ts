import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import { callerListed } from '../../parts/caller-words.ts'
import { chosenEffect, draftFor, effectsOf, routesOf, whoGets } from './fault-draft.ts'
import type { ControlPageActions, ControlPageState, NamedChoice } from './control-state.ts'

export interface FaultFormProps {
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

/** Sets a fault: what can be chosen is what the processes themselves say they have. */
export function FaultForm({ state, actions }: FaultFormProps): View {
  const { processes, whom, waiting } = state
  const draft = draftFor(state.draft, processes, whom)
  const routes = routesOf(processes, whom)
  const kind = chosenEffect(draft)
  const getters = whoGets(draft, processes, whom)
  const submit = (event: { preventDefault(): void }) => {
    event.preventDefault()
    actions?.setFault()
  }
  const field = { draft, actions }
  return html`
    <form class="fault-form" onSubmit=${submit} aria-label="Set a fault">
      <${Choice} ...${field} name="on" label="Route" options=${routes.map(routeOption)} />
      <${Choice}
        ...${field}
        name="effect"
        label="What goes wrong"
        value=${kind?.name}
        options=${effectsOf(draft['on'] ?? '').map(({ name, label }) => ({ name, about: label }))}
      />
      <${EffectFields} kind=${kind?.field} state=${state} field=${field} />
      ${kind?.name !== 'delay' && kind?.name !== 'certificate' && html`<${Text} ...${field} name="delay" label="Delay before" placeholder="no" />`}
      <details class="conditions">
        <summary>Which requests, and how often</summary>
        <div class="fields">
          <${Text} ...${field} name="from" label="Asked by" placeholder="anybody" list="callers" />
          <${Text} ...${field} name="trace" label="In the trace" placeholder="any" />
          <${Text} ...${field} name="times" label="How often at most" placeholder="no bound" />
          <${Text} ...${field} name="after" label="After so many that pass" placeholder="0" />
          <${Text} ...${field} name="chance" label="With a chance of" placeholder="1" />
          <${Text} ...${field} name="seed" label="Seed of the chance" placeholder="any" />
          <${Text} ...${field} name="id" label="Its id" placeholder="made for it" />
        </div>
        <datalist id="callers">${callersOf(state).map((name) => html`<option value=${name}></option>`)}</datalist>
      </details>
      <div class="row submit">
        <button class="main" type="submit" aria-disabled=${waiting !== undefined || getters.length === 0}>
          Set the fault
        </button>
        <span class="small quiet"
          >${getters.length === 0 ? 'Nobody who is told has this route.' : `for ${getters.map(titleOf).join(', ')}`}</span
        >
      </div>
    </form>
  `
}

const routeOption = (name: string): NamedChoice => ({
  name,
  about: name === '*' ? '* (every route)' : name === 'tls' ? 'tls (the certificate)' : name,
})

/** The processes, and whoever has asked something. */
const callersOf = ({ processes, seen }: ControlPageState): string[] => [
  ...new Set([
    ...processes.map(({ name }) => name),
    ...seen.requests.flatMap(({ from }) => (from === undefined ? [] : [callerListed(from)])),
  ]),
]

type Field = Pick<ControlPageState, 'draft'> & Pick<FaultFormProps, 'actions'>

function EffectFields({ kind, state, field }: { kind: string | undefined; state: ControlPageState; field: Field }) {
  if (kind === 'status')
    return html`<${Text} ...${field} name="status" label="Status" placeholder="503" /><${Text}
        ...${field}
        name="body"
        label="Body (JSON or text)"
        placeholder="none"
      />`
  if (kind === 'amount') return html`<${Text} ...${field} name="amount" label="How long" placeholder="2s" />`
  if (kind === 'issuer')
    return html`<${Text} ...${field} name="issuer" label="Which one" placeholder="https://other.test" />`
  if (kind === 'keys')
    return html`<${Choice} ...${field} name="keys" label="The key set" options=${state.keyFaults} /><${Text}
        ...${field}
        name="kid"
        label="Of which key (kid)"
        placeholder="the one that signs"
      />`
  if (kind === 'certificate')
    return html`<${Choice} ...${field} name="certificate" label="The certificate" options=${state.certificateFaults} />`
  return undefined
}

interface ChoiceProps extends Field {
  name: string
  label: string
  value?: string | undefined
  options: readonly NamedChoice[]
}

const Choice = ({ name, label, options, draft, value = draft[name], actions }: ChoiceProps): View => html`
  <label class="field">
    <span>${label}</span>
    <select name=${name} onChange=${({ target }: { target: { value: string } }) => actions?.write(name, target.value)}>
      ${options.map((option) => html`<option value=${option.name} selected=${option.name === value}>${option.about}</option>`)}
    </select>
  </label>
`

interface TextProps extends Field {
  name: string
  label: string
  placeholder: string
  list?: string
}

const Text = ({ name, label, placeholder, list, draft, actions }: TextProps): View => html`
  <label class="field">
    <span>${label}</span>
    <input
      name=${name}
      value=${draft[name] ?? ''}
      placeholder=${placeholder}
      list=${list}
      autocomplete="off"
      spellcheck=${false}
      onInput=${({ target }: { target: { value: string } }) => actions?.write(name, target.value)}
    />
  </label>
`
