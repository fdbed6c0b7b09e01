import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { askGatewayPort, type AskGatewaysParts } from './ask-gateways.ts'

/** A credential of a consumer is made, or taken away. */
export type CredentialChange = { act: 'make'; consumer: string } | { act: 'remove'; consumer: string; key: string }

/** @throws Problem with the words of the gateway */
export async function changeCredential(parts: AskGatewaysParts, change: CredentialChange): Promise<void> {
  const path = `/consumers/${encodeURIComponent(change.consumer)}/jwt`
  const question =
    change.act === 'make'
      ? { method: 'POST', path, body: {} }
      : { method: 'DELETE', path: `${path}/${encodeURIComponent(change.key)}` }
  const { status, body } = await askGatewayPort(parts, 'plugin-gateway', question)
  if (status < 300) return
  const said = isObject(body) ? body['message'] : undefined
  throw new Problem('conflict', `The plugin gateway says: ${typeof said === 'string' ? said : status}.`)
}
