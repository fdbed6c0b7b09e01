import type { Claims } from '../../../token/claims.ts'
import type { GatewayAlgorithm } from '../../../token/gateway-algorithms.ts'
import type { AskedRequest, Dialect, Identity, RequestContext } from '../../dialect.ts'
import { goJwtForm, type GoJwtForm } from '../../go-jwt-form.ts'
import { EXPIRED_TOKEN, MISSING_ENDPOINT, NOT_PERMITTED, pikoAnswer, pikoRefusal } from './answers.ts'
import { firstField } from './endpoint.ts'
import { PIKO_GAPS } from './gaps.ts'
import { claimsOfPayload, fittingKeys, pikoAlgorithm, pikoSignature, pikoToken } from './found-in-turn.ts'
import type { PikoClaims } from './go-claims.ts'
import type { PikoKey, PikoKeys } from './keys.ts'

export interface PikoParts {
  keys: PikoKeys
  /** Absent: nobody looks at it. */
  audience?: string
  issuer?: string
  /** Which endpoint a request is for. Absent: that is nobody's question at this port. */
  endpointOf?: (request: AskedRequest) => string | undefined
  /** Milliseconds since 1970. */
  now(): number
}

/** Whom a port believes to ask. */
export interface PikoIdentity extends Identity {
  /** The endpoint that was asked for, where the port has some. */
  readonly endpoint: string
  /** Of the token: empty means every one. */
  readonly endpoints: readonly string[]
}

/** What its checks find out. */
export interface PikoExamination {
  request: AskedRequest
  context: RequestContext
  /** With fractions. */
  seconds: number
  token: string
  form: GoJwtForm
  claims: PikoClaims
  algorithm: GatewayAlgorithm
  keys: readonly PikoKey[]
  endpoint: string
}

/** How a port of Piko checks a token, with its order, its answers and its gaps: for lessons, never to protect anything. */
export function pikoDialect(parts: PikoParts): Dialect<PikoExamination, PikoIdentity> {
  const { keys, audience, issuer, endpointOf, now } = parts
  return {
    name: 'piko',
    title: 'UNSAFE: as Piko does it, with its order, its answers and its gaps',
    gaps: PIKO_GAPS,
    forwardsToken: true,
    opensTunnels: false,
    given: ['request', 'context', 'seconds'],
    checks: [
      {
        name: 'credentials',
        rule: 'as Piko: x-piko-authorization, or else Authorization; the first value, and Bearer in this spelling',
        needs: ['request'],
        run: (e) => void (e.token = pikoToken(e.request)),
      },
      {
        name: 'tenant',
        rule: 'as Piko: a tenant that nobody has set up',
        needs: ['request'],
        run(e) {
          if (firstField(e.request, 'x-piko-tenant-id') !== undefined)
            throw pikoRefusal('invalid-request', { words: 'unknown tenant' })
        },
      },
      {
        name: 'form',
        rule: 'as Piko: three parts of base64url, two of them JSON',
        needs: ['token'],
        run: (e) => void (e.form = goJwtForm(e.token)),
      },
      {
        name: 'claims',
        rule: 'as Piko (PK-6): each of the type that it has there, in any case of its name',
        needs: ['form'],
        run: (e) => void (e.claims = claimsOfPayload(e.form.payload)),
      },
      {
        name: 'algorithm',
        rule: 'as Piko (PK-2): alg is one for which there is a key',
        needs: ['form'],
        run: (e) => void (e.algorithm = pikoAlgorithm(e.form.header, keys)),
      },
      {
        name: 'key',
        rule: 'as Piko (PK-2, PK-7): a key of that algorithm; from a key set by its kid, or any without one',
        needs: ['form', 'algorithm', 'context'],
        run: async (e) => void (e.keys = await fittingKeys(keys, e)),
      },
      {
        name: 'signature',
        rule: 'as Piko: made with it over this text',
        needs: ['form', 'keys', 'algorithm'],
        run: pikoSignature,
      },
      {
        name: 'expiry',
        rule: 'as Piko (PK-3): strictly before exp, if there is one',
        needs: ['claims', 'seconds'],
        run({ claims: { exp }, seconds }) {
          if (exp !== undefined && seconds >= exp) throw pikoRefusal('expired', { words: EXPIRED_TOKEN, claim: 'exp' })
        },
      },
      {
        name: 'not-before',
        rule: 'as Piko (PK-3): not before nbf, if there is one',
        needs: ['claims', 'seconds'],
        run({ claims: { nbf }, seconds }) {
          if (nbf !== undefined && seconds < nbf) throw pikoRefusal('not-active', { claim: 'nbf' })
        },
      },
      {
        name: 'audience',
        rule: 'as Piko (PK-4): ours is among them, if one is set here',
        needs: ['claims'],
        run({ claims: { aud } }) {
          if (audience && !aud.includes(audience)) throw pikoRefusal('wrong-audience', { claim: 'aud' })
        },
      },
      {
        name: 'issuer',
        rule: 'as Piko (PK-4): the one that is set here, if one is',
        needs: ['claims'],
        run({ claims: { iss } }) {
          if (issuer && iss !== issuer) throw pikoRefusal('wrong-issuer', { claim: 'iss' })
        },
      },
      {
        name: 'endpoint',
        rule: 'as Piko: x-piko-endpoint, or the first label of the host, names one',
        needs: ['request'],
        run(e) {
          e.endpoint = ''
          if (!endpointOf) return 'skipped'
          const endpoint = endpointOf(e.request)
          if (endpoint === undefined) throw pikoRefusal('invalid-request', { words: MISSING_ENDPOINT })
          e.endpoint = endpoint
          return
        },
      },
      {
        name: 'permission',
        rule: 'as Piko (PK-6): it stands in piko.endpoints, or these are absent or empty',
        needs: ['claims', 'endpoint'],
        run({ claims: { endpoints }, endpoint }) {
          if (!endpointOf || endpoints.length === 0) return 'skipped'
          if (!endpoints.includes(endpoint))
            throw pikoRefusal('claim-not-allowed', { words: NOT_PERMITTED, claim: 'piko.endpoints' })
          return
        },
      },
    ],
    begin: (request, context) =>
      ({ request, context, seconds: now() / 1000 }) as Partial<PikoExamination> as PikoExamination, // the checks fill in the rest
    tokenOf: ({ token }) => token || undefined,
    believed({ form, claims, endpoint }) {
      const { kid } = form.header
      return {
        claims: { ...(form.payload as Claims | null) }, // of the types that matter here
        issuer: claims.iss,
        keyId: typeof kid === 'string' ? kid : '',
        until: (claims.exp ?? Infinity) * 1000,
        endpoint,
        endpoints: claims.endpoints,
      }
    },
    answer: pikoAnswer,
  }
}
