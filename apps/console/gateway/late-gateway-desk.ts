import type { GatewayCame, GatewayOrder, GatewaysNow } from '../pages/gateway/gateway-state.ts'
import type { AskGatewaysParts } from './ask-gateways.ts'
import { changeGateway, type GatewayChange } from './change-gateway.ts'
import { readGateways } from './read-gateways.ts'

/** What the page of the gateways can do. */
export interface GatewayDesk {
  now(): Promise<GatewaysNow>
  /** @throws Problem */
  send(order: GatewayOrder): Promise<GatewayCame>
  /** @throws Problem */
  change(change: GatewayChange): Promise<void>
}

/** What signs tokens is imported when somebody sends one: the console starts without it. */
export const createLateGatewayDesk = (parts: AskGatewaysParts): GatewayDesk => ({
  now: () => readGateways(parts),
  send: async (order) => (await import('./send-through.ts')).sendThrough(parts, order),
  change: (change) => changeGateway(parts, change),
})
