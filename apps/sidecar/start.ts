import { createForwardServer, type ForwardServerHandlers } from '#core/http/forward/server'
import { sendAnswer, wordsAnswer } from '#core/http/forward/own-answer'
import type { SidecarConfig } from './config/sidecar-config.ts'
import type { ListenAddress } from '#core/http/listen-address'
import { healthAnswer } from './health.ts'
import { listenForProxy } from './listen-at.ts'
import type { OpenProxy, SidecarParts } from './open-proxy.ts'
import { openSigner } from './signer/open-signer.ts'
import { openVerifier } from './verifier/open-verifier.ts'

/** The proxies of a configuration, and how to end them. */
export interface StartedSidecars {
  proxies: readonly OpenProxy[]
  close(): Promise<void>
}

/** Several proxies of a configuration cannot start, each for a reason of its own. */
export class SeveralReasons extends Error {
  override readonly name = 'SeveralReasons'
  readonly reasons: readonly unknown[]

  constructor(reasons: readonly unknown[]) {
    super(`${reasons.length} proxies cannot start`)
    this.reasons = reasons
  }
}

/**
 * Opens all proxies of a configuration, or none: when one cannot start, those that did are closed again.
 * @throws whatever keeps one from starting; SeveralReasons where that is more than one thing
 */
export async function startSidecars(config: SidecarConfig, parts: SidecarParts): Promise<StartedSidecars> {
  const opening = [
    ...(config.signer ? [openSigner(config.signer, parts)] : []),
    ...config.verifiers.map((verifier) => openVerifier(verifier, parts)),
  ]
  const settled = await Promise.allSettled<OpenProxy>(opening)
  const proxies = settled.filter((each) => each.status === 'fulfilled').map(({ value }) => value)
  const closeAll = () => Promise.all(proxies.map((proxy) => proxy.close()))
  const reasons = settled.filter((each) => each.status === 'rejected').map(({ reason }): unknown => reason)
  if (reasons.length > 0) {
    await closeAll()
    throw reasons.length === 1 ? reasons[0] : new SeveralReasons(reasons)
  }
  const endAdmin = config.admin ? await openAdmin(config.admin, proxies, parts) : () => {}
  return {
    proxies,
    async close() {
      endAdmin()
      await closeAll()
    },
  }
}

/** A port of its own for `/healthz`: a verifier has none to spare, for every path of it belongs to its service. */
async function openAdmin(
  listen: ListenAddress,
  proxies: readonly OpenProxy[],
  { machine }: SidecarParts,
): Promise<() => void> {
  const handlers: ForwardServerHandlers = {
    request: (request, response) => {
      const states = Object.fromEntries(proxies.map((proxy) => [`${proxy.kind} at ${proxy.shown}`, proxy.state()]))
      sendAnswer(response, request.url === '/healthz' ? healthAnswer(states) : wordsAnswer(404, 'There is /healthz.\n'))
    },
  }
  const server = createForwardServer(handlers, { clock: machine })
  const { servers } = await listenForProxy(server, {
    listen,
    socketPermission: 0o700,
    shutdownTimeout: 0,
    dialect: 'strict',
  })
  return () => servers.forEach((each) => void each.close())
}
