import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock } from '#core/clock'
import { Agent, createServer } from '#core/http/node-http'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { readSidecarConfig } from './config/read-sidecar-config.ts'
import { askPlain, openUpstream, type ProxyAnswer, type TestUpstream } from './sidecars.fixture.ts'
import { startSidecars } from './start.ts'

/** What a registry answers to a path; undefined: it hangs. */
export type RegistryAnswers = (path: string) => { status: number; body?: string } | undefined

/** A verifier whose keys come from a registry that the test plays, and those who call it. */
export interface RegistryVerifier {
  /** Every path that the registry was asked for. */
  asked: string[]
  upstream: TestUpstream
  logs: string[]
  port: number
  /** A request with a token. */
  call(token: string, ask?: { method?: string; path?: string }): Promise<ProxyAnswer>
  /** A token for the verifier: good unless something else is said. */
  token(caller: Caller, changes?: { claims?: object; header?: object; isSigned?: boolean }): string
  close(): Promise<void>
}

/** One with a key at the registry, or without. */
export interface Caller {
  issuer: string
  kid: string
  privateKey: KeyObject
  /** What a registry answers with. */
  document: string
}

export function newCaller(issuer: string, kid = `${issuer}-1`): Caller {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const document = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })
  return { issuer, kid, privateKey, document }
}

const NO_SIGNATURE = Buffer.alloc(256).toString('base64url')

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

const asItIs = (address: string) => address

/** @param verifier further lines of YAML below `verifier`; `keyServer` is one that runs elsewhere */
export async function openRegistryVerifier(
  dialect: 'strict' | 'jwtproxy',
  answers: RegistryAnswers,
  {
    verifier = '',
    clock = systemClock,
    machine = systemClock,
    keyServer,
  }: { verifier?: string; clock?: Clock; machine?: Clock; keyServer?: string } = {},
): Promise<RegistryVerifier> {
  const upstream = await openUpstream()
  const asked: string[] = []
  const registry = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers(request.url ?? '')
    const kept = answer?.status === 200 ? { 'cache-control': 'max-age=60' } : {}
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json', ...kept }).end(answer.body)
  })
  await new Promise<void>((resolve) => void registry.listen(0, '127.0.0.1', resolve))
  const base = keyServer ?? `http://127.0.0.1:${(registry.address() as AddressInfo).port}/base` // it listens
  const audience = 'http://verifier.example'
  const yaml = `
jwtproxy:
  signer_proxy: {enabled: false}
  verifier_proxies:
  - listen_addr: 127.0.0.1:0
    dialect: ${dialect}
    verifier:
      upstream: ${upstream.address}
      audience: ${audience}
      key_server: {type: keyregistry, options: {registry: "${base}"}}
${verifier.replaceAll(/^/gm, '      ')}
`
  const logs: string[] = []
  const log = createLog({ name: 'verifier', level: 'info', format: 'json', clock, write: (line) => logs.push(line) })
  const config = readSidecarConfig(yaml, 'test.yaml', { folder: '/' })
  const traces = createTraces('verifier', clock)
  const started = await startSidecars(config, { clock, machine, log, traces, host: 'localhost', nameOf: asItIs })
  const port = started.proxies[0]?.port ?? 0
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  let count = 0
  return {
    asked,
    upstream,
    logs,
    port,
    call: (token, { method = 'GET', path = '/' } = {}) =>
      askPlain({ host: '127.0.0.1', port, method, path, agent, headers: { authorization: `Bearer ${token}` } }),
    token({ issuer, kid, privateKey }, { claims = {}, header = {}, isSigned = true } = {}) {
      const now = Math.floor(clock.now() / 1000)
      const dates = { iat: now, nbf: now - 10, exp: now + 60 }
      const text = [
        { alg: 'RS256', kid, typ: 'JWT', ...header },
        { iss: issuer, aud: audience, ...dates, jti: `${issuer}-${count++}`, ...claims },
      ]
        .map(encoded)
        .join('.')
      return `${text}.${isSigned ? sign('sha256', Buffer.from(text), privateKey).toString('base64url') : NO_SIGNATURE}`
    },
    async close() {
      agent.destroy()
      registry.closeAllConnections()
      await started.close()
      await upstream.close()
      registry.closeAllConnections()
      await new Promise((resolve) => registry.close(resolve))
    },
  }
}
