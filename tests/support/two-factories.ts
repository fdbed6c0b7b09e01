import { rm } from 'node:fs/promises'
import { systemClock, type Clock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { openOwnKeys } from '#core/rings/own-keys'
import type { Ring } from '#core/rings/rotation'
import { assertionSigner } from '../../jwt-factory/client.ts'
import { openLoneFactory, type LoneFactory, type LoneFactoryOptions } from './lone-factory.ts'
import { ask } from './play-all.ts'
import { certifiedFolder } from './folders.ts'
import { until } from './until.ts'

/** The name of both: what stands before them in real life has it. */
export const ISSUER = 'https://factory.test'
export const STORE_SECRET = 'the secret that seals the keys'

/** Two factories that share a store, as behind a load balancer, each called at its own ports. Close them afterwards. */
export interface TwoFactories {
  one: LoneFactory
  other: LoneFactory
  keysFolder: string
  /** Proves once that servicea is asking. */
  assertion(): Promise<string>
  close(): Promise<void>
}

export async function openTwoFactories(
  storeUrl: string,
  { env = {}, clock = systemClock, ...more }: LoneFactoryOptions & { env?: Environment } = {},
): Promise<TwoFactories> {
  const keysFolder = await certifiedFolder()
  const assertion = await openAssertions(keysFolder, clock)
  const settings = { STORE: storeUrl, STORE_SECRET, FACTORY_URL: ISSUER, ...env }
  const open = () => openLoneFactory(settings, { ...more, keysFolder, clock })
  const [one, other] = await Promise.all([open(), open()])
  return {
    one,
    other,
    keysFolder,
    assertion,
    async close() {
      await Promise.all([one.close(), other.close()])
      await rm(keysFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** servicea as a client with a key of its own, though it does not run. */
export async function openAssertions(
  keysFolder: string,
  clock: Clock = systemClock,
  issuer = ISSUER,
): Promise<() => Promise<string>> {
  const settings = { keysFolder, algorithm: 'ES256', selfSignedLifetimeSeconds: 10, leewaySeconds: 0 } as const
  const key = await (await openOwnKeys('servicea', settings, clock)).ensure('servicea')
  const sign = assertionSigner('servicea', () => key, clock)
  return () => sign(issuer)
}

/** Client credentials by an assertion, whatever comes back. */
export const spend = ({ port }: { port: number }, client_assertion: string) =>
  ask(port, '/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    }),
  })

/** The keys of the main issuer as a factory sees them. */
export const ringOf = async ({ port }: { port: number }): Promise<Ring> => (await ask(port, '/keys'))?.body.keys

/** Waits until all see one key in this state, and the same; an active one must have no successor. @returns its kid */
export function agreeOn(factories: LoneFactory[], state: 'prepared' | 'active'): Promise<string> {
  return until(`all agree on the ${state} key`, async () => {
    const [first = [], ...others] = await Promise.all(factories.map(ringOf))
    if (state === 'active' && first.some((entry) => entry.state === 'prepared')) return false
    const kid = first.find((entry) => entry.state === state)?.kid
    const isSame = others.every((ring) => JSON.stringify(ring) === JSON.stringify(first))
    return kid !== undefined && isSame && kid
  })
}
