import type { RejectionReason } from '#core/token/rejection'

/** The answers that this project owes to the token cases: tests/vectors/own/jwt-cases.json. */
type Verdict = RejectionReason | 'believed'

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** The cases that must be refused, by the reason: a refusal for another reason would hide a check that is gone. */
export const REFUSALS: Record<Exclude<Verdict, 'believed'>, string[]> = {
  malformed: words(`
    sig-segment-dropped b64-false jwe-to-jws-only b64-sig-spaced b64-sig-newline b64-illegal-character
    b64-header-padded seg-four seg-trailing-dot seg-leading-dot seg-one seg-empty-all seg-percent-dots seg-quoted
    seg-nul ser-flattened ser-general ser-polyglot ser-unprotected-alg json-duplicate-claim json-duplicate-exp
    json-duplicate-header json-payload-array json-payload-scalar json-payload-empty json-payload-not-json
    json-comments json-nan json-bom json-header-bom json-invalid-utf8 json-header-not-json dos-dots
    exp-infinite json-big-number
  `),
  'too-large': [],
  'signature-missing': words(`alg-none alg-none-case alg-none-padded`),
  'critical-header': words(`crit-unknown crit-not-array crit-standard-name crit-duplicate b64-false-no-crit`),
  'wrong-type': words(`
    type-typ-missing type-typ-other type-typ-not-string type-typ-suffix type-client-assertion
    type-txn-token-as-bearer type-wit-as-bearer type-nested-jws
  `),
  'wrong-algorithm': words(`
    sig-ecdsa-curve-mismatch alg-missing alg-null alg-empty alg-array alg-lowercase alg-unknown
    alg-hmac-pubkey-pkcs1 alg-hmac-pubkey-prefixed alg-hmac-pubkey-der alg-hmac-pubkey-jwk alg-hmac-pubkey-modulus
    alg-hmac-empty-key alg-hmac-weak-secret alg-hmac-kid-as-key alg-swap-hash alg-not-in-allow-list
    alg-kty-crossed key-jwk-embedded-oct key-symmetric-in-jwks key-kid-path-traversal key-kid-command seg-swapped
  `),
  'unknown-key': words(`
    sig-rsa-e3-cube-root sig-eddsa-small-order-key key-jku-attacker key-jku-lookalike key-jku-internal
    key-x5u-attacker key-x5c-self-signed key-kid-unknown key-kid-case key-kid-operator key-kid-log-injection
    key-kid-prototype-name key-kid-url key-kid-oversized key-kid-other-issuer key-use-enc key-weak-1024
    key-exponent-one key-spiffe-wrong-use life-retired-key
  `),
  'revoked-key': [],
  'expired-key': [],
  'pending-key': [],
  'signature-mismatch': words(`
    sig-bit-flipped sig-random sig-header-tampered sig-from-other-token sig-truncated sig-extended sig-unknown-key
    sig-rsa-hash-mismatch sig-rsa-pss-for-pkcs1 sig-pss-salt-zero sig-ecdsa-zero sig-ecdsa-der sig-eddsa-s-plus-l
    key-jwk-embedded-same-kid seg-detached
  `),
  'missing-claim': words(`exp-missing iat-missing sub-missing client-id-missing jti-missing`),
  'invalid-claim': words(`
    exp-string exp-null exp-negative exp-array exp-boolean exp-overflow exp-milliseconds iat-string
    aud-empty-array aud-empty-string aud-object aud-mixed-types iss-array iss-empty iss-nul sub-empty
    sub-not-string sub-nul sub-control jti-not-string act-malformed
  `),
  'wrong-issuer': words(`iss-unknown iss-trailing-slash iss-longer iss-substring iss-case iss-http iss-homoglyph`),
  'wrong-audience': words(`
    aud-other-service aud-issuer aud-array-without-me aud-longer aud-trailing-slash aud-case aud-joined
  `),
  'wrong-subject': [],
  expired: words(`exp-past exp-at-now exp-zero`),
  'not-active': words(`nbf-future`),
  'lifetime-too-long': words(`exp-too-far iat-ancient`),
  'bound-token': words(`pop-dpop-as-bearer pop-mtls-no-cert`),
  'revoked-token': [],
  replayed: [],
}

/** The cases where both answers can be defended, and ours. */
export const POLICY: Record<string, Verdict> = {
  // A key that the header points to is neither fetched nor used (RFC 8725 §3.10); the token itself is good.
  'key-jku-honest-signature': 'believed',
  // Either of two keys with one key id may be meant, and their owner has published both (RFC 7517 §4.5).
  'key-duplicate-kid': 'believed',
  // A token that was dead before it was made is a fault of its issuer, even where the leeway would cover it.
  'exp-before-iat': 'invalid-claim',
  // RFC 8693 §4.2: a scope is one text.
  'scope-array': 'invalid-claim',
  // Earlier actors are for information only (RFC 8693 §4.1). What the present one may do is for the route to say.
  'act-prior-actor': 'believed',
  // RFC 7518 §3.4 does not ask for the smaller s. So nothing may be keyed on the text of a token.
  'sig-ecdsa-high-s': 'believed',
  'json-proto-claim': 'malformed',
  'json-deep-claims': 'malformed',
  // No extension is known here, and this one has no place in a JWT (RFC 7797 §7).
  'ok-b64-true': 'critical-header',
  // We cannot check a binding that we do not know, so we do not pretend that there is none (RFC 7800 §3.1).
  'ok-cnf-unknown': 'bound-token',
}
