import type { Clock } from '#core/clock'
import type { ToldRegistry, ToldRegistryKey, ToldService } from '#core/control/told-registry'
import { PRETTY } from '#core/http/pretty'
import { readQuery, type Parameter } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import { readKid, readService } from '../registry/read-address.ts'
import type { Decided, Registry } from '../registry/registry.ts'
import { stateOfKey, type Service, type ServiceKey } from '../registry/service-keys.ts'
import { MOST_KEPT, MOST_STRANGERS } from '../registry/service-room.ts'

export interface RegistryControlParts {
  registry: Registry
  clock: Clock
  log: Log
}

/** What a person decides about the keys that services publish. It stays so: a reset takes back what belongs to a test. */
export function registryControl({ registry, clock, log }: RegistryControlParts): Route[] {
  const tell = (name: string, { service, hasChanged }: Decided, event: string, kid: string) => {
    if (hasChanged) log.warn({ service: name, kid }, event)
    return toldService(name, service, clock.now())
  }
  return [
    route(
      'GET /control/registry',
      'the services of the key registry, with their keys and states (?like=demo&most=20)',
      async ({ query }, response) => sendJson(response, 200, await tellRegistry(registry, clock, query)),
    ),
    route(
      'POST /control/registry/:service/:kid/approve',
      'a person approves a key that waits, confirms one that was approved unseen, or awaits one that has not come',
      async (request, response) => {
        const [name, kid] = [readService(request), readKid(request)]
        sendJson(response, 200, tell(name, await registry.approve(name, kid), 'service-key-approved', kid))
      },
    ),
    route('DELETE /control/registry/:service/:kid', 'a person takes a key out, at once', async (request, response) => {
      const [name, kid] = [readService(request), readKid(request)]
      sendJson(response, 200, tell(name, await registry.revoke(name, kid), 'service-key-revoked', kid))
    }),
  ]
}

/** @throws Problem invalid-input */
async function tellRegistry(registry: Registry, clock: Clock, query: unknown): Promise<ToldRegistry> {
  const { like = '', most = MOST_SERVICES } = readQuery(query, REGISTRY_PARAMETERS)
  const now = clock.now()
  const all = (await registry.readAll()).map(([name, service]) => toldService(name, service, now))
  const told = all.filter(({ service }) => service.toLowerCase().includes(like))
  return {
    now,
    approval: registry.approval,
    graceSeconds: registry.graceSeconds,
    count: told.length,
    pending: all.reduce((sum, service) => sum + waitingIn(service), 0),
    services: told.toSorted(byNeed).slice(0, most),
  }
}

const MOST_SERVICES = MOST_KEPT + MOST_STRANGERS

const REGISTRY_PARAMETERS = {
  like: { read: (text) => text.toLowerCase().slice(0, 100), takes: 'a part of the name of a service' },
  most: { read: readMostServices, takes: `how many services at most: 1 to ${MOST_SERVICES}` },
  ...PRETTY,
} satisfies Record<string, Parameter<string | number | boolean>>

function readMostServices(text: string): number | undefined {
  const most = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return most >= 1 && most <= MOST_SERVICES ? most : undefined
}

const waitingIn = ({ keys }: ToldService) => keys.filter(({ state }) => state === 'pending').length

const lastChangeOf = ({ keys }: ToldService) => Math.max(0, ...keys.map(({ since }) => since))

/** First those with keys that wait for a person, then those that have changed last. */
const byNeed = (a: ToldService, b: ToldService) =>
  Math.sign(waitingIn(b)) - Math.sign(waitingIn(a)) ||
  lastChangeOf(b) - lastChangeOf(a) ||
  (a.service < b.service ? -1 : 1)

const toldService = (service: string, { keys, isKept }: Service, now: number): ToldService => ({
  service,
  kept: isKept,
  keys: keys.map((key) => toldServiceKey(key, now)),
})

function toldServiceKey(key: ServiceKey, now: number): ToldRegistryKey {
  const { kid, algorithm, since, publishedAt, approvedBy, expiresAt, endsAt, rotationSeconds, replaces } = key
  return {
    kid,
    ...(algorithm !== undefined && { algorithm }),
    state: stateOfKey(key, now),
    since,
    publishedAt,
    ...(approvedBy && { approvedBy }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(endsAt !== undefined && { endsAt }),
    ...(rotationSeconds !== undefined && { rotationSeconds }),
    ...(replaces !== undefined && { replaces }),
  }
}
