import type { ExtAuthPolicy, GlooListener, GlooRoute, RouteTable, VirtualGateway } from './model.ts'

/** What a gateway does: every reference between documents is resolved. */
export interface GlooPlan {
  listeners: readonly PlannedListener[]
  /** Those by which somebody must log in somewhere. */
  policies: readonly ExtAuthPolicy[]
}

export interface PlannedListener {
  gateway: VirtualGateway
  listener: GlooListener
  /** Whose routes are served here; a host of a table that the listener does not allow is not. */
  hosts: readonly PlannedHost[]
}

export interface PlannedHost {
  /** Lower case; `*` is any, `*.example.com` whatever stands below it. */
  host: string
  table: RouteTable
  routes: readonly PlannedRoute[]
}

export interface PlannedRoute {
  route: GlooRoute
  table: RouteTable
  /** Absent: nobody needs to log in. */
  policy?: ExtAuthPolicy
}

/** Whether what one says of hosts covers what another one says: `*.example.com` covers `www.example.com`. */
export function coversHost(pattern: string, host: string): boolean {
  if (pattern === '*' || pattern === host) return true
  return (
    pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 && host !== pattern
  )
}

/** The one that fits a name best, as Envoy looks for it: the name itself, then the longest ending, then any. */
export function bestHost<Entry extends { host: string }>(entries: readonly Entry[], name: string): Entry | undefined {
  return entries
    .filter(({ host }) => coversHost(host, name))
    .toSorted((one, other) => rankOf(other.host, name) - rankOf(one.host, name))[0]
}

const rankOf = (host: string, name: string) => (host === name ? Infinity : host.length)
