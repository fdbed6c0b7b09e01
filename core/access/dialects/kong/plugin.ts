import type { Claims } from '../../../token/claims.ts'
import { checkGatewaySignature, type GatewayAlgorithm, type GatewayKey } from '../../../token/gateway-algorithms.ts'
import type { AskedRequest, Dialect, Identity, RequestContext } from '../../dialect.ts'
import { kongAnswer, kongRefusal } from './answers.ts'
import type { KongConsumer, KongCredential } from './consumer.ts'
import { KONG_GAPS } from './gaps.ts'
import { kongAlgorithm, kongClaims, kongForm, kongSignature, type KongForm } from './lax-token.ts'
import { kongTokens, type KongPlaces } from './locations.ts'
import * as rules from './plugin-claims.ts'
import { consumerOf, credentialOf, kongHeader, keyOf, oneToken, textAt, type KongLookups } from './plugin-lookups.ts'

/** `config` of the jwt plugin, as far as one token goes. */
export interface KongJwtConfig extends KongPlaces {
  readonly keyClaimName: string
  readonly secretIsBase64: boolean
  readonly claimsToVerify: readonly rules.KongVerifiable[]
  /** Seconds; 0: none. */
  readonly maximumExpiration: number
  readonly realm?: string
}

export interface KongPluginParts extends KongLookups {
  config: KongJwtConfig
  /** Milliseconds since 1970. */
  now(): number
}

/** Whom a gateway believes to ask. */
export interface KongIdentity extends Identity {
  readonly consumer: KongConsumer
  readonly credential: KongCredential
}

/** What the checks of the plugin find out. */
export interface KongExamination {
  request: AskedRequest
  context: RequestContext
  /** Whole seconds: it has no others. */
  seconds: number
  token: string
  form: KongForm
  algorithm: GatewayAlgorithm
  claims: Record<string, unknown>
  signature: Uint8Array
  keyName: string
  credential: KongCredential
  key: GatewayKey
  consumer: KongConsumer
}

/** How the jwt plugin of Kong checks a token, with its order, its answers and its gaps: for lessons, never to protect anything. */
export function kongPlugin(parts: KongPluginParts): Dialect<KongExamination, KongIdentity> {
  const { config, now } = parts
  const { keyClaimName } = config
  return {
    name: 'kong',
    title: 'UNSAFE: as the jwt plugin of Kong does it, with its order, its answers and its gaps',
    gaps: KONG_GAPS,
    forwardsToken: true,
    opensTunnels: false,
    given: ['request', 'context', 'seconds'],
    checks: [
      {
        name: 'credentials',
        rule: 'as Kong (KJ-1): one token in query, cookies and headers; equal ones count once',
        needs: ['request'],
        run: (e) => void (e.token = oneToken(kongTokens(e.request, config))),
      },
      {
        name: 'form',
        rule: 'as Kong: three parts of base64, two of them JSON',
        needs: ['token'],
        run: (e) => void (e.form = kongForm(e.token)),
      },
      {
        name: 'algorithm',
        rule: 'as Kong (KJ-5): alg is one that it knows',
        needs: ['form'],
        run: (e) => void (e.algorithm = kongAlgorithm(e.form.header)),
      },
      {
        name: 'claims',
        rule: 'as Kong: an object, whatever stands in it',
        needs: ['form'],
        run: (e) => void (e.claims = kongClaims(e.form.claims)),
      },
      {
        name: 'signature-form',
        rule: 'as Kong: base64, whatever its last bits',
        needs: ['form'],
        run: (e) => void (e.signature = kongSignature(e.form.signature)),
      },
      {
        name: 'key-claim',
        rule: 'as Kong: the claim that names the credential, or else that member of the header',
        needs: ['claims', 'form'],
        run: (e) => void (e.keyName = rules.kongKey(e.claims, kongHeader(e.form), keyClaimName)),
      },
      {
        name: 'credential',
        rule: 'as Kong: somebody has a credential of that name',
        needs: ['keyName', 'context'],
        run: async (e) => void (e.credential = await credentialOf(parts, e, keyClaimName)),
      },
      {
        name: 'key-algorithm',
        rule: 'as Kong (KJ-5): alg is the algorithm of the credential',
        needs: ['credential', 'algorithm'],
        run({ credential, algorithm }) {
          if (credential.algorithm !== algorithm) throw kongRefusal('wrong-algorithm', 'Invalid algorithm')
        },
      },
      {
        name: 'key',
        rule: 'as Kong: the credential has a secret, or a public key',
        needs: ['credential'],
        run: (e) => void (e.key = keyOf(e.credential, config.secretIsBase64)),
      },
      {
        name: 'signature',
        rule: 'as Kong (KJ-5): made with it over this text',
        needs: ['form', 'signature', 'key', 'algorithm'],
        async run({ form, signature, key, algorithm }) {
          rules.kongSignatureLength(signature, algorithm)
          if (!(await checkGatewaySignature(form.signed, signature, key, algorithm)))
            throw kongRefusal('signature-mismatch', 'Invalid signature')
        },
      },
      {
        name: 'dates',
        rule: 'as Kong (KJ-4): those of claims_to_verify, to the second; none unless it names them',
        needs: ['claims', 'seconds'],
        run: (e) => rules.kongDates(e.claims, config.claimsToVerify, e.seconds),
      },
      {
        name: 'lifetime',
        rule: 'as Kong: exp no further away than maximum_expiration, if there is one',
        needs: ['claims', 'seconds'],
        run: (e) => rules.kongLifetime(e.claims, config.maximumExpiration, e.seconds),
      },
      {
        name: 'consumer',
        rule: 'as Kong: the credential is that of somebody',
        needs: ['credential', 'keyName', 'context'],
        run: async (e) => void (e.consumer = await consumerOf(parts, e, keyClaimName)),
      },
    ],
    begin: (request, context) =>
      ({ request, context, seconds: Math.floor(now() / 1000) }) as Partial<KongExamination> as KongExamination, // the checks fill in the rest
    tokenOf: ({ token }) => token || undefined,
    believed: ({ claims, form, consumer, credential }) => ({
      claims: claims as Claims, // nobody looks at their types
      issuer: textAt(claims, 'iss'),
      keyId: textAt(kongHeader(form), 'kid'),
      until: Infinity,
      consumer,
      credential,
    }),
    answer: (refusal, request) => kongAnswer(refusal, request, config.realm),
  }
}
