import type { ToldRegistry } from '#core/control/told-registry'
import { html, type View } from '#core/page/html'
import { spanText } from '#core/page/time-text'
import { SaidPanel } from '../../parts/said.view.ts'
import { ServicePart } from './service-part.view.ts'
import type { RegistryActions, RegistryState } from './registry-state.ts'

export interface RegistryProps {
  state: RegistryState
  /** Absent on the server: there nobody can press anything. */
  actions?: RegistryActions | undefined
}

/** All services that publish keys; those with keys that wait for a person come first. */
export const RegistryView = ({ state, actions }: RegistryProps): View => html`
  <div class="registry-page">
    <div class="registry-head">
      <h1>Key registry</h1>
      <p class="quiet">
        Services keep their private keys, and publish the public ones here. Verifiers find a key by the name of the
        service and the key id.
      </p>
    </div>
    <${SaidPanel} said=${state.said} waiting=${state.waiting} close=${() => actions?.closeSaid()} />
    ${
      state.registry.told
        ? html`<${Services} told=${state.registry.told} state=${state} actions=${actions} />`
        : html`<p class="card says cannot-decide foreign" role="alert">${state.registry.trouble}</p>`
    }
  </div>
`

const APPROVALS = {
  first: 'The first key of a service comes in unseen, and so do rotations; a person approves all others.',
  ask: 'A person approves the first key of a service; rotations come in by themselves.',
  all: 'A person approves every key.',
}

const Services = ({ told, state, actions }: RegistryProps & { told: ToldRegistry }): View => html`
  <p class="registry-rules">
    ${APPROVALS[told.approval]} ${' '}A replaced key can be read for ${spanText(told.graceSeconds * 1000)}.
    ${' '}<strong>${waitingText(told.pending)}</strong>
  </p>
  <label class="field-inline">
    <span>Find a service</span>
    <input
      type="search"
      placeholder="name"
      value=${state.filter.like}
      autocomplete="off"
      onInput=${({ target }: { target: { value: string } }) => actions?.filter(target.value)}
    />
  </label>
  ${told.services.map(
    (service) => html`
      <${ServicePart}
        key=${service.service}
        told=${service}
        now=${told.now}
        isOpen=${state.opened.includes(service.service)}
        isBusy=${state.waiting !== undefined}
        actions=${actions}
      />
    `,
  )}
  ${told.count === 0 && html`<p class="empty">${state.filter.like === '' ? html`<${Nobody} />` : 'No service has that in its name.'}</p>`}
  ${
    told.count > told.services.length &&
    html`<p>
      <span class="quiet">${told.services.length} of ${told.count} services are shown.</span>${' '}
      <button class="small" type="button" onClick=${() => actions?.more()}>Show more</button>
    </p>`
  }
`

const Nobody = (): View => html`
  <span
    >No service has published a key yet. The signer of <a href="/?scenario=11">scenario 11</a> does so when it starts;
    others by PUT /registry/services/:service/keys/:kid.</span
  >
`

const waitingText = (pending: number) =>
  pending === 0 ? 'No key waits.' : pending === 1 ? 'One key waits for you.' : `${pending} keys wait for you.`
