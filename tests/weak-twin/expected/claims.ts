/** What the probe must find of each weakness of claims: the ids of cases, with the kind of finding where it is another than the verdict. */
export const EXPECTED_OF_CLAIMS = {
  'exp-unchecked': 'exp-past exp-just-past-leeway exp-at-now life-cached-after-exp',
  'exp-optional': 'exp-missing',
  'exp-leeway-large': 'exp-just-past-leeway exp-at-now life-cached-after-exp',
  'exp-inclusive': 'exp-at-now',
  'exp-falsy-is-none': 'exp-missing exp-null exp-zero',
  'exp-of-wrong-type-skipped': 'exp-missing exp-string exp-iso-date exp-null exp-array exp-boolean',
  'exp-negative-is-never': 'exp-missing exp-negative',
  'dates-as-text': 'exp-string exp-iso-date nbf-string iat-string',
  'lifetime-unbounded': 'exp-overflow exp-milliseconds exp-too-far iat-ancient',
  'dates-infinite': 'exp-infinite',
  'dates-in-milliseconds': 'exp-milliseconds',
  'nbf-ignored': 'nbf-future',
  'iat-ignored': 'iat-future',
  'begin-ignored': 'nbf-future iat-future life-clock-jump',
  'iat-optional': 'iat-missing',
  'iat-of-any-type': 'iat-string',
  'aud-unchecked': `
    aud-other-service aud-missing aud-issuer aud-array-without-me aud-empty-array aud-empty-string aud-null
    aud-longer aud-shorter aud-trailing-slash aud-case aud-wildcard aud-joined aud-object aud-nested-array
    aud-mixed-types
  `,
  'aud-optional': 'aud-missing',
  'aud-falsy-is-none': 'aud-empty-array aud-empty-string aud-null',
  'aud-of-the-issuer-too': 'aud-issuer',
  'aud-begin-is-enough': 'aud-longer aud-trailing-slash aud-joined',
  'aud-inside-ours': 'aud-shorter aud-wildcard',
  'aud-holds-ours': 'aud-longer aud-trailing-slash aud-joined',
  'aud-as-address': 'aud-trailing-slash aud-case',
  'aud-star': 'aud-wildcard',
  'aud-object': 'aud-object',
  'aud-nested': 'aud-nested-array',
  'aud-of-any-type': 'aud-mixed-types',
  'aud-last-of-list-ignored': 'aud-array-without-me',
  'aud-of-a-friend': 'aud-other-service aud-array-without-me',
  'iss-unchecked': `
    iss-unknown iss-missing iss-trailing-slash iss-longer iss-substring iss-case iss-http iss-port iss-array
    iss-empty iss-homoglyph iss-normalization iss-nul
  `,
  'iss-optional': 'iss-missing',
  'iss-begin-is-enough': 'iss-trailing-slash iss-longer iss-port iss-nul',
  'iss-inside-ours': 'iss-substring iss-empty',
  'iss-as-address': 'iss-trailing-slash iss-case iss-http iss-port',
  'iss-normalized': 'iss-normalization',
  'iss-as-it-looks': 'iss-homoglyph',
  'iss-first-of-list': 'iss-array',
  'iss-empty-is-ours': 'iss-empty',
  'iss-cut-at-nul': 'iss-nul',
  'sub-optional': 'sub-missing',
  'sub-of-any-type': 'sub-empty sub-not-string sub-nul sub-control sub-space-padded',
  'sub-cut-at-control': 'sub-nul sub-control',
  'sub-trimmed': 'sub-space-padded',
  'sub-of-any-trust-domain': 'sub-other-trust-domain sub-not-spiffe',
  'client-id-optional': 'client-id-missing',
  'jti-optional': 'jti-missing',
  'jti-of-any-type': 'jti-not-string',
  'act-of-any-type': 'act-malformed',
  'act-prior-counts': 'act-prior-actor',
  'only-the-signature': `
    exp-past exp-just-past-leeway exp-at-now exp-missing exp-string exp-iso-date exp-null exp-zero exp-negative
    exp-array exp-boolean exp-overflow exp-milliseconds exp-too-far nbf-future nbf-string iat-future iat-string
    iat-missing iat-ancient aud-other-service aud-missing aud-issuer aud-array-without-me aud-empty-array
    aud-empty-string aud-null aud-longer aud-shorter aud-trailing-slash aud-case aud-wildcard aud-joined
    aud-object aud-nested-array aud-mixed-types iss-unknown iss-missing iss-trailing-slash iss-longer
    iss-substring iss-case iss-http iss-port iss-array iss-empty iss-homoglyph iss-normalization iss-nul
    sub-missing sub-empty sub-not-string sub-nul sub-control sub-space-padded client-id-missing jti-missing jti-not-string
    act-malformed scope-missing scope-insufficient scope-longer scope-case scope-comma scope-array scope-wildcard
    type-id-token type-typ-jwt type-typ-missing type-typ-other type-typ-not-string type-typ-suffix
    type-client-assertion type-txn-token-as-bearer type-wit-as-bearer type-refresh-token life-cached-after-exp
    life-clock-jump pop-dpop-as-bearer pop-mtls-no-cert
  `,
  'bound-tokens-as-bearer': 'pop-dpop-as-bearer pop-mtls-no-cert',
  'bound-without-proof': 'pop-dpop-as-bearer pop-mtls-no-cert pop-mtls-header-spoof',
  'certificate-from-a-header': 'pop-mtls-header-spoof',
  'scope-unchecked': 'scope-missing scope-insufficient scope-longer scope-case scope-comma scope-wildcard',
  'scope-optional': 'scope-missing',
  'scope-substring': 'scope-longer scope-comma',
  'scope-in-any-letters': 'scope-case',
  'scope-star': 'scope-wildcard',
  'scope-with-commas': 'scope-comma',
}
