import { fileURLToPath } from 'node:url'
import { createOutsideClient } from '#core/http/outside-client'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { RelayAuth } from '../config/relay-config.ts'
import type { RelayWorld } from '../server/relay-parts.ts'
import { readRelayFile } from './read-relay-file.ts'

/** Where a key set is published. */
export interface IssuerKeySet {
  /** @throws NoAnswer, or an Error that says what is wrong with what was answered */
  ask(etag: string | undefined): Promise<KeySetAnswer>
  close(): Promise<void>
}

/** @throws Error for the person at the terminal, when a file of certificates cannot be read */
export async function openKeySetFetch(
  { endpoint, timeout: patience, trustedCertificates }: RelayAuth['keys'] & { kind: 'jwks' },
  { ca, host, machine }: Pick<RelayWorld, 'ca' | 'host' | 'machine'>,
): Promise<IssuerKeySet> {
  if (endpoint.startsWith('file:')) {
    const file = { given: endpoint, path: fileURLToPath(endpoint) }
    return { ask: async () => keySetAnswer(200, {}, await readRelayFile('jwks.endpoint', file)), close: async () => {} }
  }
  const own = trustedCertificates?.map((file) => readRelayFile('trusted_certificates', file))
  const client = createOutsideClient({
    address: endpoint,
    ca: own ? await Promise.all(own) : ca,
    host,
    caller: 'jwt-sandbox-relay',
    machine,
  })
  return {
    async ask(etag) {
      const headers = etag === undefined ? {} : { 'if-none-match': etag }
      const question = { method: 'GET', path: client.path, headers, patience, maxBytes: KEY_SET_BOUNDS.bytes } as const
      const answer = await client.ask(question)
      return keySetAnswer(answer.status, answer.headers, answer.text)
    },
    close: () => client.close(),
  }
}

const keySetAnswer = (status: number, headers: KeySetAnswer['headers'], text: string): KeySetAnswer => ({
  status,
  headers,
  body: status === 200 ? parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure) : undefined,
})
