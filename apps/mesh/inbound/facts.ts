import type { IncomingMessage } from 'node:http'
import { serverNameOf } from '#core/http/edge-door'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import type { PeerIdentity } from '#core/http/peer-identity'
import type { RequestFacts } from '#core/policy/mesh/facts'
import { remoteAddress } from '#core/policy/mesh/remote-address'
import { fieldsWith } from './fields.ts'

/** The port of a workload, as its policies speak of it. */
export interface WorkloadPort {
  /** That of the workload itself, not the one at which its sidecar listens. */
  port: number
  isGateway: boolean
  numTrustedProxies: number
}

type FieldsByName = NonNullable<RequestFacts['headers']>

/** What was found out about a request besides what it says itself. */
export interface FoundOut {
  peer?: PeerIdentity | undefined
  /** Path and query, normal. */
  target: string
  /** Its fields that go on, as they came: name, value … */
  fields: readonly string[]
  /** What they say of its way: the addresses from which it came. */
  forwardedFor: readonly string[]
  /** Of a token that was believed. */
  claims?: Readonly<Record<string, unknown>>
  spaceDelimitedClaims?: readonly string[]
  /** What the checks before have made of its header fields: policies see them as the service will. */
  changes?: readonly HeaderChanges[]
}

/** What a decision goes by. Fields that few policies look at are put together only when one does. */
export function requestFacts(request: IncomingMessage, at: WorkloadPort, found: FoundOut): RequestFacts {
  const { socket, method = 'GET', headers } = request
  const { peer, target, fields: goingOn, forwardedFor, claims, spaceDelimitedClaims, changes = [] } = found
  const sourceIp = plainAddress(socket.remoteAddress)
  const destinationIp = plainAddress(socket.localAddress)
  const serverName = serverNameOf(socket)
  let fields: FieldsByName | undefined
  return {
    protocol: 'http',
    method,
    path: target,
    port: at.port,
    ...(headers.host !== undefined && { host: headers.host }),
    ...(peer && { peerUri: peer.uri }),
    ...(claims && { claims }),
    ...(spaceDelimitedClaims && { spaceDelimitedClaims }),
    ...(sourceIp !== undefined && { sourceIp }),
    ...(destinationIp !== undefined && { destinationIp }),
    ...(serverName !== undefined && { serverName }),
    get headers() {
      return (fields ??= fieldsAfter(goingOn, changes))
    },
    get remoteIp() {
      return remoteAddress(sourceIp ?? '', forwardedFor, at)
    },
  }
}

/** An address of IPv4 that came by a socket of IPv6 is one of IPv4. */
const plainAddress = (address: string | undefined) => address?.replace(/^::ffff:(?=\d+\.)/, '')

/** Each name with all of its values, in their order. */
function fieldsAfter(goingOn: readonly string[], changes: readonly HeaderChanges[]): FieldsByName {
  const all: Record<string, string[]> = Object.create(null)
  const fields = fieldsWith(goingOn, ...changes)
  for (let at = 0; at < fields.length; at += 2) (all[fields[at]?.toLowerCase() ?? ''] ??= []).push(fields[at + 1] ?? '')
  return all
}
