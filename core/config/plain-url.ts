import { isIP } from 'node:net'
import { nameIn } from '../http/guard.ts'
import { addressesOf, isLoopback } from '../http/loopback.ts'
import type { SettingFault } from './read-config.ts'

export interface PlainUrlSettings {
  /** HOST. */
  host: string
  /** FACTORY_URL. */
  url: string
  /** Names that lead here, as somebody has said: ALLOWED_HOSTS and TLS_NAMES. */
  allowedHosts: readonly string[]
  tlsNames: readonly string[]
}

export const isPlainUrl = (url: string | URL): boolean => new URL(url).protocol === 'http:'

/**
 * An issuer over plain HTTP is for this machine alone: on any other way, secrets and tokens could be read, and the keys
 * replaced.
 * @returns what is wrong with FACTORY_URL, or nothing
 */
export function plainUrlFaults({ host, url, allowedHosts, tlsNames }: PlainUrlSettings): SettingFault[] {
  if (!isPlainUrl(url)) return []
  if (!isLoopbackHost(host))
    return wrongUrl(
      `is plain HTTP, which is for this machine alone, but HOST is ${host}: begin it with https, or set HOST=localhost`,
    )
  const name = nameIn(new URL(url).hostname)
  if (isLoopbackName(name)) return []
  const isSaid = [...allowedHosts, ...tlsNames].some((other) => other.toLowerCase() === name)
  if (isSaid && isIP(name) === 0) return []
  const remedy = isIP(name) === 0 ? `, or say with ALLOWED_HOSTS=${name} that it leads to this machine` : ''
  return wrongUrl(
    `is plain HTTP, which is for this machine alone, and "${name}" may be another: use localhost${remedy}`,
  )
}

const wrongUrl = (message: string): SettingFault[] => [{ variable: 'FACTORY_URL', message }]

/** Does a process with this HOST listen on this machine alone? */
export const isLoopbackHost = (host: string): boolean => addressesOf(host).every(isLoopback)

/** `localhost`, whatever stands below it (RFC 6761 §6.3), and the loopback addresses. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)
