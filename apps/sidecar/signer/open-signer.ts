import type { Server } from 'node:http'
import { tellGaps } from '#core/access/tell-gaps'
import { createForwarder } from '#core/http/forward/forward'
import { createForwardServer } from '#core/http/forward/server'
import type { SignerConfig } from '../config/sidecar-config.ts'
import { endProxy } from '#core/http/forward/end-proxy'
import { healthAnswer } from '../health.ts'
import { openPrivateKey } from '../keys/private-key.ts'
import type { PrivateKey } from '../keys/private-key-state.ts'
import { listenForProxy } from '../listen-at.ts'
import { asServer } from '#core/http/forward/handlers'
import type { OpenProxy, ProxyState, SidecarParts } from '../open-proxy.ts'
import { readTrusted } from '../read-files.ts'
import { openInterceptionAuthority } from './authority.ts'
import { createInterception, type Interception } from './interception.ts'
import { createKnownOrigins } from './known-origins.ts'
import { createTokenMint } from './mint.ts'
import { createRequestSigner } from './sign-request.ts'
import { createSigner } from './signer.ts'

/** A signer, and what a lesson does with it. */
export interface OpenSigner extends OpenProxy {
  /** A new key now. @throws Error in plain words */
  rotate(): Promise<void>
  /** The clock was put back: so is the key. */
  revert(): Promise<void>
  /** Resolves once a key signs, or waits for a person to approve it. */
  ready(signal?: AbortSignal): Promise<void>
}

/** Opens a signer: its key, its authority where it has one, and then its port or socket. @throws KeyFileFault */
export async function openSigner(config: SignerConfig, parts: SidecarParts): Promise<OpenSigner> {
  const { clock, machine, patience, log, traces, host, nameOf, isMoved, takesLessons = false } = parts
  const tls = {
    ...(await readTrusted(config.trustedCertificates)),
    ...(config.insecureSkipVerify && { isUnchecked: true }),
  }
  const key = await openPrivateKey(config.privateKey, {
    ...config,
    clock,
    machine,
    log,
    host,
    ...(patience && { patience: patience.play }),
    ...(isMoved && { isMoved }),
  })
  const mint = createTokenMint(config, { key, clock })
  const forwarder = createForwarder({ clock: machine, host, limits: patience?.forward ?? {} })
  const state = () => signerState(key)
  let interception: Interception | undefined
  const handlers = createSigner({
    config,
    signer: createRequestSigner(mint),
    takenHeaders: mint.takenHeaders,
    forwarder,
    tls,
    known: createKnownOrigins(tls),
    interception: () => interception,
    machine,
    traces,
    log,
    nameOf,
    health: () => healthAnswer({ signer: state() }),
    takesLessons,
  })
  const server = createForwardServer(asServer(handlers, log), { clock: machine })
  if (config.interception) interception = await openWay(config, server, parts)
  const place = await listenForProxy(server, config, parts.at).catch(async (error: unknown) => {
    interception?.close()
    await Promise.all([key.close(), forwarder.close('now')])
    throw error
  })
  log.info({ at: place.shown, issuer: config.issuer, dialect: config.dialect }, 'signer-listens')
  tellRisks(config, parts, place.shown)
  return {
    kind: 'signer',
    ...place,
    state,
    rotate: key.rotate,
    ready: key.ready,
    revert: key.revert,
    async close() {
      await endProxy({
        httpServers: [server],
        servers: place.servers,
        forwarder,
        endTunnels: () => interception?.close(),
        shutdownTimeout: config.shutdownTimeout,
        clock: machine,
      })
      await key.close()
    },
  }
}

async function openWay({ interception, dialect }: SignerConfig, server: Server, parts: SidecarParts) {
  if (!interception) return undefined
  const { machine, log } = parts
  const isOriginal = dialect === 'jwtproxy'
  const authority = await openInterceptionAuthority(interception, { clock: machine, log, isWeak: isOriginal })
  return createInterception({
    authority,
    server,
    clock: machine,
    takesPlain: !isOriginal,
    opened: isOriginal ? 'HTTP/1.0 200 OK\r\n\r\n' : 'HTTP/1.1 200 Connection established\r\n\r\n',
  })
}

function signerState(key: PrivateKey): ProxyState {
  const state = key.state()
  return { isReady: state.active !== undefined, detail: { key: state } }
}

/** Says what is unsafe, loudly and once. */
function tellRisks(
  { destinations, insecureSkipVerify, dialect, listen }: SignerConfig,
  { log }: SidecarParts,
  at: string,
): void {
  if (!destinations) log.warn({ advice: ANYWHERE }, 'signs-for-every-destination')
  if (insecureSkipVerify) log.warn({ advice: NOT_CHECKED }, 'certificates-not-checked')
  if (dialect === 'jwtproxy') tellGaps(log, { at, dialect, gaps: SIGNER_GAPS })
  else if (listen.kind === 'tcp' && listen.host !== undefined && !isOnLoopback(listen.host))
    log.warn({ advice: REACHABLE }, 'listening-beyond-loopback')
}

const isOnLoopback = (host: string) => host === 'localhost' || host.startsWith('127.') || host === '::1'

const ANYWHERE = 'whatever host is asked for gets a token that says who we are; name those who may under destinations'
const NOT_CHECKED = 'whoever sits on the way reads the tokens: insecure_skip_verify is on'
const REACHABLE = 'whoever can reach this port sends requests in the name of this service'

/** What the original lets happen at the signer. */
const SIGNER_GAPS = [
  { id: 'W8', says: 'The ids of tokens are predictable.' },
  {
    id: 'W10',
    says: 'Whoever can reach the port speaks as the service, and it listens at all addresses where none is named.',
  },
  { id: 'W11', says: 'Every destination gets a token, also a foreign one.' },
  {
    id: 'W13',
    says: 'It answers for others with keys of 1024 bits and certificates for eighty years; a web socket over TLS goes to whoever answers; within a tunnel the Host may be another than the audience.',
  },
]
