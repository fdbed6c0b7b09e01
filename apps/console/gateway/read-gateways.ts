import { Problem } from '#core/http/problem'
import type { GatewaysNow } from '../pages/gateway/gateway-state.ts'
import { askGatewayPort, dataIn, type AskGatewaysParts } from './ask-gateways.ts'

/** As many as a page has room for; the gateway has the others. */
const MOST_ON_PAGE = 50

/** Who is known, which credentials there are, and what is believed no longer. @returns a trouble where nobody tells */
export async function readGateways(parts: AskGatewaysParts): Promise<GatewaysNow> {
  try {
    const [consumers, credentials, blackList] = await Promise.all([
      askGatewayPort(parts, 'plugin-gateway', { path: '/consumers' }),
      askGatewayPort(parts, 'plugin-gateway', { path: `/jwts?size=${MOST_ON_PAGE}` }),
      askGatewayPort(parts, 'stateless-gateway', { path: `/blacklist?size=${MOST_ON_PAGE}` }),
    ])
    return {
      consumers: dataIn(consumers.body).map(({ id, username, custom_id }) => ({
        id: String(id),
        username: textOr(username),
        customId: textOr(custom_id),
      })),
      credentials: dataIn(credentials.body).map(({ key, algorithm, consumer }) => ({
        key: String(key),
        algorithm: String(algorithm),
        consumerId: String(Object(consumer).id),
      })),
      blackListed: dataIn(blackList.body).map(({ key }) => String(key)),
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { consumers: [], credentials: [], blackListed: [], trouble: error.detail }
  }
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : null)
