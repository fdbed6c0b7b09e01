import { makeToken, type AttackClient, type AttackWorld } from '#attacks'
import type { IssuerRequest } from './issuer-request.ts'
import { claimsInToken, headerInToken, isToken } from './token-members.ts'

export type IssuerAnswer = { readonly status: number; readonly body: Record<string, unknown> }

/** @param seen what the weakness remembers of a run */
type Forgive = (request: IssuerRequest, world: AttackWorld, seen: Set<string>) => IssuerRequest | Promise<IssuerRequest>

/**
 * A weakness of an issuer: what stands before a strict one and forgives one fault, as a careless gateway does. What it forgives, the strict one
 * never sees; everything else it does.
 */
export interface IssuerWeakness {
  /** The request as the strict issuer gets it. */
  readonly forgive?: Forgive
  /** The answer as whoever asked gets it. */
  spoil?(answer: IssuerAnswer, request: IssuerRequest): IssuerAnswer
}

const clientA = ({ clients }: AttackWorld): AttackClient => {
  if (!clients) throw new Error('the world has clients')
  return clients[0]
}

const basic = ({ id, secret }: AttackClient) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`

const valueIn = ({ form }: IssuerRequest, name: string) => form.find(([each]) => each === name)?.[1]

const withValue = (request: IssuerRequest, name: string, value: string): IssuerRequest => ({
  ...request,
  form: request.form.map((pair) => (pair[0] === name ? [name, value] : pair)),
})

const withoutNames = (request: IssuerRequest, ...names: readonly string[]): IssuerRequest => ({
  ...request,
  form: request.form.filter(([name]) => !names.includes(name)),
})

/** Another assertion in place of one that has a fault: a good one of the client that it names. */
const forgiveAssertion =
  (hasFault: (assertion: string, world: AttackWorld, seen: Set<string>) => boolean): Forgive =>
  (request, world, seen) => {
    const assertion = valueIn(request, 'client_assertion')
    if (assertion === undefined || !hasFault(assertion, world, seen)) return request
    const { authorization: _, ...rest } = withoutNames(request, 'client_assertion', 'client_assertion_type')
    return { ...rest, authorization: basic(clientA(world)) }
  }

/** A good subject token in place of one that has a fault. */
const forgiveSubject =
  (hasFault: (token: string, world: AttackWorld) => boolean): Forgive =>
  async (request, world) => {
    const token = valueIn(request, 'subject_token')
    if (token === undefined || !hasFault(token, world)) return request
    return withValue(request, 'subject_token', await makeToken(world))
  }

const replaced =
  (name: string, isWrong: (value: string, world: AttackWorld) => boolean, right: (world: AttackWorld) => string) =>
  (request: IssuerRequest, world: AttackWorld): IssuerRequest => {
    const value = valueIn(request, name)
    return value !== undefined && isWrong(value, world) ? withValue(request, name, right(world)) : request
  }

/** Each forgives one thing, or says too much. */
export const ISSUER_WEAKNESSES = {
  'takes-get': {
    forgive: (request) =>
      request.method === 'GET'
        ? { ...request, method: 'POST', form: [...request.query], query: new URLSearchParams() }
        : request,
  },
  'last-parameter-counts': { forgive: (request) => ({ ...request, form: [...new Map(request.form)] }) },
  'first-proof-counts': {
    forgive: (request) =>
      request.authorization === undefined ? request : withoutNames(request, 'client_id', 'client_secret'),
  },
  'reads-secret-in-address': {
    forgive(request, world) {
      const { id, secret } = clientA(world)
      const isTold = request.query.get('client_id') === id && request.query.get('client_secret') === secret
      return isTold ? { ...request, query: new URLSearchParams(), authorization: basic(clientA(world)) } : request
    },
  },
  'assertion-for-others': {
    forgive: forgiveAssertion((assertion, { target }) => claimsInToken(assertion)['aud'] !== target.issuer),
  },
  'assertion-twice': {
    forgive: forgiveAssertion((assertion, _world, seen) => {
      const isOld = seen.has(assertion)
      seen.add(assertion)
      return isOld
    }),
  },
  'assertion-about-others': {
    forgive: forgiveAssertion((assertion) => claimsInToken(assertion)['sub'] !== claimsInToken(assertion)['iss']),
  },
  'assertion-of-any-key': {
    forgive: forgiveAssertion((assertion, world) => {
      const { kid, alg } = headerInToken(assertion)
      return kid !== clientA(world).kid && alg === clientA(world).algorithm
    }),
  },
  'assertion-unsigned': {
    forgive: forgiveAssertion((assertion) => ['none', 'HS256'].includes(String(headerInToken(assertion)['alg']))),
  },
  'scope-as-asked': {
    forgive: (request, world) =>
      valueIn(request, 'grant_type') === 'client_credentials'
        ? replaced(
            'scope',
            (scope) => scope === clientA(world).mayNot.scope,
            () => clientA(world).may.scope,
          )(request, world)
        : request,
    spoil: (answer, request) =>
      valueIn(request, 'scope') === 'orders.admin' && 'scope' in answer.body
        ? { ...answer, body: { ...answer.body, scope: 'orders.admin' } }
        : answer,
  },
  'audience-as-asked': {
    forgive: replaced('audience', (name, world) => name === clientA(world).mayNot.audience, (world) => clientA(world).may.audience), // prettier-ignore
  },
  'exchange-widens': {
    forgive: (request, world) =>
      valueIn(request, 'subject_token') === undefined
        ? request
        : replaced(
            'scope',
            (scope) => scope.includes('orders.admin'),
            () => 'orders.read',
          )(request, world),
  },
  'exchange-to-anybody': {
    forgive: replaced('audience', (name, { exchange }) => name === exchange?.forbiddenAudience, ({ exchange }) => String(exchange?.audience)), // prettier-ignore
  },
  'may-act-unread': { forgive: forgiveSubject((token) => 'may_act' in claimsInToken(token)) },
  'subject-of-any-age': {
    forgive: forgiveSubject((token, world) => Number(claimsInToken(token)['exp']) < world.now()),
  },
  'subject-of-any-kind': {
    forgive: forgiveSubject((token) => isToken(token) && headerInToken(token)['typ'] !== 'at+jwt'),
  },
  'subject-for-anybody': {
    forgive: forgiveSubject(
      (token, { target }) => isToken(token) && claimsInToken(token)['aud'] === target.otherAudience,
    ),
  },
  'subject-of-any-form': { forgive: forgiveSubject((token) => !isToken(token)) },
  'half-an-actor': { forgive: (request) => withoutNames(request, 'actor_token', 'actor_token_type') },
  'anybody-may-ask': {
    forgive: (request, world) =>
      request.endpoint === 'introspection' && request.authorization === undefined
        ? { ...request, authorization: basic(clientA(world)) }
        : request,
  },
  'says-why-inactive': {
    spoil: (answer) =>
      answer.body['active'] === false ? { ...answer, body: { active: false, reason: 'expired' } } : answer,
  },
  'anybody-may-revoke': {
    forgive: (request, world) =>
      request.endpoint === 'revocation' ? { ...request, authorization: basic(clientA(world)) } : request,
  },
  'garbage-is-no-token': {
    spoil: (answer, request) =>
      request.endpoint === 'revocation' && valueIn(request, 'token') === 'garbage'
        ? { status: 400, body: { error: 'invalid_request' } }
        : answer,
  },
  'takes-any-size': {
    spoil: (answer) => (answer.status === 413 ? { status: 200, body: { active: false } } : answer),
  },
} satisfies Record<string, IssuerWeakness>

export type IssuerWeaknessName = keyof typeof ISSUER_WEAKNESSES
