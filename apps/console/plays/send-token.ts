import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { isGuestRole } from '#core/config/guest-services'
import type { PeerName } from '#core/config/processes'
import { readUtf8File } from '#core/files/regular-file'
import { deadlineIn } from '#core/http/context'
import type { Guests } from '#core/http/peers'
import type { PeerAnswer } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import { bringToken } from '#core/token/bring-token'
import type { NamedToken } from '#core/token/named-tokens'
import { randomId } from '#core/trace/context'
import type { Recorder } from '#core/trace/recorder'

export interface TokenSenderParts {
  /** In it is the certificate of the sandbox's CA, which everybody may read. */
  keysFolder: string
  urls: Record<PeerName, URL>
  settingOf: (name: PeerName) => string
  /** How a service of somebody else is believed to be that one. */
  guests?: Guests
  host: string
  clock: Clock
}

/** Sends a token to a service over TLS, as its peers do. @throws Problem peer-unreachable, peer-timeout, invalid-input */
export type SendToken = (question: SentQuestion) => Promise<PeerAnswer>

/** The way in which a token comes; with another one where two are sent. */
export type WayOfToken = Pick<NamedToken, 'brought'> & { readonly another?: string }

export interface SentQuestion {
  token: string
  /** How it comes. */
  way: WayOfToken
  to: PeerName
  path: string
  traceId: string
  recorder: Recorder
  spanId: string
}

const SEND_PATIENCE = 6000

/** A certificate in PEM has two kilobytes. */
const MOST_OF_CA = 100_000

/** What may stand in the value of a header (RFC 9110 §5.5). */
const HEADER_TEXT = /^[\x21-\x7e]+$/

export const createTokenSender =
  ({ keysFolder, urls, settingOf, guests = {}, host, clock }: TokenSenderParts): SendToken =>
  async ({ token, way, to, path, traceId, recorder, spanId }) => {
    const authorization = [...bringToken(way, token, way.another ?? '')]
    if (authorization.length > 0 && !HEADER_TEXT.test(token)) throw new Problem('invalid-input', NOT_IN_A_HEADER)
    const ca = await readUtf8File(join(keysFolder, 'tls', 'ca.pem'), MOST_OF_CA).catch((cause: unknown) => {
      throw new Problem('cannot-decide', 'The certificate of the sandbox’s CA is not there: start the sandbox.', {
        cause,
      })
    })
    const { createPeer } = await import('#core/http/peer') // with a pool of undici, which nothing else in the console needs
    const timeoutMilliseconds = SEND_PATIENCE
    const setting = settingOf(to)
    const peer = createPeer({
      name: to,
      caller: 'console',
      url: urls[to],
      setting,
      ca,
      guest: isGuestRole(to) ? guests[to] : undefined,
      host,
      timeoutMilliseconds,
      clock,
    })
    try {
      const trace = { traceId, parentId: randomId(8), sampled: true }
      const context = { trace, recorder, deadline: deadlineIn(SEND_PATIENCE, clock) }
      const headers = authorization.length > 0 ? { authorization } : {}
      return await peer.call({ method: 'GET', path, headers }, context, spanId)
    } finally {
      await peer.close()
    }
  }

const NOT_IN_A_HEADER =
  'This cannot be sent: a header takes printable characters of ASCII alone, and there must be one at least.'
