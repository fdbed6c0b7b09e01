import { randomBytes, randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { tellSigned } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { CONSUMER_RING, KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { Problem } from '#core/http/problem'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { isObject, type Claims } from '#core/token/claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { lifetime } from '#core/token/sign'
import { GATEWAY_LESSONS, writeTraceparent, writeTracestate } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { Gateway, Stage } from '#scenarios'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { PlainAnswer, PlainSent } from '../plain/plain-caller.ts'
import type { Variants } from '../routes/variants.ts'
import { askParty, type AskPartyParts } from './ask-party.ts'
import { noNamedToken, type NamedTokenOfPlay } from './named-token.ts'
import { signsSharedNamed, WHAT_IS_SIGNED } from './sign-shared-named.ts'
import { growUntilRefused, sayGrowth } from './grow-claim.ts'
import { readGatewayAnswer, gatewayRefusal } from './read-gateway-answer.ts'
import { playedTokenOfRing, type RingTokenParts } from './ring-token.ts'

export interface GatewayStepsParts extends RingTokenParts, AskPartyParts {
  byName: NamedTokenOfPlay
  /** Where the gateways are, on this machine. */
  sidecars: { 'stateless-gatewayPort': number; 'plugin-gatewayPort': number }
  /** By which tokens are made. */
  tokenClock: Clock
}

const CALLEE = 'serviceb'

/** The name of the credential that the caller has at the gateway with plugins. */
const CREDENTIAL = 'servicea'

const AN_HOUR_OF_LIFE = 3600

/** Two a minute are let through, and a minute may just end. */
const MOST_CALLS = 6

/** Claims with more are in no token of the factory, as none of the sandbox believes it. Bytes. */
const MOST_OF_FACTORY = MAX_TOKEN_LENGTH * 0.7

type GatewaySteps = Pick<
  Stage,
  | 'consumerToken'
  | 'credentialToken'
  | 'factoryConsumerToken'
  | 'askGateway'
  | 'askUntilRefused'
  | 'blackList'
  | 'growClaim'
>

/** What a caller does before gateways that know their consumers. */
export function gatewaySteps(
  parts: GatewayStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): GatewaySteps {
  const { sidecars, tokenClock, byName } = parts
  const { trace, recorder } = context

  function ask(
    gateway: Gateway,
    path: string,
    step: { verb: 'asks' | 'sends'; what: string },
    { terms, headers = {}, sent }: { terms?: string | undefined; headers?: OutgoingHttpHeaders; sent?: PlainSent },
  ): Promise<PlainAnswer> {
    const spanId = recorder.step({ ...step, to: gateway })
    const lesson = GATEWAY_LESSONS.find((name) => name === terms)
    if (terms !== undefined && !lesson) throw new Error(`no gateway goes by "${terms}"`)
    const traced = {
      traceparent: writeTraceparent(trace, spanId),
      ...writeTracestate({ ...trace, ...(lesson && { gateway: lesson }) }),
    }
    const address = `http://localhost:${sidecars[`${gateway}Port`]}${path}`
    return askParty(parts, context, gateway, address, { ...headers, ...traced }, sent)
  }

  const askGateway: GatewaySteps['askGateway'] = async (gateway, token, { terms, inQuery, says } = {}) => {
    const query = inQuery === undefined ? '' : `?jwt=${inQuery}`
    const more = [inQuery === undefined ? '' : ' and another one in the query', says === undefined ? '' : `, and says that it is ${says}`] // prettier-ignore
    const headers = { ...byName.headersOf(token), ...(says !== undefined && asSomebodyElse(says)) }
    const step = {
      verb: 'sends' as const,
      what: `GET /echo with ${byName.sayToken(token, 'a token')}${more.join('')},`,
    }
    return readGatewayAnswer(gateway, await ask(gateway, `/echo${query}`, step, { terms, headers }))
  }

  const factoryToken = (further: Claims = {}) => {
    const { id, username, customId } = KNOWN_CONSUMER
    const claims = { sub: id, username, customid: customId, aud: CALLEE, ...further }
    const words = { ring: CONSUMER_RING, of: 'consumers', about: `a token of the consumer ${username}` }
    return playedTokenOfRing(parts, context, words, claims, isExpired(CALLEE))
  }

  return {
    askGateway,
    factoryConsumerToken: factoryToken,

    async consumerToken(consumer, terms) {
      if (byName.name !== undefined) throw new Problem('invalid-input', MINTS_ITSELF)
      const minted = terms ?? (isExpired(CALLEE) ? 'minted-expired' : undefined)
      const what = `for ${minted === 'minted-expired' ? 'an expired' : 'a'} token of the consumer ${consumer}`
      const path = `/consumers/${encodeURIComponent(consumer)}/jwt`
      const sent = { method: 'POST', body: '' }
      const answer = await ask('stateless-gateway', path, { verb: 'asks', what }, { terms: minted, sent })
      const body = jsonOrNothing(answer.body)
      if (answer.status === 201 && isObject(body) && typeof body['token'] === 'string') return body['token']
      return gatewayRefusal('stateless-gateway', answer)
    },

    async credentialToken({ flaw } = {}) {
      const path = `/consumers/${KNOWN_CONSUMER.username}/jwt/${CREDENTIAL}`
      const what = `for a credential of the consumer ${KNOWN_CONSUMER.username}`
      const sent = { method: 'PUT', body: '{}' }
      const answer = await ask('plugin-gateway', path, { verb: 'asks', what }, { sent })
      const { key, secret } = Object(jsonOrNothing(answer.body)) as { key?: unknown; secret?: unknown }
      if (answer.status !== 200 || typeof key !== 'string' || typeof secret !== 'string')
        throw new Problem('peer-garbled', `The plugin gateway answered ${answer.status}, and it is no credential.`, { members: { peer: 'plugin-gateway' } }) // prettier-ignore
      const isOver = flaw === 'expired' || isExpired(CALLEE)
      const claims = {
        iss: flaw === 'unknown-key' ? 'nobody-knows-this' : key,
        ...lifetime(tokenClock.now(), AN_HOUR_OF_LIFE, isOver),
        jti: randomUUID(),
      }
      if (byName.name !== undefined) return byName.ofOwn({ header: { alg: 'HS256', typ: 'JWT' }, claims }, signsSharedNamed(secret, context)) // prettier-ignore
      const signing = flaw === 'forged' ? randomBytes(32) : secret
      const begin = recorder.elapsed()
      const token = mintShared(claims, sharedSecret(signing), 'HS256')
      if (recorder.isOn)
        tellSigned(token, { recorder, what: WHAT_IS_SIGNED[flaw ?? (isOver ? 'expired' : 'good')] }, recorder.elapsed() - begin) // prettier-ignore
      return token
    },

    async askUntilRefused(token, terms) {
      const calls: unknown[] = []
      while (calls.length < MOST_CALLS) {
        const came = await askGateway('plugin-gateway', token, { terms })
        calls.push(came)
        if (!isObject(came) || came['valid'] !== true) break
      }
      return Object.fromEntries(calls.map((came, at) => [`call ${at + 1}`, came]))
    },

    async blackList(token) {
      const what = 'to believe this token no longer'
      const sent = { method: 'POST', body: JSON.stringify({ token }) }
      const answer = await ask('stateless-gateway', '/blacklist', { verb: 'asks', what }, { sent })
      if (answer.status !== 201)
        throw new Problem('peer-garbled', `The stateless gateway answered ${answer.status} for its black list.`, { members: { peer: 'stateless-gateway' } }) // prettier-ignore
    },

    async growClaim(terms) {
      const where = terms === 'one-header' ? 'in one header' : 'in many headers'
      recorder.step({
        verb: 'sends',
        what: `tokens with a claim that grows, ${where} behind it,`,
        to: 'stateless-gateway',
      })
      // Each of them goes the way of the first one: told once, it is no flood.
      const untold = gatewaySteps(
        { ...parts, byName: noNamedToken },
        { ...context, recorder: silent, trace: { ...trace, sampled: false } },
        { isExpired },
      )
      const growth = await growUntilRefused(async (notes) => {
        const isOfFactory = Buffer.byteLength(notes) < MOST_OF_FACTORY
        const token = isOfFactory ? await untold.factoryConsumerToken({ notes }) : largerThanAny(notes)
        return untold.askGateway('stateless-gateway', token, { terms })
      })
      recorder.step({ verb: 'finds', what: sayGrowth(growth, where) })
      return growth
    },
  }
}

const MINTS_ITSELF =
  'In this variant the stateless gateway mints its tokens itself, and none but good ones: leave out "token", or the variant.'

/** The factory makes none that no verifier would take; the gateway does not come so far as to look at its signature. */
const largerThanAny = (notes: string): string =>
  mintShared({ sub: KNOWN_CONSUMER.id, notes }, sharedSecret(randomBytes(32)), 'HS256')

/** What only a gateway may say: in its own spelling, in another case, and with another sign for the hyphen. */
const asSomebodyElse = (name: string) => ({
  'X-Consumer-ID': name,
  'x-consumer-username': name,
  X_Consumer_Custom_ID: name,
  'x-consumer-groups': name,
  'x-anonymous-consumer': 'true',
})
