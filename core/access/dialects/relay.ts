import type { GatewayAlgorithm } from '../../token/gateway-algorithms.ts'
import { ANYONE, type Trust } from '../../token/trust.ts'
import type { VerifiedCache } from '../../token/verified-cache.ts'
import { checkNamed, rememberProof, type Examination } from '../../token/verify.ts'
import { bearerOf } from '../bearer-credentials.ts'
import {
  AccessRefused,
  type AskedRequest,
  type Dialect,
  type DialectGap,
  type Identity,
  type RequestContext,
} from '../dialect.ts'
import { mayUseEndpoint, type EndpointRight } from '../endpoint-rights.ts'
import { askRelayKey, checkShared, refuseBroughtKeys, sharedAlgorithm, type RelayTrust } from '../relay-trust.ts'
import { strictAnswer } from '../strict-answers.ts'

export interface StrictRelayParts {
  trust: RelayTrust
  /** Absent: nobody looks at it, for then the keys are this port's alone. */
  audience?: string
  issuer?: string
  /** Whose door this is. */
  realm: string
  /** Seconds by which clocks may differ. */
  leewaySeconds: number
  /** Which endpoint a request is for, and what its token must allow there. Absent: that is nobody's question at this port. */
  endpoints?: { of(request: AskedRequest): string | undefined; right: EndpointRight }
  /** Milliseconds since 1970. */
  now(): number
  /** Signatures that were good before: of a public key, for a secret is checked as fast as it is remembered. */
  cache?: VerifiedCache
}

/** What it leaves open, for one token is shown with every request. */
const RELAY_GAPS: readonly DialectGap[] = [
  { id: 'jti', by: 'checks', says: 'A token comes again with every request, so its id is not looked at.' },
  {
    id: 'sub',
    by: 'checks',
    says: 'What may be done stands in the endpoints of a token, so it need not be about anybody.',
  },
  { id: 'kid', by: 'keys', says: 'A port with one key takes a token that names none.' },
]

/** Of a name that a stranger has chosen, so many letters. */
const LONGEST_SHOWN_ENDPOINT = 60

/** Whom a port of the relay believes to ask. */
export interface RelayIdentity extends Identity {
  /** The endpoint that was asked for; '' at a port without any. */
  readonly endpoint: string
}

/** What its checks find out. */
export interface RelayExamination extends Examination {
  request: AskedRequest
  context: RequestContext
  endpoint: string
  /** With a secret there is no other key. */
  shared: GatewayAlgorithm | undefined
}

/**
 * How a port of our relay checks a token: as the sandbox does, for one endpoint at a time. What a token does not allow is not allowed:
 * absent and empty mean nothing, and listening is another right than connecting.
 */
export function strictRelay(parts: StrictRelayParts): Dialect<RelayExamination, RelayIdentity> {
  const { trust, now, cache, endpoints } = parts
  const standing = standingRelayTrust(parts)
  return {
    name: 'strict-relay',
    title: 'As this sandbox does it: one strict order of checks, a token with an end, and one endpoint at a time',
    gaps: RELAY_GAPS,
    forwardsToken: false,
    opensTunnels: false,
    given: ['request', 'context', 'now', 'seconds', 'trust'],
    checks: [
      {
        name: 'credentials',
        rule: 'RFC 6750 §2, §3.1: one token, in x-piko-authorization where there is one, and else in Authorization',
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
        rule: 'RFC 8725 §3.1: one for which this port has a key, and no key in the header',
        needs: ['header', 'trust'],
        run(e) {
          refuseBroughtKeys(e.header)
          e.shared = sharedAlgorithm(e.header, trust)
          return e.shared === undefined ? checkNamed('algorithm').run(e) : undefined
        },
      },
      checkNamed('type'),
      {
        ...checkNamed('key'),
        needs: ['header', 'shared', 'context'],
        run: (e) => (e.shared === undefined ? checkNamed('key').run(e) : 'skipped'),
      },
      {
        ...checkNamed('signature'),
        needs: ['form', 'shared', 'remembered'],
        run: (e) =>
          e.shared === undefined
            ? checkNamed('signature').run(e)
            : checkShared(e.token, e.form.signatureBytes, e.shared, trust),
      },
      checkNamed('claims'),
      { ...checkNamed('issuer'), run: (e) => (parts.issuer ? checkNamed('issuer').run(e) : 'skipped') },
      checkNamed('audience'),
      checkNamed('required'),
      checkNamed('expiry'),
      checkNamed('not-before'),
      checkNamed('issued-at'),
      checkNamed('lifetime'),
      checkNamed('binding'),
      {
        name: 'endpoint',
        rule: 'own policy: x-piko-endpoint, or the first label of the host, or the path names one',
        needs: ['request'],
        run(e) {
          e.endpoint = ''
          if (!endpoints) return 'skipped'
          const endpoint = endpoints.of(e.request)
          if (endpoint === undefined) throw new AccessRefused('invalid-request')
          e.endpoint = endpoint
          return
        },
      },
      {
        name: 'permission',
        rule: 'own policy: it stands in piko.endpoints, or in piko.listen for whoever listens; absent and empty allow nothing',
        needs: ['claims', 'endpoint'],
        run(e) {
          if (!endpoints) return 'skipped'
          if (!mayUseEndpoint(e.claims, endpoints.right, e.endpoint))
            throw new AccessRefused('claim-not-allowed', { claim: `piko.${endpoints.right}` })
          return
        },
      },
    ],
    begin(request, context) {
      const e = { request, context, now, seconds: now() / 1000 } as RelayExamination // the checks fill in the rest, in order
      e.trust = { ...standing, keys: { select: (hint) => askRelayKey(trust, context, hint) } }
      return e
    },
    tokenOf: ({ token }) => (typeof token === 'string' ? token : undefined),
    named({ token, endpoint = '' }) {
      if (typeof token !== 'string') return 'the credentials of the request'
      if (endpoint === '') return 'the token'
      return `the token to ${endpoints?.right === 'listen' ? 'listen for' : 'reach'} ${endpoint.slice(0, LONGEST_SHOWN_ENDPOINT)}`
    },
    believed(e) {
      if (e.shared === undefined) rememberProof(e, cache)
      const { claims, endpoint } = e
      const { kid } = e.header
      return {
        claims,
        issuer: claims.iss ?? '',
        keyId: typeof kid === 'string' ? kid : '',
        until: ((claims.exp ?? 0) + parts.leewaySeconds) * 1000, // it is there: required
        endpoint,
      }
    },
    answer: strictAnswer(parts.realm),
  }
}

/**
 * The longest life of a token, in seconds: agents have theirs from a file, and its issuer decides how long below that. So none is older
 * than this either.
 */
const LONGEST_TOKEN_LIFE = 365 * 86_400

function standingRelayTrust({ trust, issuer = '', audience, leewaySeconds }: StrictRelayParts): Omit<Trust, 'keys'> {
  return {
    issuer,
    audience: audience ?? ANYONE,
    subject: ANYONE,
    algorithms: trust.algorithms,
    type: ['JWT', 'at+jwt'],
    required: ['exp', 'iat'],
    maxLifetimeSeconds: LONGEST_TOKEN_LIFE,
    leewaySeconds,
  }
}
