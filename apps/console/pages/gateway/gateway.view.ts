import { html, type View } from '#core/page/html'
import { CameThrough } from './came-through.view.ts'
import {
  GATEWAY_TERMS,
  GATEWAY_TOKENS,
  type GatewayActions,
  type GatewayOrder,
  type GatewayState,
} from './gateway-state.ts'
import { Known } from './known.view.ts'

export interface GatewayProps {
  state: GatewayState
  /** Absent on the server: there nobody can press anything. */
  actions?: GatewayActions | undefined
}

/** A request and both sides of the gateway that it went through; below, whom the gateways know. */
export const GatewayView = ({ state, actions }: GatewayProps): View => html`
  <div class="gateway-page">
    <div>
      <h1>Gateway</h1>
      <p class="quiet">
        The two gateways of scenario 13 stand before B, and tell it in headers who asks. Send a request through one of
        them, and see what B received. What a client says of who it is never arrives.
      </p>
    </div>
    <section class="card" aria-labelledby="gateway-request">
      <h2 id="gateway-request">Request</h2>
      <${OrderForm} order=${state.order} actions=${actions} />
    </section>
    <${CameThrough} state=${state} />
    <${Known} now=${state.now} actions=${actions} />
  </div>
`

interface ChosenEvent {
  target: { value: string; checked: boolean }
}

const OrderForm = ({ order, actions }: { order: GatewayOrder; actions?: GatewayActions | undefined }): View => html`
  <form
    class="gateway-order"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.send()
    }}
  >
    ${select(
      'Gateway',
      order.gateway,
      Object.entries(GATEWAY_TERMS).map(([id, { title }]) => [id, title]),
      (gateway) => actions?.ask({ gateway: gateway as GatewayOrder['gateway'] }), // one of the options
    )}
    ${select('Configuration', order.terms, Object.entries(GATEWAY_TERMS[order.gateway].terms), (terms) => actions?.ask({ terms }))}
    ${select(
      'Token',
      order.token,
      Object.entries(GATEWAY_TOKENS),
      (token) => actions?.ask({ token: token as GatewayOrder['token'] }), // one of the options
    )}
    <label class="gateway-spoofs">
      <input
        type="checkbox"
        checked=${order.spoofs}
        onChange=${({ target }: ChosenEvent) => actions?.ask({ spoofs: target.checked })}
      />
      <span>The client says that it is the admin</span>
    </label>
    <button class="main" type="submit">Send</button>
  </form>
`

type OptionTitles = readonly (readonly [id: string, title: string])[]

const select = (label: string, value: string, options: OptionTitles, act: (value: string) => void): View => html`
  <label class="field">
    <span>${label}</span>
    <select value=${value} onChange=${({ target }: ChosenEvent) => act(target.value)}>
      ${options.map(([id, title]) => html`<option value=${id} selected=${id === value}>${title}</option>`)}
    </select>
  </label>
`
