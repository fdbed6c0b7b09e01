import type { AskedRequest } from '#core/access/dialect'
import { firstField } from '#core/access/dialects/piko/endpoint'
import type { RelayAuth, RelayConfig, RelayPort } from '../config/relay-config.ts'
import { openPortKeys } from '../keys/port-keys.ts'
import { listenEndpoint, proxyEndpoint } from './paths.ts'
import { createPortAccess, type PortAccess, type PortRules } from './port-access.ts'
import type { RelayWorld } from './relay-parts.ts'

/** Who decides at each port. */
export interface RelayAccess {
  proxy: PortAccess
  upstream: PortAccess
  /** At the port of agents, about a request that is for no endpoint. */
  noEndpoint: PortAccess
  admin: PortAccess
  /** Ends what is fetched. */
  close(): Promise<void>
}

type ForEndpoints = Pick<PortRules, 'endpoints'>

const TO_CONNECT: ForEndpoints = { endpoints: { of: proxyEndpoint, right: 'endpoints' } }
const TO_LISTEN: ForEndpoints = { endpoints: { of: listenEndpoint, right: 'listen' } }

/** Reads the keys of all ports. @throws Error for the person at the terminal */
export async function openRelayAccess(config: RelayConfig, world: RelayWorld): Promise<RelayAccess> {
  const { dialect } = config
  const closers: (() => Promise<void>)[] = []

  async function rulesOf(auth: RelayAuth | undefined): Promise<PortRules> {
    if (!auth) return { dialect }
    const keys = await openPortKeys(auth, dialect, world)
    closers.push(keys.close)
    const { audience, issuer, disableDisconnectOnExpiry: outlives } = auth
    return {
      dialect,
      keys,
      outlives,
      ...(audience !== undefined && { audience }),
      ...(issuer !== undefined && { issuer }),
    }
  }
  const accessOf = async (port: RelayPort, ...all: ForEndpoints[]) => {
    const rules = await rulesOf(config[port].auth)
    return all.map((endpoints) => createPortAccess({ ...rules, ...endpoints }, world))
  }
  const [proxy] = await accessOf('proxy', TO_CONNECT)
  const [upstream, noEndpoint] = await accessOf('upstream', TO_LISTEN, {})
  const [admin] = await accessOf('admin', {})
  if (!proxy || !upstream || !noEndpoint || !admin) throw new Error('there is one for each')

  const tenants = new Map<string, [listens: PortAccess, other: PortAccess]>()
  for (const { id, auth } of config.upstream.tenants) {
    const rules = await rulesOf(auth)
    tenants.set(id, [createPortAccess({ ...rules, ...TO_LISTEN }, world), createPortAccess(rules, world)]) // prettier-ignore
  }
  return {
    proxy,
    upstream: tenants.size === 0 ? upstream : tenantAccess(tenants, 0),
    noEndpoint: tenants.size === 0 ? noEndpoint : tenantAccess(tenants, 1),
    admin,
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  }
}

const TENANT_HEADER = 'x-piko-tenant-id'

/** Of Piko (B.5): the keys are those of the tenant that the request names. Whoever names none is as one that nobody has set up. */
function tenantAccess(tenants: ReadonlyMap<string, readonly PortAccess[]>, which: 0 | 1): PortAccess {
  const [first] = [...tenants.values()].map((each) => each[which])
  if (!first) throw new Error('there is a tenant')
  return {
    ...(first.description && { description: first.description }),
    decide(asked, context) {
      const id = firstField(asked, TENANT_HEADER)
      const tenant = id === undefined ? undefined : tenants.get(id)?.[which]
      if (tenant) return tenant.decide(withTenant(asked), context)
      return first.decide(withTenant(asked, 'unknown'), context)
    },
  }
}

/** A dialect knows no tenants: with that header it refuses, in its order. */
const withTenant = (asked: AskedRequest, name?: string): AskedRequest => ({
  ...asked,
  fields: [...withoutField(asked.fields ?? [], TENANT_HEADER), ...(name === undefined ? [] : [TENANT_HEADER, name])],
})

const withoutField = (fields: readonly string[], name: string) =>
  fields.filter((_, at) => fields[at - (at % 2)]?.toLowerCase() !== name)
