import { isLoopbackHost, isLoopbackName, isPlainUrl, plainUrlFaults } from '#core/config/plain-url'
import type { SettingFault } from '#core/config/read-config'
import { nameIn } from '#core/http/guard'
import type { Listening } from '#core/http/listen'
import type { Log } from '#core/log'
import type { FactoryConfig } from './config.ts'

type Ports = Pick<Listening, 'port' | 'tlsPort'>

/** The port at which FACTORY_URL leads to this factory: that of plain HTTP where it is an http: address. */
const portFor = (url: string, { port, tlsPort }: Ports): number => (isPlainUrl(url) ? port : tlsPort)

/** Port 0 is a free port, known only once it is taken; the issuer's name follows it. */
export const withRealPort = (url: string, ports: Ports): string =>
  url.replace(/^(https?:\/\/[^/]+):0(?=\/|$)/, `$1:${portFor(url, ports)}`)

/** The port that an address names, the usual one of its scheme included. */
function portIn(url: string): number {
  const { port } = new URL(url)
  return port === '' ? (isPlainUrl(url) ? 80 : 443) : Number(port)
}

/** What is wrong with FACTORY_URL beside the other settings. */
export function issuerUrlFaults(config: FactoryConfig): SettingFault[] {
  return [...plainUrlFaults(config), ...wrongPort(config)]
}

/** At the plain port nobody speaks TLS, and at the TLS port nobody speaks plain HTTP. */
function wrongPort({ host, url, port, tlsPort }: FactoryConfig): SettingFault[] {
  const isHere = isLoopbackHost(host) && isLoopbackName(nameIn(new URL(url).hostname))
  const named = portIn(url)
  const [own, other] = isPlainUrl(url) ? [port, tlsPort] : [tlsPort, port]
  if (!isHere || named === 0 || named === own || named !== other) return []
  const [here, there] = isPlainUrl(url) ? ['FACTORY_TLS_PORT', 'https'] : ['FACTORY_PORT', 'http']
  const message = `names port ${named}, which is ${here}: there it must begin with ${there}://, or name port ${own}`
  return [{ variable: 'FACTORY_URL', message }]
}

/** Tells the log where the issuer's URL leads elsewhere. */
export function tellElsewhere(url: string, ports: Ports, log: Log): void {
  const elsewhere = issuerElsewhere(url, ports)
  if (elsewhere) log.warn(elsewhere, 'issuer-at-another-port')
}

/**
 * Whoever finds the issuer by its URL comes to another port than this process has: right behind a proxy or with several
 * factories, and else a mistake that would show as "nobody answers".
 * @returns what the log says of it
 */
export function issuerElsewhere(url: string, ports: Ports): Record<string, unknown> | undefined {
  const own = portFor(url, ports)
  if (portIn(url) === own) return undefined
  const setting = isPlainUrl(url) ? 'FACTORY_PORT' : 'FACTORY_TLS_PORT'
  return {
    issuer: url,
    port: own,
    advice: `right behind a proxy only: verifiers and clients go where FACTORY_URL leads. Else ${setting} must be its port`,
  }
}
