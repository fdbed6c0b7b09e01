import type { Claims } from '../../token/claims.ts'
import { TokenRejected } from '../../token/rejection.ts'
import { ANYONE, type KeyHint, type KeySource, type Trust, type VerificationKey } from '../../token/trust.ts'
import type { VerifiedCache } from '../../token/verified-cache.ts'
import { checkNamed, rememberProof, type Examination } from '../../token/verify.ts'
import { bearerOf } from '../bearer-credentials.ts'
import { AccessRefused, type AskedRequest, type Dialect, type RequestContext } from '../dialect.ts'
import type { SidecarAccessConfig } from '../sidecar-config.ts'
import { strictAnswer } from '../strict-answers.ts'
import * as rules from '../strict-rules.ts'

export interface StrictSidecarParts {
  config: SidecarAccessConfig
  /** Milliseconds since 1970. */
  now(): number
  /** The keys of one issuer. */
  keys(issuer: string, context: RequestContext): KeySource
  /** Uses up the token. Absent: it may come again. @throws TokenRejected, or whatever says that it cannot be remembered */
  spend?: ((claims: Claims) => void | Promise<void>) | undefined
  /** Signatures that were good before: for tokens that may come again. */
  cache?: VerifiedCache | undefined
}

/** What the checks of a verifying sidecar find out. */
export interface SidecarExamination extends Examination {
  request: AskedRequest
  context: RequestContext
  keyId: string
  issuer: string
}

/**
 * How a verifying sidecar of ours decides: nothing is looked up, kept or believed before the checks that protect it, so a
 * stranger's token costs a few microseconds. Its id is spent last, for the signature may be missing.
 */
export function strictSidecar(parts: StrictSidecarParts): Dialect<SidecarExamination> {
  const { config, now, keys, spend, cache } = parts
  const standing = standingTrust(config)
  const isMeant = rules.audienceRule(config)
  const isIssuer = rules.issuerRule(config.issuers)
  return {
    name: 'strict',
    title: 'As this sandbox does it: one strict order of checks, the answers of RFC 6750, a token used once',
    gaps: [],
    forwardsToken: false,
    opensTunnels: false,
    given: ['request', 'context', 'now', 'seconds', 'trust'],
    checks: [
      {
        name: 'credentials',
        rule: 'RFC 6750 §2, §3.1: one Authorization header with one token',
        needs: ['request', 'seconds'],
        run(e) {
          const token = bearerOf(e.request, config)
          e.token = token
          e.remembered = cache?.get(token, e.seconds)
        },
      },
      checkNamed('form'),
      checkNamed('header'),
      checkNamed('critical'),
      checkNamed('algorithm'),
      {
        name: 'key-id',
        rule: 'RFC 8725 §3.10, own limit: a kid of 256 visible characters at most, and no key in the header',
        needs: ['header'],
        run: (e) => void (e.keyId = rules.keyIdOf(e.header)),
      },
      {
        ...checkNamed('type'),
        run: (e) => (config.tokenTypes === 'any' ? rules.refuseNested(e.header) : checkNamed('type').run(e)),
      },
      checkNamed('claims'),
      {
        name: 'issuer',
        rule: 'RFC 7519 §4.1.1: on the list of issuers',
        needs: ['claims'],
        run: (e) => void (e.issuer = isIssuer(e.claims)),
      },
      { name: 'audience', rule: 'RFC 7519 §4.1.3: meant for us', needs: ['claims'], run: (e) => isMeant(e.claims) },
      {
        name: 'dates',
        rule: 'RFC 7519 §4.1.4, §4.1.6: exp and iat are there',
        needs: ['claims'],
        run: (e) => rules.present(e.claims, ['exp', 'iat']),
      },
      checkNamed('expiry'),
      checkNamed('not-before'),
      checkNamed('issued-at'),
      {
        name: 'lifetime',
        rule: 'own limit: exp after iat, and no longer after it than allowed here',
        needs: ['claims'],
        run: (e) => rules.exactLifetime(e.claims, config.maxTtl / 1000),
      },
      {
        name: 'token-id',
        rule: 'RFC 7519 §4.1.7, own limit: a jti of 256 visible characters at most',
        needs: ['claims'],
        run: (e) => rules.boundTokenId(e.claims, spend !== undefined),
      },
      { ...checkNamed('key'), needs: ['header', 'algorithm', 'issuer', 'context'] },
      checkNamed('signature'),
      checkNamed('binding'),
      checkNamed('required'),
      {
        name: 'allowed',
        rule: 'own policy: the claims have the values that are let in here',
        needs: ['claims'],
        run: (e) => rules.allowedClaims(e.claims, config.claimsVerifiers),
      },
      {
        name: 'replay',
        rule: 'RFC 7523 §3 item 7: used once, by its issuer and jti',
        needs: ['claims'],
        run: (e) => (spend ? spendSurely(spend, e.claims) : 'skipped'),
      },
    ],
    begin(request, context) {
      const e = { request, context, now, seconds: now() / 1000 } as SidecarExamination // the checks fill in the rest, in order
      e.trust = { ...standing, keys: { select: (hint) => askForKey(keys, e, hint) } }
      return e
    },
    tokenOf: ({ token }) => (typeof token === 'string' ? token : undefined),
    believed(e) {
      rememberProof(e, cache)
      const { claims, issuer, keyId } = e
      return { claims, issuer, keyId, until: ((claims.exp ?? 0) + standing.leewaySeconds) * 1000 } // exp is there: dates
    },
    answer: strictAnswer(config.audience),
  }
}

/** What the checks that are shared with `verifyToken` go by; issuer and audience are checked by rules of the sidecar. */
function standingTrust(config: SidecarAccessConfig): Omit<Trust, 'keys'> {
  return {
    issuer: '',
    audience: ANYONE,
    subject: ANYONE,
    algorithms: config.algorithms,
    type: config.tokenTypes,
    required: config.requiredClaims,
    maxLifetimeSeconds: config.maxTtl / 1000,
    leewaySeconds: config.maxSkew / 1000,
  }
}

/** @throws TokenRejected; AccessRefused cannot-decide: whoever has no keys lets nobody in */
async function askForKey(
  keys: StrictSidecarParts['keys'],
  { issuer, context }: SidecarExamination,
  hint: KeyHint,
): Promise<VerificationKey> {
  try {
    return await keys(issuer, context).select(hint)
  } catch (cause) {
    throw cause instanceof TokenRejected ? cause : new AccessRefused('cannot-decide', { cause })
  }
}

/** @throws TokenRejected; AccessRefused cannot-decide: whoever cannot remember must not accept */
async function spendSurely(spend: (claims: Claims) => void | Promise<void>, claims: Claims): Promise<void> {
  try {
    await spend(claims)
  } catch (cause) {
    throw cause instanceof TokenRejected ? cause : new AccessRefused('cannot-decide', { cause })
  }
}
