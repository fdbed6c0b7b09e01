import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { GatewayDesk } from '../gateway/late-gateway-desk.ts'
import { GATEWAY_TERMS, GATEWAY_TOKENS, type GatewayToken, type ShownGateway } from '../pages/gateway/gateway-state.ts'

const gatewayOrderSchema = z
  .strictObject({
    gateway: z.enum(Object.keys(GATEWAY_TERMS) as ShownGateway[]), // its own keys
    terms: z.string(),
    token: z.enum(Object.keys(GATEWAY_TOKENS) as GatewayToken[]), // its own keys
    spoofs: z.boolean(),
  })
  .refine(({ gateway, terms }) => Object.hasOwn(GATEWAY_TERMS[gateway].terms, terms), {
    path: ['terms'],
    message: 'is none of this gateway',
  })

/** A key of the black list: an id of a token, or a hash, with what it is before it. */
const LONGEST_LISTED = 300

const consumerOfGateway = z.string().min(1).max(255)
const gatewayChangeSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('make'), consumer: consumerOfGateway }),
  z.strictObject({ act: z.literal('remove'), consumer: consumerOfGateway, key: z.string().min(1).max(255) }),
  z.strictObject({ act: z.literal('believe'), key: z.string().min(1).max(LONGEST_LISTED) }),
])

/** The gateways of scenario 13, for their page. */
export const gatewayRoutes = ({ desk, changes }: { desk: GatewayDesk; changes: RequestHandler[] }): Route[] => [
  route('GET /api/gateway', 'consumers, credentials and the black list of the gateways', async (_request, response) =>
    sendJson(response, 200, await desk.now()),
  ),
  route(
    'POST /api/gateway/send',
    'sends a request through a gateway {gateway, terms, token, spoofs}',
    ...changes,
    jsonBody,
    async ({ body }, response) => sendJson(response, 200, await desk.send(parseInput(gatewayOrderSchema, body))),
  ),
  route(
    'POST /api/gateway/change',
    'makes or removes a credential, or takes a token off the black list {act, consumer, key}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      await desk.change(parseInput(gatewayChangeSchema, body))
      sendJson(response, 200, await desk.now())
    },
  ),
]
