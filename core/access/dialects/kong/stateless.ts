import type { Claims } from '../../../token/claims.ts'
import { checkGatewaySignature, type GatewayAlgorithm, type GatewayKey } from '../../../token/gateway-algorithms.ts'
import { TokenRejected } from '../../../token/rejection.ts'
import { ANYONE, type Trust, type VerificationKey } from '../../../token/trust.ts'
import type { VerifiedCache } from '../../../token/verified-cache.ts'
import { checkNamed, rememberProof, type Examination } from '../../../token/verify.ts'
import { bearerOf } from '../../bearer-credentials.ts'
import { AccessRefused, type AskedRequest, type Dialect, type Identity, type RequestContext } from '../../dialect.ts'
import type { KongConsumer, Sooner } from './consumer.ts'
import { KONG_STATELESS_GAPS } from './gaps.ts'
import { consumerIn } from './stateless-claims.ts'
import { statelessAnswer } from './stateless-answers.ts'

/** The one key of a gateway without a store: a secret, by which it mints, too; or the public half of somebody else's. */
export type StatelessTrust =
  | { readonly kind: 'secret'; readonly algorithm: GatewayAlgorithm; readonly secret: GatewayKey }
  | { readonly kind: 'public'; readonly key: VerificationKey }

export interface KongStatelessParts {
  trust: StatelessTrust
  /** Which claim has the id of the consumer. Absent: `sub`. */
  consumerClaim?: string
  realm?: string
  /** Milliseconds since 1970. */
  now(): number
  /**
   * Whether the token was taken back: the one read that there is. Absent: there is no black list.
   * @param signed what its signature is over @throws whatever says that nobody can tell at the moment
   */
  isBlackListed?: (claims: Claims, signed: string, context: RequestContext) => Sooner<boolean>
  /** Signatures that were good before: of a public key, for a secret is checked as fast as it is remembered. */
  cache?: VerifiedCache
}

/** Whom a gateway without a store believes to ask: all that it knows stands in the token. */
export interface StatelessIdentity extends Identity {
  readonly consumer: KongConsumer
  /** The claims as they came, in base64url. */
  readonly payload: string
}

/** What its checks find out. */
export interface StatelessExamination extends Examination {
  request: AskedRequest
  context: RequestContext
  consumer: KongConsumer
}

/**
 * The gateway that is asked for in Kong's issue 1772: one secret, who asks stands in the token, and nothing is looked up (KS-1 to KS-6).
 * A black list, where there is one, is asked last, so that a stranger's token costs no read.
 */
export function kongStateless(parts: KongStatelessParts): Dialect<StatelessExamination, StatelessIdentity> {
  const { trust, consumerClaim = 'sub', now, isBlackListed, cache } = parts
  const standing = standingTrustOf(trust)
  return {
    name: 'kong-stateless',
    title: 'As users of Kong asked for it: one key, the consumer stands in the token, and nothing is looked up',
    gaps: KONG_STATELESS_GAPS,
    forwardsToken: false,
    opensTunnels: false,
    given: ['request', 'context', 'seconds', 'trust'],
    checks: [
      {
        name: 'credentials',
        rule: 'RFC 6750 §2, §3.1: one Authorization header with one token',
        needs: ['request', 'seconds'],
        run(e) {
          const token = bearerOf(e.request, { basicPassword: false })
          e.token = token
          e.remembered = cache?.get(token, e.seconds)
        },
      },
      checkNamed('form'),
      checkNamed('header'),
      checkNamed('critical'),
      {
        name: 'algorithm',
        rule: 'RFC 8725 §3.1: that of the one key, and no key in the header',
        needs: ['header'],
        run: (e) => onlyAlgorithm(e.header, trust),
      },
      checkNamed('type'),
      {
        name: 'signature',
        rule: 'RFC 7515 §5.2: made by that key over this text',
        needs: ['form', 'remembered'],
        async run(e) {
          if (trust.kind === 'secret') return sharedSignature(e, trust)
          e.key = trust.key
          return checkNamed('signature').run(e)
        },
      },
      checkNamed('claims'),
      {
        name: 'consumer',
        rule: 'own policy: sub, or the claim that is set, names the consumer; username and customid are texts, if they are there (KS-3)',
        needs: ['claims'],
        run: (e) => void (e.consumer = consumerIn(e.claims, consumerClaim)),
      },
      checkNamed('expiry'),
      checkNamed('not-before'),
      checkNamed('issued-at'),
      checkNamed('binding'),
      {
        name: 'black-list',
        rule: 'own policy: it does not stand on the black list; the one read, after all else (KS-5)',
        needs: ['claims', 'context', 'token'],
        run: (e) => (isBlackListed ? notListed(isBlackListed, e) : 'skipped'),
      },
    ],
    begin: (request, context) =>
      ({
        request,
        context,
        seconds: now() / 1000,
        trust: standing,
      }) as Partial<StatelessExamination> as StatelessExamination, // the checks fill in the rest
    tokenOf: ({ token }) => (typeof token === 'string' ? token : undefined),
    believed(e) {
      if (trust.kind === 'public') rememberProof(e, cache)
      const { claims, consumer, header } = e
      const { kid } = header
      return {
        claims,
        issuer: claims.iss ?? '',
        keyId: typeof kid === 'string' ? kid : '',
        until: (claims.exp ?? Infinity) * 1000,
        consumer,
        payload: payloadIn(e),
      }
    },
    answer: statelessAnswer(parts.realm),
  }
}

/** What the checks that are shared with `verifyToken` go by. */
const standingTrustOf = (trust: StatelessTrust): Trust => ({
  issuer: '',
  audience: ANYONE,
  subject: ANYONE,
  algorithms: trust.kind === 'public' ? [trust.key.algorithm] : [],
  type: 'JWT',
  required: [],
  maxLifetimeSeconds: Infinity,
  leewaySeconds: 0,
  keys: { select: () => { throw new TokenRejected('unknown-key') } }, // nobody chooses: there is one
}) // prettier-ignore

/** Where a token would bring its own key along (RFC 8725 §3.10). */
const KEYS_BROUGHT = ['jwk', 'jku', 'x5u', 'x5c']

function onlyAlgorithm(header: Record<string, unknown>, trust: StatelessTrust): void {
  const wanted = trust.kind === 'public' ? trust.key.algorithm : trust.algorithm
  if (header['alg'] !== wanted) throw new TokenRejected('wrong-algorithm', { expected: wanted })
  if (KEYS_BROUGHT.some((member) => Object.hasOwn(header, member))) throw new TokenRejected('unknown-key')
}

async function sharedSignature(
  e: StatelessExamination,
  { secret, algorithm }: StatelessTrust & { kind: 'secret' },
): Promise<void> {
  if (!(await checkGatewaySignature(signedIn(e), e.form.signatureBytes, secret, algorithm)))
    throw new TokenRejected('signature-mismatch')
}

/** The claims as they came. */
function payloadIn({ token }: StatelessExamination): string {
  const text = String(token)
  return text.slice(text.indexOf('.') + 1, text.lastIndexOf('.'))
}

/** What the signature is over: one text has one spelling (form). */
function signedIn({ token }: StatelessExamination): string {
  const text = String(token)
  return text.slice(0, text.lastIndexOf('.'))
}

/** @throws TokenRejected revoked-token; AccessRefused cannot-decide: whoever cannot look must not accept */
async function notListed(
  isListed: NonNullable<KongStatelessParts['isBlackListed']>,
  e: StatelessExamination,
): Promise<void> {
  let isThere: boolean
  try {
    isThere = await isListed(e.claims, signedIn(e), e.context)
  } catch (cause) {
    throw new AccessRefused('cannot-decide', { cause })
  }
  if (isThere) throw new TokenRejected('revoked-token')
}
