import { randomUUID } from 'node:crypto'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { Problem } from '#core/http/problem'
import type { KeyRings } from '#core/rings/key-rings'
import { lifetime } from '#core/token/sign'
import { writeTraceparent, writeTracestate } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import type { TokenLife } from '#factory-client'
import type { RelayExtras, RelayParty, RelayRights, Role, Stage } from '#scenarios'
import { askPlainUpgrade } from '../plain/plain-upgrade.ts'
import type { Variants } from '../routes/variants.ts'
import { askParty, unreachableParty, untilDeadline, type AskPartyParts } from './ask-party.ts'
import { outliveToken, type OutliveParts } from './outlive-token.ts'
import { signsOwnNamed, type NamedTokenOfPlay } from './named-token.ts'
import { connectedAnswer, readRelayAnswer, relayRefusal } from './read-relay-answer.ts'
import { playedTokenOfRing, type RingTokenParts } from './ring-token.ts'

export interface RelayStepsParts extends RingTokenParts, AskPartyParts, Pick<OutliveParts, 'neighbours'> {
  byName: NamedTokenOfPlay
  role: Role
  /** Where the relays are, on this machine. */
  sidecars: Record<`${RelayParty}Port` | `${RelayParty}-upstreamPort`, number>
  /** The service's own key pairs, with which it signs what only the factory may. */
  keys: Pick<KeyRings, 'active'>
  /** Whose tokens the relays believe. */
  relayIssuer: string
  /** How long a token of the factory may live. Seconds. */
  factoryLifetimeSeconds: number
  /** By which tokens are made. */
  tokenClock: Clock
}

/** The endpoints that a token is good for, as it says it. */
const claimOf = ({ connect, listen }: RelayRights) => ({
  piko: { ...(connect && { endpoints: connect }), ...(listen && { listen }) },
})

const LIFE_OF_OWN = 3600

/** What a caller does before relays: as a client of an endpoint, or as an agent that listens for one. */
export function relaySteps(
  parts: RelayStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): Pick<Stage, 'relayToken' | 'askRelay' | 'listenAtRelay' | 'outliveToken'> {
  const { role, sidecars, clock, keys, relayIssuer, tokenClock, byName } = parts
  const { trace, recorder } = context
  const isOver = isExpired('serviceb')

  const tracedBy = (spanId: string) => ({ traceparent: writeTraceparent(trace, spanId), ...writeTracestate(trace) })

  async function ownToken(rights: RelayRights, what: string): Promise<string> {
    const key = keys.active(role)
    if (!key) throw new Problem('bug', 'This service has no key pair.')
    const times = lifetime(tokenClock.now(), LIFE_OF_OWN, isOver)
    const claims = { iss: relayIssuer, sub: role, aud: RELAY_AUDIENCE, ...claimOf(rights), ...times, jti: randomUUID() }
    const good = { header: { alg: key.algorithm, kid: key.kid, typ: 'JWT' }, claims }
    if (byName.name !== undefined) return byName.ofOwn(good, signsOwnNamed(key, role, what, context))
    return signRecorded(claims, key, 'JWT', { recorder, what: `${what}, as if it were the factory`, ringId: role })
  }

  const forRelays = new Set<string>()
  const titleOfToken = (token: string) => (forRelays.has(token) ? 'the token for the relay' : 'that for the service')

  /** Which token stands where, whatever the play calls it: one in the wrong place is the lesson. */
  function saidTokens(token: string, { own, asWhoeverGotIt }: RelayExtras = {}): string {
    if (own !== undefined) return `with ${titleOfToken(token)} in x-piko-authorization and ${titleOfToken(own)} in Authorization` // prettier-ignore
    return asWhoeverGotIt
      ? 'with the same token, as whoever got it could do'
      : `with ${byName.sayToken(token, 'a token')}`
  }

  const relayToken: Stage['relayToken'] = async (wanted) => {
    const token = await makeRelayToken(wanted)
    forRelays.add(token)
    return token
  }

  const makeRelayToken: Stage['relayToken'] = ({ signer, lifetimeSeconds, ...rights }) => {
    const about = `a token for the relay ${saidRights(rights)}`
    if (signer === 'itself') return ownToken(rights, about)
    const life: TokenLife = isOver || (lifetimeSeconds !== undefined && { seconds: lifetimeSeconds })
    const claims = { sub: role, aud: RELAY_AUDIENCE, ...claimOf(rights) }
    return playedTokenOfRing(parts, context, { ring: RELAY_RING, of: 'the relay', about }, claims, life)
  }

  return {
    relayToken,

    async askRelay(relay, endpoint, token, asked) {
      const what = `GET /echo for ${endpoint}, ${saidTokens(token, asked)},`
      const spanId = recorder.step({ verb: 'sends', what, to: relay })
      const shown = byName.headersOf(token)
      const both = asked?.own !== undefined && {
        ...(shown['authorization'] !== undefined && { 'x-piko-authorization': shown['authorization'] }),
        ...byName.headersOf(asked.own),
      }
      const headers = {
        ...(both || shown),
        'x-piko-endpoint': endpoint,
        ...tracedBy(spanId),
      }
      const address = `http://localhost:${sidecars[`${relay}Port`]}/echo`
      return readRelayAnswer(relay, await askParty(parts, context, relay, address, headers))
    },

    async listenAtRelay(relay, endpoint, token) {
      const spanId = recorder.step({ verb: 'asks', what: `to listen for ${endpoint}`, to: relay })
      const headers = { ...byName.headersOf(token), ...tracedBy(spanId) }
      const place = { host: 'localhost', port: sidecars[`${relay}-upstreamPort`] }
      const { signal, stop } = untilDeadline(context, clock)
      try {
        const answer = await askPlainUpgrade(place, { ...asListener(endpoint), headers }, signal)
        if (!('socket' in answer)) return relayRefusal(relay, answer)
        answer.socket.destroy()
        return connectedAnswer(relay, `it listens for ${endpoint}`)
      } catch (cause) {
        throw cause instanceof Problem ? cause : unreachableParty(relay, signal.aborted, cause)
      } finally {
        stop()
      }
    },

    async outliveToken(relay, { connect, listen }) {
      const [sooner, later] = [SHORT_LIFE - 1, SHORT_LIFE].map((life) => Math.min(life, parts.factoryLifetimeSeconds))
      // One that does as Piko does knows one right for both.
      const toListen = { listen: [listen], ...(relay === 'piko-relay' && { connect: [listen] }) }
      const tokens = {
        client: await relayToken({ connect: [connect], lifetimeSeconds: sooner ?? 1 }),
        agent: await relayToken({ ...toListen, lifetimeSeconds: later ?? 1 }),
      }
      const ports = { client: sidecars[`${relay}Port`], agent: sidecars[`${relay}-upstreamPort`] }
      return outliveToken({ ...parts, headersOf: byName.headersOf }, context, {
        relay,
        ports,
        tokens,
        connect,
        listen,
        lifetimeSeconds: later ?? 1,
      })
    },
  }
}

/** A token that is to end while somebody watches. Seconds. */
const SHORT_LIFE = 30

const asListener = (endpoint: string) => ({
  path: `/piko/v1/upstream/${encodeURIComponent(endpoint)}`,
  protocol: 'piko-tunnel',
})

function saidRights({ connect, listen }: RelayRights): string {
  const all = [
    connect && `to connect to ${connect.length === 0 ? 'no endpoint' : connect.join(' and ')}`,
    listen && `to listen for ${listen.join(' and ')}`,
  ]
  return all.filter(Boolean).join(', and ') || 'that names no endpoint'
}
