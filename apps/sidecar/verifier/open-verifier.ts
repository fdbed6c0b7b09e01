import { createSecureContext } from 'node:tls'
import { createSidecarAccess } from '#core/access/sidecar-access'
import { tellGaps } from '#core/access/tell-gaps'
import { createForwarder } from '#core/http/forward/forward'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget } from '#core/http/forward/target'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import type { RequestContext } from '#core/trace/request-context'
import type { VerifierConfig } from '../config/sidecar-config.ts'
import { endProxy } from '#core/http/forward/end-proxy'
import { faultOfFile } from '../keys/key-file-fault.ts'
import { openKeyServer } from '../keys/key-server.ts'
import { openLaxKeyServer } from '../keys/lax-key-server.ts'
import { readPrivateKey } from '../keys/private-key-file.ts'
import { listenForProxy } from '../listen-at.ts'
import { asServer } from '#core/http/forward/handlers'
import type { OpenProxy, SidecarParts } from '../open-proxy.ts'
import { createRawTunnels } from '../raw-tunnels.ts'
import { readCertificate, readNamedFile, readTrusted } from '../read-files.ts'
import { identityHeaders } from './identity.ts'
import { keysOfNoRegistry, toldKeys } from './told-keys.ts'
import { createVerifier } from './verifier.ts'

/** Opens a verifier: its keys, what it remembers, its upstream, and then its port or socket. @throws KeyFileFault */
export async function openVerifier(config: VerifierConfig, parts: SidecarParts): Promise<OpenProxy> {
  const { clock, machine, patience, log, traces, host, nameOf } = parts
  const tls = await readTls(config)
  const upstream = readTarget(config.upstream, { tls: await readTrusted(config.trustedCertificates) })
  const identity = identityHeaders(config.identity, {
    clock,
    issuer: config.audience,
    upstream: config.upstream,
    ...(config.identity.type === 'jwt' && { signer: await readIdentityKey(config.identity) }),
  })
  const store = config.nonces.type === 'store' ? await openNonceStore(config.nonces, parts) : undefined
  const keys = await openKeys(config, parts)
  const access = createSidecarAccess(config, { clock, machine, log, ...keys.source, ...(store && { store }) })
  const forwarder = createForwarder({ clock: machine, host, limits: patience?.forward ?? {} })
  const tunnels = createRawTunnels(host, machine)
  const upstreamName = nameOf(config.upstream)
  const handlers = createVerifier({
    access,
    identity,
    forwarder,
    upstream,
    upstreamName,
    tunnels,
    clock,
    machine,
    traces,
    log,
  })
  const server = createForwardServer(asServer(handlers, log), { clock: machine, ...(tls && { tls }) })
  const forget = () => Promise.all([access.close(), keys.server.close(), store?.close()])
  const place = await listenForProxy(server, config, parts.at).catch(async (error: unknown) => {
    await Promise.all([forget(), forwarder.close('now')])
    throw error
  })
  log.info({ at: place.shown, audience: config.audience, dialect: config.dialect }, 'verifier-listens')
  tellGaps(log, { at: place.shown, dialect: config.dialect, gaps: access.description.gaps })
  tellVerifierRisks(config, parts)
  return {
    kind: 'verifier',
    ...place,
    state: () => ({ isReady: keys.server.state().trouble === undefined, detail: { keys: keys.server.state() } }),
    async close() {
      tunnels.close()
      await endProxy({
        httpServers: [server],
        servers: place.servers,
        forwarder,
        shutdownTimeout: config.shutdownTimeout,
        clock: machine,
      })
      await forget()
    },
  }
}

const readIdentityKey = ({ path, keyId }: VerifierConfig['identity'] & { type: 'jwt' }) =>
  readPrivateKey({ setting: 'identity: private_key_path', path }, keyId)

/** Says what is unsafe, loudly and once. */
function tellVerifierRisks({ issuers, nonces }: VerifierConfig, { log }: Pick<SidecarParts, 'log'>): void {
  if (issuers === 'any') log.warn({ advice: ANYBODY }, 'any-issuer')
  if (nonces.type === 'none') log.warn({ advice: REPLAYED }, 'replay-not-caught')
}

const ANYBODY =
  'whoever has a key at the key server is let in; name them under issuers, or hold iss against a claims_verifier'
const REPLAYED = 'a token that was seen on its way is good until it ends: nonce_storage is none'

async function readTls({ tls }: VerifierConfig) {
  if (!tls) return undefined
  const [cert, key] = await Promise.all([
    readCertificate({ setting: 'crt_file', path: tls.certificateFile }),
    readNamedFile({ setting: 'key_file', path: tls.keyFile }),
  ])
  try {
    createSecureContext({ cert, key })
  } catch (cause) {
    throw faultOfFile({ setting: 'key_file', path: tls.keyFile }, 'is not the private key of crt_file', cause)
  }
  return { cert, key }
}

function openNonceStore(
  { store, folder }: VerifierConfig['nonces'] & { type: 'store' },
  parts: SidecarParts,
): Promise<Store> {
  const { clock, machine, log } = parts
  return openStore(store, { folder, clock, machineClock: machine, log })
}

/** In the sandbox it is a process with a name; an address of somebody else is not for traces. */
function registryName(keyServer: VerifierConfig['keyServer'], { nameOf }: SidecarParts): { registryName?: string } {
  if (keyServer.type !== 'keyregistry') return {}
  const name = nameOf(keyServer.registry)
  return name === keyServer.registry ? {} : { registryName: name }
}

async function openKeys({ dialect, keyServer, issuers, algorithms }: VerifierConfig, parts: SidecarParts) {
  const { clock, machine, patience, log, host } = parts
  const named = registryName(keyServer, parts)
  const waits = { clock, machine, ...(patience && { patience: patience.fetch }) }
  const surroundings = { issuers, algorithms, ...waits, log, host, ...named }
  if (dialect === 'jwtproxy') {
    const server = await openLaxKeyServer(keyServer, surroundings)
    return { server, source: { findLax: server.find } }
  }
  const server = await openKeyServer(keyServer, surroundings)
  const keys = (issuer: string, context: RequestContext) => {
    const isAway = parts.takesLessons && context.trace.lesson === 'registry-down'
    const away = () => keysOfNoRegistry(issuer, named.registryName ?? 'the key registry', context)
    return toldKeys(isAway ? away() : server.keysOf(issuer, context), context)
  }
  return { server, source: { keys } }
}
