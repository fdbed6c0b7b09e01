import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, type ConnectionOptions, type PeerCertificate } from 'node:tls'
import { spiffeIdIn } from '../certificates/spiffe-id.ts'
import { TLS_RULES } from '../explicit.ts'
import { findHost, type WayToHost } from '../find-host.ts'
import type { Target } from './target.ts'

type OfTls = 'host' | 'port' | 'secureContext' | 'servername' | 'rejectUnauthorized' | 'checkServerIdentity'

export type ConnectOptions = Pick<ConnectionOptions, OfTls> &
  Partial<WayToHost> & { socketPath?: string; dial?: () => Duplex }

/** Less than the five seconds after which Node's servers close theirs: who comes then would be lost. Milliseconds. */
export const IDLE = 4000

/** Of the time for which a target says that it keeps a connection, so much is left to the way there. Milliseconds. */
export const WAY = 1000

/** How to connect to a target: the same for all requests to it. */
export function connectOptions(target: Target, host: string): ConnectOptions {
  const { protocol, hostname, port, socketPath, tls, dial } = target
  if (dial) return { dial }
  if (socketPath !== undefined) return { socketPath }
  const where = { host: hostname, port, ...findHost(hostname, host) }
  if (protocol === 'http') return where
  const { ca, cert, key, spiffeId, servername = isIP(hostname) === 0 ? hostname : '' } = tls ?? {}
  const secureContext = createSecureContext({
    ...TLS_RULES,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  })
  // Said explicitly, for the environment can turn the check off.
  const who = spiffeId === undefined ? {} : { checkServerIdentity: isWorkload(spiffeId) }
  return { ...where, secureContext, servername, rejectUnauthorized: tls?.isUnchecked !== true, ...who }
}

/** Whoever answers must be this workload: another one of the same mesh has a certificate that is just as good. */
const isWorkload =
  (wanted: string) =>
  (_host: string, { subjectaltname = '' }: PeerCertificate): Error | undefined =>
    spiffeIdIn({ subjectAltName: subjectaltname }) === wanted
      ? undefined
      : Object.assign(new Error(`it is not the workload ${wanted}`), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
