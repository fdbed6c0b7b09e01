import { z } from 'zod'
import {
  goDuration,
  keyBlock,
  listWith,
  maybeKey,
  oneWord,
  positiveDuration,
  someText,
  trueOrFalse,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { kinds } from '#core/config/setting'
import type { ListenAddress } from '#core/http/listen-address'
import {
  RELAY_DIALECTS,
  type RelayAuth,
  type RelayConfig,
  type RelayDialect,
  type RelayPortConfig,
} from './relay-config.ts'
import { authBlock, notHere, OF_A_CLUSTER, portKeysOf } from './relay-kinds.ts'

const DEFAULTS = {
  proxy: 4800,
  upstream: 4801,
  admin: 4802,
  timeout: 30_000,
  head: 10_000,
  idle: 300_000,
  grace: 60_000,
}

const NO_BOUND_HERE = 'bodies and answers here may take as long as they move'

/** The whole file: the keys of Piko, and `dialect`. @param dialect that of the command, where the file names none */
export const relayBlock = (place: ConfigPlace, dialect: RelayDialect) =>
  keyBlock({
    dialect: maybeKey(oneWord(RELAY_DIALECTS)),
    proxy: maybeKey(clientPortBlock(place)),
    upstream: maybeKey(agentPortBlock(place)),
    admin: maybeKey(keyBlock({ ...portKeysOf(place), advertise_addr: notHere(OF_A_CLUSTER) })),
    log: maybeKey(logBlock),
    grace_period: maybeKey(goDuration),
    cluster: notHere(OF_A_CLUSTER),
    gossip: notHere(OF_A_CLUSTER),
    usage: notHere('nobody is told how it is used'),
  }).transform((given): RelayConfig => {
    const { proxy, upstream, admin } = given
    return {
      dialect: given.dialect ?? dialect,
      proxy: {
        ...portFrom(proxy, DEFAULTS.proxy),
        timeout: proxy?.timeout ?? DEFAULTS.timeout,
        accessLog: proxy?.access_log ?? false,
        headTimeout: proxy?.http?.read_header_timeout ?? DEFAULTS.head,
        idleTimeout: proxy?.http?.idle_timeout ?? DEFAULTS.idle,
      },
      upstream: { ...portFrom(upstream, DEFAULTS.upstream), tenants: upstream?.tenants ?? [] },
      admin: portFrom(admin, DEFAULTS.admin),
      gracePeriod: given.grace_period ?? DEFAULTS.grace,
      ...(given.log?.level !== undefined && { logLevel: given.log.level }),
    }
  })

const clientPortBlock = (place: ConfigPlace) =>
  keyBlock({
    ...portKeysOf(place),
    advertise_addr: notHere(OF_A_CLUSTER),
    timeout: maybeKey(positiveDuration),
    access_log: maybeKey(trueOrFalse),
    http: maybeKey(
      keyBlock({
        read_header_timeout: maybeKey(positiveDuration),
        idle_timeout: maybeKey(positiveDuration),
        read_timeout: notHere(NO_BOUND_HERE),
        write_timeout: notHere(NO_BOUND_HERE),
        max_header_bytes: notHere('a head has 16384 bytes at most'),
      }),
    ),
  })

const agentPortBlock = (place: ConfigPlace) =>
  keyBlock({
    ...portKeysOf(place),
    tenants: maybeKey(listWith(tenantBlock(place))),
    rebalance: notHere(OF_A_CLUSTER),
  }).superRefine(({ tenants = [] }, context) => {
    for (const [at, { id }] of tenants.entries())
      if (tenants.findIndex((other) => other.id === id) < at)
        context.addIssue({ code: 'custom', path: ['tenants', at, 'id'], message: 'is that of another tenant' })
  })

const tenantBlock = (place: ConfigPlace) =>
  keyBlock({ id: someText, auth: authBlock(place) }).transform(({ id, auth }, context) => {
    if (auth) return { id, auth }
    context.addIssue({
      code: 'custom',
      path: ['auth'],
      message: 'has no key: whoever names this tenant could not be believed',
    })
    return z.NEVER
  })

const logBlock = keyBlock({
  level: maybeKey(kinds.logLevel),
  subsystems: notHere('LOG_LEVEL or log.level is for all of it'),
})

interface GivenPort {
  bind_addr?: ListenAddress | undefined
  auth?: RelayAuth | undefined
  tls?: RelayPortConfig['tls']
}

function portFrom({ bind_addr, auth, tls }: GivenPort = {}, port: number): RelayPortConfig {
  return { listen: bind_addr ?? { kind: 'tcp', port }, ...(auth && { auth }), ...(tls && { tls }) }
}
