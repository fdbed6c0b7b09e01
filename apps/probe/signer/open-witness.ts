import { generateKeyPairSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import type { Clock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { makeInterceptor, makeTargetCertificate } from '../../sidecar/signer/make-certificates.ts'

/** A host that nobody has named to a signer, plain and over TLS with a certificate that nobody vouches for. */
export interface SignerWitness {
  readonly plain: string
  readonly secure: string
  /** What came to a path. @returns undefined where nobody came; else whether a token came with one of them */
  seenAt(path: string): { readonly token: string | undefined } | undefined
  /** How often somebody came to the port of TLS, whatever became of it. */
  secureConnections(): number
  close(): Promise<void>
}

export const WITNESS_HOST = '127.0.0.1'

/** Paths are made up by the run: whoever else comes is not remembered. */
const MOST_WITNESSED = 100

const BROUGHT_TOKEN = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i

/** Opens both on free ports of this machine. */
export async function openSignerWitness(clock: Clock): Promise<SignerWitness> {
  const seen = new Map<string, string | undefined>()
  const note = ({ url = '', headers: { authorization = '' } }: IncomingMessage) => {
    const token = BROUGHT_TOKEN.exec(authorization)?.[1]
    if (seen.size < MOST_WITNESSED || seen.has(url)) seen.set(url, seen.get(url) ?? token)
  }
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = await makeInterceptor(key, clock.now())
  const leaf = await makeTargetCertificate(WITNESS_HOST, { certificate, key }, clock.now())
  const servers = [createServer(), createSecureServer(leaf)]
  let secureConnections = 0
  servers[1]?.on('connection', () => void secureConnections++)
  for (const server of servers) {
    server.on('request', (asked, response) => void (note(asked), response.end('taken')))
    server.on('upgrade', (asked, socket) => {
      note(asked)
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
  }
  const [plain = 0, secure = 0] = await Promise.all(servers.map(listenThere))
  return {
    plain: `http://${WITNESS_HOST}:${plain}`,
    secure: `https://${WITNESS_HOST}:${secure}`,
    seenAt: (path) => (seen.has(path) ? { token: seen.get(path) } : undefined),
    secureConnections: () => secureConnections,
    async close() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

async function listenThere(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, WITNESS_HOST, resolve))
  return (server.address() as AddressInfo).port // it listens at a port
}
