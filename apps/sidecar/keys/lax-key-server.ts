import { KeyObject } from 'node:crypto'
import { TokenRejected } from '#core/token/rejection'
import type { RequestContext } from '#core/trace/request-context'
import type { KeyServerConfig } from '../config/sidecar-config.ts'
import type { KeyServerParts, KeyServerState } from './key-server-state.ts'
import { openKeyServer } from './key-server.ts'
import { laxKey, type LaxAnswer } from './lax-key.ts'
import { createLaxRegistry } from './lax-registry.ts'
import { openOutsideClient } from './outside-client.ts'
import { readPublicKey } from './public-key-file.ts'

export type { LaxAnswer } from './lax-key.ts'

/** UNSAFE: where a verifier gets its keys in the dialect `jwtproxy`. Every issuer is asked for, and every key id. */
export interface LaxKeyServer {
  find(issuer: string, kid: string, context?: RequestContext): Promise<LaxAnswer>
  state(): KeyServerState
  close(): Promise<void>
}

/** @throws KeyFileFault for a file that cannot be used */
export async function openLaxKeyServer(config: KeyServerConfig, parts: KeyServerParts): Promise<LaxKeyServer> {
  if (config.type === 'preshared') return laxPreshared(config)
  return config.type === 'keyregistry' ? laxRegistry(config, parts) : laxJwks(config, parts)
}

/** Issuer and key id are compared without regard to case. */
async function laxPreshared({
  issuer: owner,
  keyId,
  path,
}: KeyServerConfig & { type: 'preshared' }): Promise<LaxKeyServer> {
  const [key] = await readPublicKey({ setting: 'public_key_path', path }, keyId, ['RS256'])
  const answer = laxKey(key && KeyObject.from(key.publicKey))
  return {
    async find(issuer, kid) {
      if (hasSameLetters(issuer, owner) && hasSameLetters(kid, keyId)) return answer
      return { kind: 'server-error', why: 'the preshared key has another issuer or key id' }
    },
    state: () => ({ type: 'preshared', keys: 1 }),
    close: async () => {},
  }
}

const hasSameLetters = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

async function laxRegistry(
  { registry: address, trustedCertificates, serverName }: KeyServerConfig & { type: 'keyregistry' },
  { clock, machine = clock, log, host }: KeyServerParts,
): Promise<LaxKeyServer> {
  const client = await openOutsideClient({
    address,
    caller: 'KeyRegistryClient/0.1.0', // the original's; some registry may look at it
    machine,
    ...(trustedCertificates && { trustedCertificates }),
    ...(serverName !== undefined && { serverName }),
    ...(host !== undefined && { host }),
  })
  const registry = createLaxRegistry(client, clock)
  let trouble: KeyServerState['trouble']
  return {
    async find(issuer, kid, context) {
      context?.recorder.step({ verb: 'asks', what: 'for whatever key the token names', to: 'the key registry' })
      const answer = await registry.find(issuer, kid)
      const what = 'why' in answer ? answer.why : undefined
      if (what !== undefined && what !== trouble?.what) log.warn({ what, kind: answer.kind }, 'key-registry-trouble')
      trouble = what === undefined ? undefined : { what, since: trouble?.since ?? clock.now() }
      return answer
    },
    state: () => ({ type: 'keyregistry', keys: registry.size, ...(trouble && { trouble: { ...trouble } }) }),
    close: () => client.close(),
  }
}

/** The original has no such key server: this one is ours, with its answers. */
async function laxJwks(config: KeyServerConfig & { type: 'jwks' }, parts: KeyServerParts): Promise<LaxKeyServer> {
  const server = await openKeyServer(config, { ...parts, issuers: 'any' })
  return {
    async find(issuer, kid, context) {
      try {
        const { publicKey } = await server.keysOf(issuer, context).select({ kid, alg: 'RS256' })
        return laxKey(KeyObject.from(publicKey))
      } catch (error) {
        if (error instanceof TokenRejected) return { kind: 'no-matching-key' }
        return { kind: 'server-error', why: server.state().trouble?.what ?? 'the key set cannot be fetched' }
      }
    },
    state: server.state,
    close: server.close,
  }
}
