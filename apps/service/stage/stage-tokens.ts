import { randomUUID } from 'node:crypto'
import type { RequestContext } from '#core/trace/request-context'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { USER_AUDIENCE, USER_SUBJECT } from '#core/config/user-issuer'
import { Problem } from '#core/http/problem'
import type { KeyRings } from '#core/rings/key-rings'
import { lifetime } from '#core/token/sign'
import type { FactoryClient } from '#factory-client'
import type { Role, Stage } from '#scenarios'
import type { OwnClient } from '../own-client.ts'
import { signsOwnNamed, type NamedTokenOfPlay } from './named-token.ts'
import type { Variants } from '../routes/variants.ts'

export interface TokenStepsParts {
  role: Role
  factory: Pick<FactoryClient, 'issueToken'>
  /** The ring that signs the factory's token; undefined where that is the issuer, which signs for its clients alone. */
  signingRing: Role | undefined
  /** Who it is then. */
  ownClient: Pick<OwnClient, 'proofBySecret'>
  /** The service's own key pairs, of which the active one signs. */
  keys: Pick<KeyRings, 'active'>
  /** What stands in tokens that it signs itself. */
  selfSigned: { issuer: string; lifetimeSeconds: number }
  clock: Clock
  byName: NamedTokenOfPlay
}

/** Plain tokens: the factory's, for the asking, and the service's own. */
export function tokenSteps(
  { role, factory, signingRing, ownClient, keys, selfSigned, clock, byName }: TokenStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): Pick<Stage, 'tokenFromFactory' | 'selfSignedToken' | 'strangeUserToken'> {
  const { recorder } = context

  async function signOwn(about: { sub: string; aud: string }, expired: boolean, what: string): Promise<string> {
    const key = keys.active(role)
    if (!key) throw new Problem('bug', 'This service has no key pair.')
    const times = lifetime(clock.now(), selfSigned.lifetimeSeconds, expired)
    const claims = { iss: selfSigned.issuer, ...about, ...times, jti: randomUUID() }
    const good = { header: { alg: key.algorithm, kid: key.kid, typ: 'JWT' }, claims }
    if (byName.name !== undefined) return byName.ofOwn(good, signsOwnNamed(key, role, what, context))
    return signRecorded(claims, key, 'JWT', { recorder, what, ringId: role })
  }

  async function goodToken(callee: Role): Promise<string> {
    const what = isExpired(callee) ? `for an expired token for ${callee}` : `for a token for ${callee}`
    const isOfRing = signingRing !== undefined
    const proof = isOfRing ? undefined : await ownClient.proofBySecret()
    const how = isOfRing ? { what, ringId: signingRing } : { what: `${what}, with its secret` }
    const spanId = recorder.step({ verb: 'asks', ...how, to: 'jwt-factory' })
    return factory.issueToken(role, { sub: role, aud: callee }, isExpired(callee), { context, spanId }, proof)
  }

  return {
    tokenFromFactory: (callee) =>
      byName.ofFactory(signingRing === undefined ? { issuer: '@' } : { ring: signingRing }, () => goodToken(callee)),

    selfSignedToken: (callee) => signOwn({ sub: role, aud: callee }, isExpired(callee), `a token for ${callee}`),

    strangeUserToken: () =>
      signOwn(
        { sub: USER_SUBJECT, aud: USER_AUDIENCE },
        isExpired(role),
        `a token of the user ${USER_SUBJECT}, as an issuer that the mesh does not know`,
      ),
  }
}
