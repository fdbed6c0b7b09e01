import type { GatewayConfig } from './config/gateway-config.ts'
import type { GatewayWorld, OpenGateway } from './gateway-parts.ts'
import { openGateway } from './open-gateway.ts'

/** Gateways of one configuration that listen, in its order. */
export interface StartedGateways {
  gateways: readonly OpenGateway[]
  close(): Promise<void>
}

/** Starts all of them, or none. @throws as `openGateway` */
export async function startGateways(
  { consumers, gateways }: GatewayConfig,
  world: GatewayWorld,
): Promise<StartedGateways> {
  const open: OpenGateway[] = []
  const close = async () => void (await Promise.all(open.map((each) => each.close())))
  try {
    for (const each of gateways) open.push(await openGateway(each, consumers, world))
    return { gateways: open, close }
  } catch (error) {
    await close()
    throw error
  }
}
