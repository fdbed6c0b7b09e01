import { tokensOfCases } from '../../../tests/support/case-tokens.ts'
import { signerWorld } from '../../../tests/support/signer-world.ts'
import { goodClaims, GOOD_HEADER, OWN_JWK, OWN_KEY, SIDECAR_CONFIG, SIDECAR_NOW } from './dialect.fixture.ts'

/** The signer of the fixture as the catalogue takes an issuer. */
const world = signerWorld({
  target: { issuer: 'jwtproxy', audience: SIDECAR_CONFIG.audience },
  now: () => SIDECAR_NOW,
  keys: [
    { kid: 'mykey', algorithm: 'RS256', privateKey: OWN_KEY, publicKey: { ...OWN_JWK, kid: 'mykey', alg: 'RS256' } },
  ],
  good: () => ({ header: GOOD_HEADER, claims: { ...goodClaims(), sub: 'servicea' } }),
})

/** Ids of cases, with blanks between them. */
export const caseIds = (text: string): string[] => text.trim().split(/\s+/)

/** Cases of the catalogue that every dialect answers. */
const IDS = caseIds(`
  alg-none-signed alg-none alg-none-case alg-hmac-pubkey-pem alg-lowercase alg-array alg-missing alg-swap-padding
  sig-unknown-key key-jwk-embedded key-jwk-embedded-same-kid key-jku-attacker key-jku-honest-signature key-x5u-attacker
  key-kid-empty key-kid-case key-kid-not-string key-kid-path-traversal key-kid-sql-injection key-kid-oversized
  crit-unknown crit-not-array b64-false-no-crit type-nested-jws
  b64-sig-padded b64-sig-trailing-bits b64-standard-alphabet b64-sig-spaced b64-illegal-character seg-four
  sig-segment-dropped seg-detached sig-payload-tampered sig-truncated dos-header-17k
  json-duplicate-header json-duplicate-claim json-escaped-duplicate json-proto-claim json-big-number exp-infinite
  json-bom json-invalid-utf8 json-payload-array json-payload-scalar json-payload-not-json
  iss-missing aud-missing exp-missing iat-missing jti-missing iss-array aud-object jti-not-string
  exp-string nbf-string iat-string aud-null exp-null iss-unknown iss-case iss-longer
  aud-other-service aud-longer aud-mixed-types exp-past iat-future nbf-future exp-too-far exp-milliseconds exp-negative
  pop-dpop-as-bearer
  alg-hmac-empty-key alg-hmac-kid-as-key sig-empty sig-bit-flipped seg-quoted seg-one ser-flattened jwe-to-jws-only
  http-comma-joined
`)

/** The tokens of cases, by the signer of the fixture. @param ids with blanks between them */
export const attackTokens = (ids: string) => tokensOfCases(caseIds(ids), world)

/** What attackers send to whoever checks tokens. */
export const ATTACKS = await tokensOfCases(IDS, world)
