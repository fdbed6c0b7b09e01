import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import { TLS_RULES } from '../explicit.ts'
import type { CertificateFault } from './faults.ts'
import type { CertificatePair } from './pair.ts'
import { isSpiffeId } from './spiffe-id.ts'

/** The dates are judged elsewhere, by the clock that this process is handed. */
const ABOUT_DATES: ReadonlySet<unknown> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/**
 * Tries a certificate as it will be used: a server that shows it and a client with the rules of our own shake hands in
 * memory. So whatever OpenSSL refuses is found before a peer does: the purpose, the signature, the size of the key.
 * @param name by which peers call the process; the id of a workload, which peers look for by themselves
 */
export async function faultOfHandshake(
  { cert, key }: CertificatePair,
  ca: string,
  name: string,
): Promise<CertificateFault | undefined> {
  const [near, far] = duplexPair()
  let server: TLSSocket | undefined
  const called = isSpiffeId(name) ? { checkServerIdentity: () => undefined } : { servername: name }
  const client = connect({ ...TLS_RULES, socket: near, ca, ...called, rejectUnauthorized: true })
  const shaken = once(client, 'secureConnect')
  try {
    server = new TLSSocket(far, { isServer: true, secureContext: createSecureContext({ ...TLS_RULES, cert, key }) })
    await Promise.race([shaken, failureOf(server)])
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (ABOUT_DATES.has(code)) return undefined
    return { why: `peers refuse it${typeof code === 'string' ? ` (${code})` : ''}`, kind: 'unusable' }
  } finally {
    shaken.catch(() => {}) // its reason is known
    client.on('error', () => {}).destroy()
    server?.destroy()
  }
}

/** What the client says comes first; this is for what only a server notices. */
const failureOf = (server: TLSSocket) =>
  new Promise<never>((_resolve, reject) => void server.on('error', (error) => setImmediate(reject, error)))
