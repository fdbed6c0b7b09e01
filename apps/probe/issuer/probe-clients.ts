import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { CannotBeMade, createIssuerHand, type AttackClient, type AttackTarget, type AttackWorld } from '#attacks'
import type { WrittenClient } from '../../../jwt-factory/registered-clients/client-file.ts'
import type { AskControl } from './ask-control.ts'

/** Clients that are registered for one run. */
export interface ProbeClients {
  /** The second one is somebody else. */
  readonly clients: readonly [AttackClient, AttackClient]
  readonly exchange: AttackWorld['exchange']
  /** Why there is no exchange, where there is none. */
  readonly whyNoExchange: string | undefined
  remove(): Promise<void>
}

const toldClients = z.object({ clients: z.array(z.object({ id: z.string(), audience: z.string() })) })

/** What a client may ask for where the path wants no scope. */
export const USUAL_SCOPE = 'orders.read'

/** A run with other keys that began so long ago was killed before it took its clients away. Seconds. */
export const LEFT_BEHIND = 3600

const PROBE_CLIENT_ID = /^probe-(\d{10})-[0-9a-f]{6}-/

/** Names what a run sets in a factory: with its begin, so that a later one finds what was left behind. @param now seconds since 1970 */
export const newRunId = (now: number): string =>
  `${String(Math.floor(now)).padStart(10, '0')}-${randomBytes(3).toString('hex')}`

/**
 * Registers two clients, and one that may exchange the good token, where nobody else has its audience.
 * @param now seconds since 1970
 * @throws CannotBeMade when the factory refuses; then none is left
 */
export async function registerClients(
  ask: AskControl,
  target: AttackTarget,
  { runId, now }: { readonly runId: string; readonly now: number },
): Promise<ProbeClients> {
  const { clients: others } = toldClients.parse(await ask('GET', '/control/clients'))
  for (const { id } of others)
    if (now - Number(PROBE_CLIENT_ID.exec(id)?.[1] ?? now) > LEFT_BEHIND) await removeClient(ask, id)
  const registered: string[] = []
  const remove = async () => void (await Promise.all(registered.splice(0).map((id) => removeClient(ask, id))))
  const scope = target.scope ?? USUAL_SCOPE
  const register = async (kind: string, audience: string, own: Pick<WrittenClient, 'audience'> = {}) => {
    const { client, declaration } = newClient(`probe-${runId}-${kind}`, scope, audience)
    registered.push(client.id)
    await ask('PUT', `/control/clients/${client.id}`, { ...declaration, ...own })
    return client
  }
  try {
    const clients = [await register('a', target.audience), await register('b', target.audience)] as const
    const holder = others.find(({ audience, id }) => audience === target.audience && !PROBE_CLIENT_ID.test(id))
    if (holder) return { clients, exchange: undefined, whyNoExchange: takenBy(holder.id), remove }
    const other = others.find(({ audience, id }) => audience === target.audience && PROBE_CLIENT_ID.test(id))
    if (other) return { clients, exchange: undefined, whyNoExchange: takenByProbe(other.id), remove }
    const client = await register('x', target.otherAudience, { audience: target.audience })
    const exchange = { client, audience: target.otherAudience, forbiddenAudience: clients[1].id }
    return { clients, exchange, whyNoExchange: undefined, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const takenBy = (id: string) =>
  `the good token is for the client ${id} of the factory, whose secret the probe does not have: use --serve-issuer PORT`

const takenByProbe = (id: string) =>
  `another probe of this target is under way, or was killed: its client ${id} has the audience (npm run control -- clients remove takes it away)`

const removeClient = async (ask: AskControl, id: string) =>
  void (await ask('DELETE', `/control/clients/${id}`).catch((error: unknown) => {
    if (!(error instanceof CannotBeMade)) throw error // it is gone already, or the factory is
  }))

function newClient(id: string, scope: string, audience: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = `${id}-key`
  const secret = randomBytes(24).toString('base64url')
  const jwk = publicKey.export({ format: 'jwk' })
  const hand = createIssuerHand([{ kid, algorithm: 'ES256', privateKey }])
  const client: AttackClient = {
    id,
    secret,
    algorithm: 'ES256',
    kid,
    publicKey: jwk,
    sign: (text) => hand.sign(text, 'ES256'),
    may: { scope, audience },
    mayNot: { scope: `${scope}.probe-may-not`, audience: `${id}-may-not-call` },
  }
  const jwks = { keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }
  const declaration: WrittenClient = { secret, jwks, audiences: [audience], scopes: [scope] }
  return { client, declaration }
}
