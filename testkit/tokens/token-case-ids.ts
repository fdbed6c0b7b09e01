/**
 * The ids of the cases that are a token and nothing else, as texts of many words: a test holds them against the catalogue. What each is
 * stands there: scenarios/attacks.
 */
export const CASES_FOR_ALL = `
  act-malformed alg-array alg-empty alg-hmac-empty-key alg-hmac-kid-as-key alg-hmac-pubkey-der alg-hmac-pubkey-jwk
  alg-hmac-pubkey-modulus alg-hmac-pubkey-pem alg-hmac-pubkey-pkcs1 alg-hmac-pubkey-prefixed alg-hmac-weak-secret
  alg-jwe-name alg-kty-crossed alg-lowercase alg-missing alg-none alg-none-case alg-none-padded alg-none-signed
  alg-not-in-allow-list alg-null alg-prototype-name alg-swap-hash alg-swap-padding alg-unknown aud-array-without-me
  aud-case aud-empty-array aud-empty-string aud-issuer aud-joined aud-longer aud-missing aud-mixed-types
  aud-nested-array aud-null aud-object aud-other-service aud-shorter aud-trailing-slash aud-wildcard b64-false
  b64-false-no-crit b64-header-padded b64-illegal-character b64-payload-trailing-bits b64-sig-padded b64-sig-spaced
  b64-sig-trailing-bits b64-standard-alphabet client-id-missing crit-absent-member crit-duplicate crit-empty
  crit-not-array crit-standard-name crit-unknown dos-dots dos-jwe-invalid-curve dos-jwe-pbes2 dos-jwe-zip exp-array
  exp-at-now exp-before-iat exp-boolean exp-infinite exp-iso-date exp-just-past-leeway exp-milliseconds exp-missing
  exp-negative exp-null exp-overflow exp-past exp-string exp-too-far exp-zero iat-ancient
  iat-future iat-missing iat-string iss-array iss-case iss-empty iss-homoglyph iss-http iss-longer iss-missing
  iss-normalization iss-nul iss-port iss-substring iss-trailing-slash iss-unknown json-big-number json-bom
  json-comments json-deep-claims json-duplicate-claim json-duplicate-exp json-duplicate-header
  json-escaped-duplicate json-header-array json-header-bom json-header-not-json json-invalid-utf8
  json-lone-surrogate json-many-claims json-nan json-payload-array json-payload-empty json-payload-not-json
  json-payload-scalar json-proto-claim json-trailing-garbage json-utf16 jti-missing jti-not-string jwe-claims-inside
  jwe-to-jws-only jwe-unsigned-inside key-jku-attacker key-jku-honest-signature key-jku-internal key-jku-lookalike
  key-jwk-embedded key-jwk-embedded-oct key-jwk-embedded-same-kid key-kid-case key-kid-command key-kid-empty
  key-kid-log-injection key-kid-not-string key-kid-operator key-kid-other-issuer key-kid-oversized
  key-kid-path-traversal key-kid-prototype-name key-kid-sql-injection key-kid-unknown key-kid-url
  key-x5c-self-signed key-x5u-attacker nbf-future nbf-string ok-act ok-aud-array ok-aud-array-one ok-b64-true
  ok-cnf-unknown ok-ed25519 ok-eddsa ok-es256 ok-es384 ok-es512 ok-exp-next-second ok-exponent-dates ok-extra-claims
  ok-extra-header ok-fractional-dates ok-json-escapes ok-json-order ok-json-whitespace ok-jti-max-age
  ok-kid-missing-single ok-large-claims ok-nbf-now ok-no-nbf ok-ps256 ok-ps384 ok-ps512 ok-rs256 ok-rs384 ok-rs512
  ok-typ-case ok-typ-full ok-typ-jwt-lax ok-typ-missing-lax ok-unicode-claims pop-dpop-as-bearer pop-mtls-no-cert
  seg-detached seg-empty-all seg-four seg-fullwidth-dots seg-leading-dot seg-nul seg-one seg-percent-dots seg-quoted
  seg-swapped seg-trailing-dot ser-flattened ser-general ser-polyglot ser-unprotected-alg sig-bit-flipped
  sig-ecdsa-curve-mismatch sig-ecdsa-der sig-ecdsa-high-s sig-ecdsa-order sig-ecdsa-swapped sig-ecdsa-zero
  sig-eddsa-s-plus-l sig-empty sig-extended sig-from-other-token sig-header-tampered sig-payload-tampered
  sig-pss-salt-zero sig-random sig-rsa-hash-mismatch sig-rsa-pss-for-pkcs1 sig-segment-dropped sig-truncated
  sig-unknown-key sub-control sub-empty sub-missing sub-not-spiffe sub-not-string sub-nul sub-other-trust-domain
  sub-space-padded type-client-assertion type-id-token type-nested-jws type-refresh-token type-txn-token-as-bearer
  type-typ-jwt type-typ-missing type-typ-not-string type-typ-other type-typ-suffix type-wit-as-bearer
` as const

/** It takes a scope that the call under test wants. */
export const SCOPE_CASES =
  `ok-long-scope ok-scope-order scope-array scope-case scope-comma scope-insufficient scope-longer scope-missing scope-wildcard` as const

/** It takes who may act for others. */
export const ACTOR_CASES = `act-prior-actor` as const

/** It takes a leeway that the service under test grants. */
export const LEEWAY_CASES = `ok-exp-in-leeway ok-iat-in-leeway ok-nbf-in-leeway` as const

type Gap = ' ' | '\n'

/** The words of a text. */
type WordsOf<Text extends string, Found = never> = Text extends `${Gap}${infer Rest}`
  ? WordsOf<Rest, Found>
  : Text extends `${infer Line}\n${infer Rest}`
    ? WordsOf<Rest, Found | WordsOfLine<Line>>
    : Found | WordsOfLine<Text>

type WordsOfLine<Text extends string, Found = never> = Text extends `${infer Word} ${infer Rest}`
  ? WordsOfLine<Rest, Word extends '' ? Found : Found | Word>
  : Text extends ''
    ? Found
    : Found | Text

export type ScopeCaseId = WordsOf<typeof SCOPE_CASES>
export type ActorCaseId = WordsOf<typeof ACTOR_CASES>
export type LeewayCaseId = WordsOf<typeof LEEWAY_CASES>

/** Every case that `bad` makes a token of. */
export type TokenCaseId = WordsOf<typeof CASES_FOR_ALL> | ScopeCaseId | ActorCaseId | LeewayCaseId

export const idsIn = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
