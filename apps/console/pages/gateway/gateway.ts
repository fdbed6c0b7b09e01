import { html } from '#core/page/html'
import type { GatewayDesk } from '../../gateway/late-gateway-desk.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { GatewayState } from './gateway-state.ts'
import { GatewayView } from './gateway.view.ts'

/** The gateways: who is known, and a request before and after one of them. */
export async function gatewayPage(desk: Pick<GatewayDesk, 'now'>): Promise<ConsolePage<GatewayState>> {
  const state: GatewayState = {
    now: await desk.now(),
    order: { gateway: 'stateless-gateway', terms: 'own', token: 'good', spoofs: true },
  }
  return {
    title: 'Gateway',
    module: 'apps/console/pages/gateway/gateway.browser.ts',
    state,
    body: html`<${GatewayView} state=${state} />`,
  }
}
