/** What the probe must find of each weakness of signatures, algorithms and keys: the ids of cases, with the kind of finding where it is another than the verdict. */
export const EXPECTED_OF_KEYS = {
  'signature-unchecked': `
    sig-bit-flipped sig-random sig-payload-tampered sig-header-tampered sig-from-other-token sig-truncated
    sig-extended sig-unknown-key sig-rsa-hash-mismatch sig-rsa-pss-for-pkcs1 sig-pss-salt-zero sig-ecdsa-zero
    sig-ecdsa-order sig-ecdsa-der sig-ecdsa-swapped sig-eddsa-s-plus-l key-jwk-embedded key-jwk-embedded-same-kid
    key-x5c-self-signed life-same-kid-new-key life-cached-by-signature life-cached-by-token-id
    life-cached-by-payload life-cached-by-text life-cached-by-part life-cached-by-letters life-cached-by-hash
  `,
  'signature-empty-passes': 'sig-empty life-cached-by-text',
  'signature-segment-optional': 'sig-segment-dropped life-cached-by-text',
  'signature-odd-length-passes': 'sig-truncated sig-extended sig-ecdsa-der',
  'signature-end-ignored': 'sig-extended',
  'rsa-any-scheme': 'sig-rsa-hash-mismatch sig-rsa-pss-for-pkcs1 sig-pss-salt-zero',
  'pss-any-salt': 'sig-pss-salt-zero',
  'ecdsa-zero-passes': 'sig-ecdsa-zero sig-ecdsa-order life-cached-by-text',
  'ecdsa-der-accepted': 'sig-ecdsa-der',
  'ecdsa-numbers-in-any-order': 'sig-ecdsa-swapped',
  'eddsa-s-unreduced': 'sig-eddsa-s-plus-l',
  'alg-none-accepted': 'alg-none',
  'alg-none-in-any-letters': 'alg-none-case',
  'alg-none-trimmed': 'alg-none-padded',
  'alg-none-beside-signature': 'alg-none-signed',
  'alg-of-the-key': `
    alg-missing alg-null alg-empty alg-array alg-lowercase alg-unknown alg-prototype-name alg-not-in-allow-list
    alg-jwe-name
  `,
  'alg-by-default': 'alg-missing alg-null alg-empty',
  'alg-in-any-letters': 'alg-lowercase',
  'alg-first-that-is-known': 'alg-array',
  'alg-looked-up-in-an-object': 'alg-prototype-name:crashed',
  'alg-must-be-text': 'alg-missing:crashed alg-null:crashed alg-array:crashed seg-swapped:crashed',
  'alg-unknown-falls-over': `
    alg-missing:crashed alg-null:crashed alg-empty:crashed alg-array:crashed alg-unknown:crashed
    alg-prototype-name:crashed alg-jwe-name:crashed seg-swapped:crashed
  `,
  'alg-list-off': 'alg-not-in-allow-list',
  'alg-of-the-header': 'alg-swap-hash alg-swap-padding',
  'hmac-with-pem': 'alg-hmac-pubkey-pem',
  'hmac-with-pkcs1': 'alg-hmac-pubkey-pkcs1',
  'hmac-with-prefixed-pem': 'alg-hmac-pubkey-prefixed',
  'hmac-with-der': 'alg-hmac-pubkey-der',
  'hmac-with-jwk': 'alg-hmac-pubkey-jwk',
  'hmac-with-modulus': 'alg-hmac-pubkey-modulus',
  'hmac-with-nothing': 'alg-hmac-empty-key key-kid-empty key-kid-path-traversal',
  'hmac-with-a-word': 'alg-hmac-weak-secret',
  'hmac-with-key-id': 'alg-hmac-kid-as-key key-kid-empty',
  'alg-and-kind-of-key-apart':
    'sig-ecdsa-curve-mismatch:crashed alg-swap-hash alg-swap-padding alg-kty-crossed:crashed',
  'jwk-trusted': 'key-jwk-embedded key-jwk-embedded-same-kid',
  'jwk-secret-trusted': 'key-jwk-embedded-oct',
  'jku-trusted': 'key-jku-attacker key-jku-lookalike key-jku-honest-signature:watch',
  'jku-visited': 'key-jku-attacker:watch key-jku-lookalike:watch key-jku-honest-signature:watch',
  'jku-of-any-kind': 'key-jku-internal:crashed',
  'jku-like-the-issuer': 'key-jku-lookalike',
  'x5u-trusted': 'key-x5u-attacker',
  'x5c-trusted': 'key-x5c-self-signed',
  'kid-ignored': `
    alg-swap-hash alg-swap-padding alg-kty-crossed key-kid-unknown key-kid-not-string key-kid-empty key-kid-case
    key-kid-command key-kid-operator key-kid-log-injection key-kid-prototype-name key-kid-url key-kid-oversized
    dos-kid-flood dos-jwks-down-flood
  `,
  'kid-in-any-letters': 'key-kid-case',
  'kid-must-be-text': 'key-kid-not-string:crashed key-kid-operator:crashed',
  'kid-empty-is-none': 'key-kid-empty',
  'kid-is-a-file': 'key-kid-path-traversal',
  'kid-is-sql': 'key-kid-sql-injection',
  'kid-is-run': 'key-kid-command:hung',
  'kid-looked-up-in-an-object': 'key-kid-prototype-name:crashed',
  'kid-is-visited': 'key-kid-url:watch',
  'kid-goes-into-the-log': 'key-kid-log-injection:crashed',
  'kid-long-hangs': 'key-kid-oversized:hung',
  'kid-operator': 'key-kid-operator',
  'keys-of-every-issuer': 'key-kid-other-issuer ok-kid-missing-single',
  'key-use-ignored': 'key-use-enc',
  'key-operations-ignored': 'key-ops-not-verify',
  'key-small': 'key-weak-1024',
  'key-huge': 'dos-huge-rsa:watch',
  'key-exponent-one': 'key-exponent-one',
  'key-exponent-three': 'sig-rsa-e3-cube-root',
  'key-of-small-order': 'sig-eddsa-small-order-key',
  'key-secret-in-set': 'key-symmetric-in-jwks',
  'key-of-certificates': 'key-spiffe-wrong-use',
}
