import { examine, logRefusal, type FurtherCheck, type RefusalLog } from '#core/access/judge'
import { notRevoked, notSpent, spend } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import { MOST_LEEWAY } from '#core/config/setting'
import type { Store } from '#core/store/store'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { ANYONE, type Trust } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { Issuer } from '../../issuer.ts'
import { addressAt } from '../addresses.ts'
import type { ClientShares } from './client-shares.ts'
import type { OAuthError } from '../oauth-error.ts'

/** What an assertion of one kind must be like, beyond what all must. */
export interface AssertionRules {
  /** Whom it may name as `aud`: the issuer alone, or any of the names of this issuer, alone or among others. */
  audience: 'issuer' | 'any'
  /** The longest life, in seconds: it is made for one request (RFC 7523 §3 item 4). */
  maxLifetimeSeconds: number
  /** Whether it must have an id (`jti`). One that is there is good once, always (§3 item 7). */
  id: 'optional' | 'required'
  /** Whether it must say of whom it speaks (`sub`). Where it need not, nobody but who is trusted can be meant. */
  subject?: 'optional'
}

/**
 * An assertion that is a grant, by the strict reading of draft 7523bis: what it says becomes a token, whoever brings it. The
 * clients that send such ones make them for this issuer.
 */
export const GRANT_RULES: AssertionRules = { audience: 'issuer', maxLifetimeSeconds: 600, id: 'required' }

/** An assertion that proves a client, as the clients of the field make it: many live for an hour, some have no id. */
export const PROOF_LIFETIME_SECONDS = 3600

/** Who vouches in an assertion, for whom, and in which kinds of token. */
export type AssertionTrust = Pick<Trust, 'issuer' | 'subject' | 'type' | 'keys'>

/** What an assertion says, and how it is used up. */
export interface BelievedAssertion {
  claims: Claims
  /** Called at the last moment before something is done for it. Of many requests that bring it, one gets further. */
  spend: Spend
}

/** One that is a grant, and who vouches in it. */
export interface PresentedAssertion extends BelievedAssertion {
  issuer: string
}

/** @throws OAuthError when another request was faster, it is over by now, or the client holds its share. StoreUnavailable passes: who cannot remember must not accept */
export type Spend = () => Promise<void>

/**
 * @param what what it is, for the trace
 * @param clientId who brings it: its id is remembered in the room of that client
 * @throws what `refuse` makes of a refusal
 */
export type JudgeAssertion = (
  context: RequestContext,
  assertion: string,
  trusted: AssertionTrust,
  { what, clientId, refuse }: { what: string; clientId: string; refuse: (rejection: TokenRejected) => OAuthError },
) => Promise<BelievedAssertion>

/**
 * Judges assertions of one kind (RFC 7523 §3): meant for this issuer, short-lived, signed by the key of who vouches, and
 * used once. The id is spent after everything else held: nobody burns the ids of others, and a request that is refused
 * for its scope burns none.
 */
export function assertionJudge(parts: AssertionParts, rules: AssertionRules): JudgeAssertion {
  const { issuer, store, shares, clock, log, leewaySeconds } = parts
  const isStrict = rules.audience === 'issuer'
  const mayLackSubject = rules.subject === 'optional'
  const onlyAudience = {
    check: 'only-audience',
    rule: 'draft 7523bis: the issuer is the only audience',
    run: refuseOtherAudiences(issuer),
  }
  const further = [...(isStrict ? [onlyAudience] : []), notRevoked(store), notSpent(store)]
  const required = [
    'iss',
    'aud',
    'exp',
    ...(mayLackSubject ? [] : ['sub']),
    ...(rules.id === 'required' ? ['jti'] : []),
  ]
  return async (context, assertion, trusted, { what, clientId, refuse }) => {
    const trust: Trust = {
      ...trusted,
      ...(mayLackSubject && { subject: ANYONE }),
      audience: isStrict ? issuer.url : [issuer.url, addressAt(issuer, 'token')],
      algorithms: ALL_ALGORITHMS,
      required,
      maxLifetimeSeconds: rules.maxLifetimeSeconds,
      leewaySeconds,
    }
    const ofWhom = mayLackSubject ? [subjectOrNone(trusted)] : []
    const verdict = await examine(assertion, trust, { clock, context, log, what, further: [...ofWhom, ...further] })
    if (!verdict.valid) throw refuse(verdict.rejection)
    const { claims } = verdict
    const tooLate = (rejection: TokenRejected) => {
      logRefusal(assertion, rejection.reason, { log, what, context })
      if (context.recorder.isOn) context.recorder.step({ verb: 'refuses', what, reason: TITLES[rejection.reason] })
      return refuse(rejection)
    }
    return {
      claims,
      spend() {
        const keeping = { clock, leewaySeconds, keepSeconds: MOST_LEEWAY, takeRoom: shares.roomFor(clientId) }
        return spend(store, claims, keeping).catch((error: unknown) => {
          throw error instanceof TokenRejected ? tooLate(error) : error
        })
      },
    }
  }
}

export interface AssertionParts {
  issuer: Issuer
  store: Store
  shares: ClientShares
  clock: Clock
  log: RefusalLog
  leewaySeconds: number
}

/**
 * Whoever says of whom it speaks says what it must. With an id, and neither a subject nor a scope, it is like a JWT that publishes
 * a key at the registry: one is not taken for the other (RFC 8725 §3.12).
 */
const subjectOrNone = ({ subject }: AssertionTrust): FurtherCheck => ({
  check: 'subject',
  rule: 'RFC 7523 §3 item 2: speaks of the client, or of nobody in particular',
  run({ sub, jti, scope }) {
    if (sub === undefined && scope === undefined && jti !== undefined)
      throw new TokenRejected('missing-claim', { claim: 'sub' })
    if (sub === undefined || subject === ANYONE || sub === subject) return
    throw new TokenRejected('wrong-subject', { claim: 'sub', expected: subject })
  },
})

/** A second audience could replay the assertion here, or have got it from another issuer (CVE-2025-27370). */
const refuseOtherAudiences =
  ({ url }: Issuer) =>
  ({ aud }: Claims): void => {
    if (!Array.isArray(aud) || aud.length === 1) return
    throw new TokenRejected('wrong-audience', { claim: 'aud', expected: `${url} alone` })
  }
