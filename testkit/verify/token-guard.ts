import type { IncomingMessage, ServerResponse } from 'node:http'
import { bearerOf } from '#core/access/bearer-credentials'
import { AccessRefused } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import { notExpired } from '#core/token/claim-rules'
import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import { createVerifiedCache, freezeClaims } from '#core/token/verified-cache'
import { verifyToken } from '#core/token/verify'
import { errorChain } from './error-chain.ts'
import { guardedExchange, type FastifyReply, type FastifyRequest } from './exchange.ts'
import { openKeySource } from './key-sources.ts'
import { refusalAnswer, type GuardAnswer, type GuardReason } from './refusal.ts'
import { tellSafely } from './tell-safely.ts'
import { readTokenRules } from './read-token-rules.ts'
import { timeLimit, type TimeLimit } from './time-limit.ts'
import type { TokenRules } from './token-rules.ts'

/** What was believed of a request. */
export interface GuardedToken<Own extends object = Claims> {
  /** The only claims that anybody may act on. */
  readonly claims: Own
}

/** Stands before routes. It takes two parameters, and whoever calls it with `next` gets that called for those who are let in. */
export interface TokenGuard<Own extends object = Claims> {
  /** Express, and plain Node. @returns the token; undefined when the refusal has been sent, or when somebody else has answered meanwhile */
  (
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ): Promise<GuardedToken<Own> | undefined>
  /**
   * Fastify: `app.addHook('onRequest', guard)`, or a call in a hook of your own. Refused: undefined, and not before the answer is out.
   * With `done`, that alone goes on, once, and the promise stays open: Fastify would go on twice.
   */
  (request: FastifyRequest, reply: FastifyReply, done?: unknown): Promise<GuardedToken<Own> | undefined>
  /** The token of a request that was let in, typed. @throws Error for one that this guard has not let in */
  of(request: object): GuardedToken<Own>
}

/** A refusal of ours that is none of the token alone. */
class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}

export function createTokenGuard<Own extends object>(rules: TokenRules<Own>, clock: Clock): TokenGuard<Own> {
  const { trust: standing, scopes, timeoutSeconds } = readTokenRules(rules)
  const tell = tellSafely(rules.log)
  const limit = timeLimit(timeoutSeconds * 1000, clock)
  const trust = { ...standing, keys: openKeySource(rules, { clock, limit, tell }) }
  const cache = rules.cache === false ? undefined : createVerifiedCache()
  const realm = [rules.audience].flat()[0] ?? ''
  const letIn = new WeakMap<object, GuardedToken<Own>>()

  async function believe(request: IncomingMessage): Promise<GuardedToken<Own>> {
    const { method = 'GET', url = '/' } = request
    const asked = { authorization: authorizationOf(request), method, target: url }
    const token = bearerOf(asked, { basicPassword: false })
    const claims = await verifyToken(token, trust, clock.now, undefined, cache)
    if (!Object.isFrozen(claims)) freezeClaims(claims) // as those that are remembered
    if (await wasTakenBack(rules, claims, limit)) throw new TokenRejected('revoked-token')
    const own = await shaped(rules, claims, limit)
    const allowed = new Set(claims['scope'] === undefined ? [] : String(claims['scope']).split(' '))
    if (!scopes.every((each) => allowed.has(each))) throw new NotAllowed('insufficient-scope')
    notExpired(claims, trust, clock.now() / 1000) // `revoked` and `schema` may have taken their time
    return { claims: own }
  }

  function answerTo(error: unknown): GuardAnswer {
    const reason = guardReasonOf(error)
    const claim = error instanceof TokenRejected ? error.claim : undefined
    const why = reason === 'cannot-decide' ? errorChain(error) : undefined
    if (reason !== 'no-credentials') tell({ reason, claim, error: why })
    return refusalAnswer(reason, realm, scopes)
  }

  /** Before anybody goes on. @throws Error where others own `request.token`, whom handlers would believe */
  function hand(request: object, token: GuardedToken<Own>): void {
    const property = { value: token, writable: true, enumerable: true, configurable: true }
    if (!Reflect.defineProperty(request, 'token', property)) throw new Error('request.token cannot be set')
    letIn.set(request, token)
  }

  async function guard(
    request: IncomingMessage | FastifyRequest,
    response: ServerResponse | FastifyReply,
    ...[next]: unknown[] // two parameters: Fastify refuses a hook with three, and Express takes one with two
  ): Promise<GuardedToken<Own> | undefined> {
    const exchange = guardedExchange(request, response)
    let token: GuardedToken<Own>
    try {
      token = await believe(exchange.request)
      if (exchange.isAnswered()) throw new Error('somebody else has answered meanwhile')
      hand(request, token)
    } catch (error) {
      await exchange.refuse(answerTo(error))
      return undefined
    }
    if (typeof next !== 'function') return token
    next()
    return exchange.isFastify ? new Promise<never>(() => {}) : token
  }

  const of = (request: object): GuardedToken<Own> => {
    const token = letIn.get(request)
    if (!token) throw new Error('This request has not passed this guard: put it before the route.')
    return token
  }
  return Object.assign(guard, { of }) as TokenGuard<Own> // its two ways to be called
}

/** As they came: Node drops all but the first. A request that Node has not read itself, of an adapter or a test, may have no such list. */
function authorizationOf({ rawHeaders = [], headers }: Partial<IncomingMessage>): string[] {
  if (rawHeaders.length === 0) return [headers?.authorization ?? []].flat()
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization')
}

/** Whoever does not say yes or no has not decided. */
async function wasTakenBack(rules: TokenRules<object>, claims: Claims, limit: TimeLimit): Promise<boolean> {
  if (!rules.revoked) return false
  const answer: unknown = await limit('revoked', () => rules.revoked?.(claims))
  if (typeof answer !== 'boolean') throw new Error('revoked says neither true nor false')
  return answer
}

async function shaped<Own extends object>(rules: TokenRules<Own>, claims: Claims, limit: TimeLimit): Promise<Own> {
  const standard = rules.schema?.['~standard']
  if (!standard) return claims as Claims & Own // nobody says more of them than that they are claims
  const { issues, value }: Partial<Record<'issues' | 'value', unknown>> = Object(
    await limit('schema', () => standard.validate(claims)),
  )
  if (issues !== undefined) throw new TokenRejected('invalid-claim')
  if (typeof value !== 'object' || value === null) throw new Error('schema gives neither claims nor issues')
  return value as Own // its schema says so
}

/** What is none of these cannot be decided: keys that cannot be had, a list that does not answer, a bug. */
function guardReasonOf(error: unknown): GuardReason {
  if (error instanceof TokenRejected) return error.reason
  if (error instanceof NotAllowed) return 'insufficient-scope'
  const isOfRequest = error instanceof AccessRefused && (error.reason === 'no-credentials' || error.reason === 'invalid-request') // prettier-ignore
  return isOfRequest ? (error.reason as GuardReason) : 'cannot-decide' // one of these two
}
