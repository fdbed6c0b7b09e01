import { mkdir, writeFile } from 'node:fs/promises'
import { createServer as createSecureServer } from 'node:https'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { parse, stringify } from 'yaml'
import { manualClock, systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { loadScenarios } from '#scenarios'
import { CORPUS_FOLDER } from '../../../apps/judge/corpus/configurations.ts'
import { systemOf } from '../../../apps/judge/corpus/systems.ts'
import { openTestGateways } from '../../../apps/gateway/gateway.fixture.ts'
import { openTestMesh } from '../../../apps/mesh/mesh-sidecar.fixture.ts'
import { readRelayConfig } from '../../../apps/relay/config/read-relay-config.ts'
import { givenFlags } from '../../../apps/relay/config/relay-flags.ts'
import { listenAs, openBehindRelay, openTestRelay } from '../../../apps/relay/relay.fixture.ts'
import { createService } from '../../../apps/service/service.ts'
import { json, openTestService } from '../../../apps/service/test-service.ts'
import { readSidecarConfig } from '../../../apps/sidecar/config/read-sidecar-config.ts'
import { openUpstream } from '../../../apps/sidecar/sidecars.fixture.ts'
import { startSidecars } from '../../../apps/sidecar/start.ts'
import { certifiedTemplate, temporaryFolder } from '../folders.ts'
import { CORPUS_MADE_AT, testCorpus, type RunningSystem } from './test-corpus.ts'

// Each opens a system of ours that really listens, with the text that the corpus has for the original: only addresses are other ones.

async function filesOf(system: string): Promise<Record<string, string>> {
  const { systems } = await testCorpus()
  return systemOf({ systems }, system).files
}

const local = (port: number) => `http://127.0.0.1:${port}`

interface KongText {
  services: { routes: { name: string; plugins: { name: string }[] }[] }[]
  consumers: unknown[]
}

/** A gateway of ours has one upstream and no routes: it takes the consumers, and the jwt plugin of the route. */
export async function openJudgedKong(route: 'kong' | 'kong-exp-nbf'): Promise<RunningSystem> {
  const { services, consumers } = parse((await filesOf(route))['kong.yaml'] ?? '') as KongText
  const plugins = services[0]?.routes.find(({ name }) => name === route)?.plugins.filter(({ name }) => name === 'jwt')
  const file = { gateways: [{ dialect: 'kong', listen: '127.0.0.1:0', upstream: '{up}', plugins }] }
  const [, ...lines] = stringify(file).split('\n')
  const gateway = await openTestGateways(lines.join('\n'), { consumers: stringify({ consumers }) })
  return { address: local(gateway.port), knew: () => gateway.identity()['x-consumer-username'] === 'caller' }
}

/** The proxy port of a relay, and an agent that listens behind it. */
export async function openJudgedPiko(
  system: 'piko' | 'piko-static' = 'piko',
  dialect: 'piko' | 'strict' = 'piko',
): Promise<RunningSystem> {
  const files = await filesOf(system)
  const folder = await temporaryFolder()
  if (files['jwks.json'] !== undefined) await writeFile(join(folder, 'jwks.json'), files['jwks.json'])
  const file = `${system}.yaml`
  const text = (files[file] ?? '').replace(`file://${CORPUS_FOLDER}`, String(pathToFileURL(folder)))
  const flags = givenFlags(Object.fromEntries(['proxy', 'upstream', 'admin'].map((port) => [`${port}.bind-addr`, '127.0.0.1:0']))) // prettier-ignore
  const config = await readRelayConfig({ text, file, place: { folder }, flags, dialect: 'piko' })
  const { ports } = await openTestRelay({ ...config, dialect }) // agents need no token, which a strict file may not say
  const service = await openBehindRelay((_asked, answer) => void answer.end('the service'))
  await listenAs(ports.upstream, 'judged', service)
  return { address: local(ports.proxy), knew: (body) => body === 'the service' }
}

/** Whether somebody is known is a matter of policies: this one lets nobody else in. */
const KNOWN_ALONE = `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: known-alone, namespace: default}
spec: {rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]}
`

/** The sidecar of a mesh; with `knownAlone` behind a policy that demands somebody. */
export async function openJudgedMesh({ knownAlone = false } = {}): Promise<RunningSystem> {
  const policy = (await filesOf('mesh'))['request-authentication.yaml'] ?? ''
  const policies = knownAlone ? policy + KNOWN_ALONE : policy
  const mesh = await openTestMesh({ policies, clock: manualClock(CORPUS_MADE_AT) })
  return { address: local(mesh.port), knew: (body) => body === 'the service' }
}

/** Service C, which lets people in as the Go client of Stoke does. Its keys are those that the factory publishes. */
export async function openJudgedStoke(): Promise<RunningSystem> {
  const pkeys: unknown = JSON.parse((await filesOf('stoke'))['pkeys.json'] ?? '')
  const service = await openTestService('servicec', { peers: { 'jwt-factory': () => json(200, pkeys) } })
  onTestFinished(service.close)
  const { cert, key, ca } = await openTlsIdentity(join(await certifiedTemplate(), 'tls'), 'servicec', systemClock)
  const app = createService({ ...service.parts, clock: manualClock(CORPUS_MADE_AT) })
  const server = createSecureServer({ cert, key }, app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const scenario = (await loadScenarios()).find(({ trust }) => trust === 'people')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    address: `https://127.0.0.1:${port}/scenario${scenario?.number}-server`,
    ca,
    knew: (body) => JSON.parse(body).claims?.sub === 'servicea',
  }
}

/** The verifying sidecar of the sandbox. */
export const openJudgedSidecar = (): Promise<RunningSystem> => openSidecarFile((text) => text)

/** An address: jwtproxy takes nothing else. */
export const AUDIENCE_OF_JWTPROXY = 'http://serviceb.example'

/** The same as jwtproxy does it, which has no word for an audience that is no address. */
export const openJudgedJwtproxy = (): Promise<RunningSystem> =>
  openSidecarFile((text) =>
    text
      .replace('dialect: strict', 'dialect: jwtproxy')
      .replace('audience: "serviceb"', `audience: ${AUDIENCE_OF_JWTPROXY}`)
      .replace(/ +audience_match: exact\n/, ''),
  )

async function openSidecarFile(change: (text: string) => string): Promise<RunningSystem> {
  const files = await filesOf('strict')
  const folder = await temporaryFolder()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'key.pem'), files['key.pem'] ?? '')
  const upstream = await openUpstream()
  const text = (files['sidecar.yaml'] ?? '')
    .replace('127.0.0.1:8081', '127.0.0.1:0')
    .replace('http://127.0.0.1:3001', upstream.address)
  const clock = manualClock(CORPUS_MADE_AT)
  const log = createLog({ name: 'sidecar', level: 'debug', format: 'json', clock, write: () => {} })
  const { close, proxies } = await startSidecars(readSidecarConfig(change(text), 'sidecar.yaml', { folder }), {
    clock,
    machine: systemClock,
    log,
    traces: createTraces('sidecar', clock),
    host: '127.0.0.1',
    nameOf: (address) => address,
  })
  onTestFinished(async () => {
    await close()
    await upstream.close()
  })
  return { address: local(proxies[0]?.port ?? 0), knew: (body) => body === 'the upstream' }
}
