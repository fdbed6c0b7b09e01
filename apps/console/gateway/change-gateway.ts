import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { asWritten } from '#core/trace/step'
import { askGatewayPort, type AskGatewaysParts } from './ask-gateways.ts'

/** A credential of a consumer is made or taken away, or a token is taken off the black list. */
export type GatewayChange =
  { act: 'make'; consumer: string } | { act: 'remove'; consumer: string; key: string } | { act: 'believe'; key: string }

/** @throws Problem with the words of the gateway */
export async function changeGateway(parts: AskGatewaysParts, change: GatewayChange): Promise<void> {
  const gateway = change.act === 'believe' ? 'stateless-gateway' : 'plugin-gateway'
  const { status, body } = await askGatewayPort(parts, gateway, askedOfGateway(change))
  if (status < 300) return
  const said = isObject(body) ? body['message'] : undefined
  const who = asWritten(gateway).replace(/^t/, 'T')
  throw new Problem('conflict', `${who} says: ${typeof said === 'string' ? said : status}.`)
}

function askedOfGateway(change: GatewayChange): { method: string; path: string; body?: object } {
  if (change.act === 'believe') return { method: 'DELETE', path: `/blacklist/${encodeURIComponent(change.key)}` }
  const path = `/consumers/${encodeURIComponent(change.consumer)}/jwt`
  if (change.act === 'make') return { method: 'POST', path, body: {} }
  return { method: 'DELETE', path: `${path}/${encodeURIComponent(change.key)}` }
}
