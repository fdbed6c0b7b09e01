import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import type { Claims } from '../../../token/claims.ts'
import type { VerifiedCache } from '../../../token/verified-cache.ts'
import type { Dialect, Identity } from '../../dialect.ts'
import type { KeysOfRule } from '../../mesh-keys.ts'
import { meshAnswer } from './answers.ts'
import { MESH_GAPS } from './gaps.ts'
import { meshCandidates, meshKeySet, provingKey } from './keys.ts'
import type { MeshExamination } from './examination.ts'
import { locationsOf, MOST_LOCATED, tokenFinder, type LocatedToken } from './locations.ts'
import { outputsOf, type MeshOutput } from './outputs.ts'
import * as claimRules from './read-claims.ts'
import { READING_CHECKS } from './reading-checks.ts'
import { meshRefusal } from './status.ts'

export interface MeshRuleParts {
  rule: JwtRule
  /** Milliseconds since 1970. */
  now(): number
  keys: KeysOfRule
  /** Signatures that were good before. */
  cache?: VerifiedCache | undefined
}

/** Whoever a rule of the mesh believes, for its policies and for the service behind it. */
export interface MeshIdentity extends Identity {
  /** `<iss>/<sub>`; absent where one of them is. */
  readonly principal?: string
  readonly rule: JwtRule
  /** What it changes in the request. */
  readonly output: MeshOutput
}

/**
 * How the sidecar of Istio checks the tokens that one rule of a RequestAuthentication finds: the content before the
 * signature. It is as lax as the original, and says where; the signature is always checked.
 */
export function meshRule({ rule, now, keys, cache }: MeshRuleParts): Dialect<MeshExamination, MeshIdentity> {
  const locations = locationsOf(rule)
  const findTokens = tokenFinder(locations)
  const isMeant = claimRules.meshAudience(rule.audiences)
  return {
    name: 'mesh',
    title: 'UNSAFE: as the sidecar of Istio does it, with its order, its answers and its gaps',
    gaps: MESH_GAPS,
    forwardsToken: rule.forwardOriginalToken,
    opensTunnels: false,
    given: ['request', 'context', 'located', 'found', 'seconds'],
    checks: [
      {
        name: 'credentials',
        rule: `own limit: no more than ${MOST_LOCATED - 1} tokens for one rule`,
        needs: ['located', 'found', 'seconds'],
        run(e) {
          if (e.located.length === MOST_LOCATED) throw meshRefusal('tooMany')
          e.token = e.found?.token ?? ''
          e.remembered = cache?.get(e.token, e.seconds)
        },
      },
      ...READING_CHECKS,
      {
        name: 'issuer',
        rule: 'as Istio: the issuer of the rule',
        needs: ['known'],
        run: (e) => claimRules.meshIssuer(e.known, rule.issuer),
      },
      {
        name: 'not-before',
        rule: 'as Istio: no more than 60 seconds before nbf',
        needs: ['known', 'seconds'],
        run: (e) => claimRules.meshNotBefore(e.known, e.seconds),
      },
      {
        name: 'expiry',
        rule: 'as Istio: no more than 60 seconds after exp, if there is one',
        needs: ['known', 'seconds'],
        run: (e) => claimRules.meshExpiry(e.known, e.seconds),
      },
      {
        name: 'audience',
        rule: 'as Istio: one of the audiences of the rule, if it has any',
        needs: ['known'],
        run: (e) => (rule.audiences.length === 0 ? 'skipped' : isMeant(e.known)),
      },
      {
        name: 'key-set',
        rule: 'as Istio: the keys that were fetched ahead',
        needs: ['keyId'],
        run: (e) => void (e.keySet = meshKeySet(keys(rule), e.keyId)),
      },
      {
        name: 'key',
        rule: 'as Istio: each key with this kid or without one, and with this alg or without one',
        needs: ['keySet', 'keyId', 'algorithm', 'seconds'],
        run: (e) => void (e.candidates = meshCandidates(e)),
      },
      {
        name: 'signature',
        rule: 'as Istio: made by one of those keys',
        needs: ['candidates', 'form', 'signature', 'algorithm', 'remembered'],
        async run(e) {
          const known = e.remembered?.key
          if (known && e.candidates.includes(known)) {
            e.key = known
            return 'remembered'
          }
          e.key = await provingKey(e)
          return undefined
        },
      },
    ],
    begin: (request, context) =>
      ({
        request,
        context,
        located: findTokens(request),
        seconds: Math.floor(now() / 1000),
        found: undefined,
      }) as Partial<MeshExamination> as MeshExamination, // the checks fill in the rest, in order
    // The mesh begins at the last one, so that the first one says last who asks.
    each: (begun) => begun.located.map((found) => ({ ...begun, found })).toReversed(),
    named: ({ found }) =>
      `the token${placeWords(found)}, by the rule ${rule.issuer === '' ? 'for any issuer' : `for ${rule.issuer}`}`,
    tokenOf: ({ found }) => found?.token,
    believed(e, all) {
      for (const { token, header, claims, key } of all) cache?.put(token, { header, claims, key })
      const { claims, known, keyId } = e
      const sub = Object.hasOwn(claims, 'sub') ? claims['sub'] : undefined
      return {
        claims: claims as Claims, // their types were checked: claims
        issuer: known.issuer,
        keyId,
        until: claimRules.meshEnd(known),
        ...(known.issuer !== '' && typeof sub === 'string' && { principal: `${known.issuer}/${sub}` }),
        rule,
        output: outputsOf(rule, all),
      }
    },
    answer: (refusal, request) => meshAnswer(refusal, request, locations),
  }
}

const placeWords = (found: LocatedToken | undefined) => (found ? ` in the ${found.at.kind} ${found.at.name}` : '')
