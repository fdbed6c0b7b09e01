import { PARTY_PORTS } from './parties.ts'
import { calleeUrl } from './callee-url.ts'
import { isPlainUrl } from './plain-url.ts'
import { isGuestRole } from './guest-services.ts'
import { PROCESSES } from './process-table.ts'
import { entryForEach, PEER_NAMES, PROCESS_NAMES, rowOf, type PeerName, type ProcessName } from './processes.ts'
import { kinds, setting, type Environment, type Setting } from './setting.ts'

const portSetting = (name: ProcessName): Setting<number> => {
  const { prefix, port } = rowOf(name)
  return setting(`${prefix}_PORT`, kinds.port, String(port), `The plain port of ${name}, for curl and people.`)
}

const tlsPortSetting = (name: PeerName): Setting<number> => {
  const { prefix, tlsPort } = PROCESSES[name]
  return setting(`${prefix}_TLS_PORT`, kinds.port, String(tlsPort), `The TLS port of ${name}, for its peers.`)
}

/** Where one process listens. */
export const listenSettings = (name: PeerName) => ({ port: portSetting(name), tlsPort: tlsPortSetting(name) })

const ABOUT_ISSUER =
  'Where the other processes find jwt-factory, and the issuer (iss) of access tokens: https, or http for this machine alone.'

/** Whoever is called alone may be somebody else's service, and plain HTTP on this machine. */
const kindOfUrl = (name: PeerName) => (isGuestRole(name) ? calleeUrl : kinds.rootUrl)

/** Where others find a process. */
export function urlSetting(name: PeerName) {
  const { prefix, tlsPort } = PROCESSES[name]
  const fallback = (env: Environment) => `https://${reachable(env['HOST'])}:${env[`${prefix}_TLS_PORT`] || tlsPort}`
  const isIssuer = name === 'jwt-factory'
  const about = isIssuer ? ABOUT_ISSUER : `Where the other processes find ${name}.`
  return setting(`${prefix}_URL`, isIssuer ? kinds.factoryUrl : kindOfUrl(name), fallback, about)
}

/** For whoever looks for all of them: `jwt-factoryUrl`, `serviceaUrl` and so on. */
export const urlSettings = Object.fromEntries(PEER_NAMES.map((name) => [`${name}Url`, urlSetting(name)])) as Record<
  `${PeerName}Url`,
  Setting<URL>
> // one entry for each name

type Whereabouts = Record<`${PeerName}Url`, URL> & Record<`${PeerName}TlsPort`, number> & { host: string }

/**
 * Where each process is called, which is over TLS: an issuer over plain HTTP is on this machine, so it is called at HOST
 * and its TLS port.
 */
export const urlsOf = (config: Whereabouts): Record<PeerName, URL> =>
  entryForEach(PEER_NAMES, (name) => {
    const url = config[`${name}Url`]
    if (name !== 'jwt-factory' || !isPlainUrl(url)) return url
    return new URL(`https://${reachable(config.host)}:${config[`${name}TlsPort`]}${url.pathname}`)
  })

/** The setting that says where a process is called. */
export const whereSetting = (config: Record<`${PeerName}Url`, URL>, name: PeerName): string =>
  (name === 'jwt-factory' && isPlainUrl(config[`${name}Url`]) ? tlsPortSetting(name) : urlSetting(name)).variable

/** A value for each port of each process: `serviceaPort`, `serviceaTlsPort` and so on. */
type ForEachPort<Value> = Record<`${ProcessName}Port` | `${PeerName}TlsPort`, Value>

/** For whoever tells people where all of them are. */
export const portSettings = Object.fromEntries([
  ...PROCESS_NAMES.map((name) => [`${name}Port`, portSetting(name)]),
  ...PEER_NAMES.map((name) => [`${name}TlsPort`, tlsPortSetting(name)]),
]) as ForEachPort<Setting<number>> // one entry for each port

/** Where each process listens. */
export const portsOf = (config: ForEachPort<number>) => ({
  plain: entryForEach(PROCESS_NAMES, (name) => config[`${name}Port`]),
  tls: entryForEach(PEER_NAMES, (name) => config[`${name}TlsPort`]),
})

/** The settings that put every process on a free port. */
export const FREE_PORTS: Environment = Object.fromEntries(
  [...Object.values(portSettings), ...Object.values(PARTY_PORTS)].map(({ variable }) => [variable, '0']),
)

/** The host under which a listener on HOST is found from this machine. */
export function reachable(host: string | undefined): string {
  if (!host || /^(?:127\.0\.0\.1|::1?|0\.0\.0\.0)$/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
