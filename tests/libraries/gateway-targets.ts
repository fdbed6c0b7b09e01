import { spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { packagesLack, versionOf } from '../support/interop/installed.ts'
import { freePorts } from '../support/ports.ts'
import { until } from '../support/until.ts'
import { CONFIGURATION, GATEWAY_ROWS, KEY_FILES, PAGE_FILE, PAGE_TEXT, type GatewayRow } from './gateway-rows.ts'
import type { LibraryTarget, RunningTarget, TargetSettings } from './library-target.ts'

export const gatewayTargets = (): readonly LibraryTarget[] =>
  GATEWAY_ROWS.map(({ library, hardening, packages, algorithms, marker, ...row }) => ({
    library,
    hardening,
    versions: `${library} ${versionOf({ debian: packages[0] }) ?? ''}`.trim(),
    lack: packagesLack(packages),
    algorithms,
    ...(marker && { marker }),
    start: (settings) => startGatewayTarget(library, settings, row),
  }))

/** In front of a service that answers with the subject that the gateway tells it. */
async function startGatewayTarget(
  library: string,
  settings: TargetSettings,
  { configuration, page = '', command }: Pick<GatewayRow, 'configuration' | 'page' | 'command'>,
): Promise<RunningTarget> {
  const service = createServer((request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ isLetIn: true, sub: request.headers['x-consumer-id'] }))
  })
  await once(service.listen(0, '127.0.0.1'), 'listening')
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-target-'))
  await chmod(folder, 0o755) // its user is another one, where root starts it
  await writeKeyFiles(folder, settings.jwksUri)
  const secured = await serveByTls(folder, settings.jwksUri)
  const text = await readFile(configuration, 'utf8')
  await writeFile(
    join(folder, CONFIGURATION),
    text.replace(JWKS_LINE, `OIDCOAuthVerifyJwksUri "${secured.url}"`).replace(ROOM_LINE, 'maxconn 1000'),
  )
  const [port = 0] = await freePorts(1)
  const upstream = `127.0.0.1:${(service.address() as AddressInfo).port}` // a TCP server that listens
  const { program, words, env = {} } = command({ port, folder, upstream, settings })
  const child = spawn(program, words, { env, stdio: 'ignore' })
  const ended = once(child, 'close')
  const url = `http://127.0.0.1:${port}/${page}`
  await until(`${library} to listen`, async () => {
    if (child.exitCode !== null) throw new Error(`${library} has ended with ${child.exitCode}`)
    return (await fetch(url).catch(() => undefined)) !== undefined
  })
  return {
    url,
    async close() {
      child.kill('SIGTERM')
      await ended
      for (const server of [service, secured.server]) {
        server.close()
        server.closeAllConnections()
      }
      await rm(folder, { recursive: true })
    },
  }
}

/** mod_auth_openidc takes keys by TLS alone. */
const JWKS_LINE = /OIDCOAuthVerifyJwksUri .*/

/** Two hundred requests come at once: how many it takes is no matter of tokens. */
const ROOM_LINE = /maxconn \d+/

/** The same key set by TLS, as it is at the moment of each question. */
async function serveByTls(folder: string, jwksUri: string) {
  const { ca, cert, key } = await openTlsIdentity(folder, 'issuer', systemClock)
  await writeFile(join(folder, 'ca.pem'), ca)
  const server = createSecureServer({ cert, key }, async (_request, response) => {
    const answer = await fetch(jwksUri).catch(() => undefined)
    response
      .writeHead(answer?.status ?? 502, { 'content-type': answer?.headers.get('content-type') ?? 'text/plain' })
      .end(await answer?.text())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, url: `https://localhost:${(server.address() as AddressInfo).port}/jwks` } // it listens
}

/** Whoever knows no key sets has its keys as files; the second key of HAProxy is the first one again. */
async function writeKeyFiles(folder: string, jwksUri: string): Promise<void> {
  const answer = await fetch(jwksUri)
  const { keys } = (await answer.json()) as { keys: { kty: string; alg?: string }[] } // a key set, which we made
  const pemOf = (alg: string) => {
    const key = keys.find((each) => each.alg === alg) ?? keys[0] ?? {}
    return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  }
  await writeFile(join(folder, KEY_FILES.RS256), pemOf('RS256'))
  for (const name of [KEY_FILES.ES256, 'issuer-2.pem']) await writeFile(join(folder, name), pemOf('ES256'))
  await writeFile(join(folder, PAGE_FILE), `${PAGE_TEXT}\n`)
}
