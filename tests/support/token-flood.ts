import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Pool } from 'undici'
import { onTestFinished } from 'vitest'
import { freePorts } from './ports.ts'
import { openUpstream } from '../../apps/sidecar/sidecars.fixture.ts'
import { temporaryFolder } from './folders.ts'
import { residentMegabytes } from './floods.ts'
import { nodeWords, start } from './processes.ts'
import { until } from './until.ts'

/** A verifier in a process of its own, before a plain server, with keys from a registry. */
export interface FloodedVerifier {
  /**
   * Sends so many tokens that nobody has signed, each another one, on kept connections.
   * @returns the most memory that the process had meanwhile, in megabytes
   */
  flood(count: number): Promise<number>
  /** What it answered, by status. */
  answered: Readonly<Record<string, number>>
  megabytes(): number
  reachedUpstream(): number
}

/** Most of the time a token of a key that nobody knows waits until the keys are listed again, and so does its connection. */
const CONNECTIONS = 64
const KID = 'a-1'

export async function startFloodedVerifier(): Promise<FloodedVerifier> {
  const folder = await temporaryFolder()
  const upstream = await openUpstream()
  const registry = await openRegistryWithOneKey()
  const [port = 0] = await freePorts(1)
  const audience = `http://localhost:${port}`
  const file = join(folder, 'verifier.yaml')
  await writeFile(file, verifierYaml(port, { upstream: upstream.address, registry: registry.address, audience }))
  const running = start(process.execPath, nodeWords('apps/sidecar/main.ts', 'verifier', '--config', file), {})
  const pool = new Pool(audience, { connections: CONNECTIONS })
  onTestFinished(async () => {
    await pool.destroy()
    await Promise.all([upstream.close(), registry.close(), rm(folder, { recursive: true })])
  })
  await until('its port', () => running.code() !== undefined || running.output().includes('verifier-listens'))
  const megabytes = () => residentMegabytes(running.pid)
  const answered: Record<string, number> = {}
  return {
    answered,
    megabytes,
    reachedUpstream: () => upstream.seen.length,
    async flood(count) {
      let [left, most] = [count, megabytes()]
      const sendOn = async () => {
        while (left-- > 0) {
          const authorization = `Bearer ${unsignedToken(left, audience)}`
          const { statusCode, body } = await pool.request({ method: 'GET', path: '/', headers: { authorization } })
          await body.dump()
          answered[statusCode] = (answered[statusCode] ?? 0) + 1
          if (left % LOOKED_AT_EACH === 0) most = Math.max(most, megabytes())
        }
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, sendOn))
      return Math.max(most, megabytes())
    },
  }
}

/** Requests. */
const LOOKED_AT_EACH = 100

/** As long as one with many claims: whoever keeps it, or what it says, has no room left soon. */
const LONG_CLAIM = 'x'.repeat(4000)

/** In turn: it says that it is not signed, its key is not known, its signature is made up. */
const HEADERS = [() => ({ alg: 'none' }), () => ({ alg: 'ES256', kid: made(16) }), () => ({ alg: 'ES256', kid: KID })]

/**
 * Not of the catalogue, which sends one of each: here each is another one. All that is asked of a token but the signature, and an id that nobody has used: the original remembers each of them.
 */
function unsignedToken(turn: number, audience: string): string {
  const header = { typ: 'JWT', ...HEADERS[turn % HEADERS.length]?.() }
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: 'servicea', aud: audience, iat, nbf: iat, exp: iat + 60, jti: made(24), role: LONG_CLAIM }
  const signature = header.alg === 'none' ? '' : made(64)
  return `${encoded(header)}.${encoded(claims)}.${signature}`
}

const made = (bytes: number) => randomBytes(bytes).toString('base64url')
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function openRegistryWithOneKey() {
  const { publicKey }: { publicKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256' })
  const server = createServer(({ url = '' }, response) => {
    if (!url.endsWith(`/services/servicea/keys/${KID}`)) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=60' }).end(key)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server that listens
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

const verifierYaml = (
  port: number,
  { upstream, registry, audience }: Record<'upstream' | 'registry' | 'audience', string>,
) => `
jwtproxy:
  signer_proxy: {enabled: false}
  verifier_proxies:
  - listen_addr: :${port}
    verifier:
      upstream: ${upstream}
      audience: ${audience}
      issuers: [servicea]
      key_server: {type: keyregistry, options: {registry: "${registry}"}}
`
