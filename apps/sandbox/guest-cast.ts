import { isIP } from 'node:net'
import { GUEST_ROLES, guestSettings, isGuest, type GuestFacts, type GuestRole } from '#core/config/guest-services'
import { isPlainUrl } from '#core/config/plain-url'
import { rowOf, STARTED_NAMES, type StartedName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { nameIn } from '#core/http/guard'
import { isLoopback } from '#core/http/loopback'

export interface GuestCastFacts extends GuestFacts {
  host: string
  tlsNames: readonly string[]
  allowedHosts: readonly string[]
}

/**
 * In which roles there is a service of somebody else, so that ours is not started: where it is said, and where SERVICEB_URL leads to
 * another place than to that where ours would listen.
 */
export function guestsOf(env: Environment, config: GuestCastFacts & TlsPorts): GuestRole[] {
  return GUEST_ROLES.filter((role) => {
    if (isGuest(config, role)) return true
    return (
      Boolean(env[`${rowOf(role).prefix}_URL`]) && !leadsToOurs(config[`${role}Url`], config[`${role}TlsPort`], config)
    )
  })
}

type TlsPorts = Record<`${GuestRole}TlsPort`, number>

function leadsToOurs(url: URL, tlsPort: number, { host, tlsNames, allowedHosts }: GuestCastFacts): boolean {
  const name = nameIn(url.hostname)
  const isOurs = isIP(name) > 0 ? isLoopback(name) : name === 'localhost'
  const names = [host, ...tlsNames, ...allowedHosts].map((each) => each.toLowerCase())
  return Number(url.port || 443) === tlsPort && (isOurs || names.includes(name))
}

/** Those that `npm start` starts beside services of somebody else. */
export const startedBeside = (guests: readonly GuestRole[]): StartedName[] =>
  STARTED_NAMES.filter((name) => !guests.some((guest) => guest === name))

/** What every process has to know of them. */
export const guestEnvironment = (guests: readonly GuestRole[]): Record<string, string> =>
  guests.length === 0 ? {} : { [guestSettings.guests.variable]: guests.join(',') }

/** For the person who has started the sandbox. */
export function sayGuest(role: GuestRole, config: GuestFacts): string {
  const url = config[`${role}Url`]
  const way = isPlainUrl(url)
    ? 'over plain HTTP on this machine, so nothing is checked about who answers there'
    : 'over TLS'
  return `${role} is your own service at ${url.origin}, called ${way}: ours is not started, and what happens inside yours is not shown. What it must answer: docs/own-service.md.`
}
