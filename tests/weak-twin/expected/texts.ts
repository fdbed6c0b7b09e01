/** What the probe must find of each weakness of texts, headers and what is remembered: the ids of cases, with the kind of finding where it is another than the verdict. */
export const EXPECTED_OF_TEXTS = {
  'crit-ignored': `
    crit-unknown crit-empty crit-not-array crit-standard-name crit-absent-member crit-duplicate
  `,
  'b64-ignored': 'b64-false-no-crit',
  'b64-honoured': 'b64-false',
  'typ-unchecked': 'type-typ-jwt type-typ-missing type-typ-other type-typ-not-string type-typ-suffix',
  'typ-jwt-accepted': 'type-typ-jwt type-typ-missing',
  'typ-holds-the-right-one': 'type-typ-suffix',
  'typ-first-of-list': 'type-typ-not-string',
  'nested-opened': 'type-nested-jws',
  'jwe-opened': 'jwe-unsigned-inside jwe-claims-inside',
  'jwe-falls-over': `
    jwe-unsigned-inside:crashed jwe-claims-inside:crashed jwe-to-jws-only:crashed dos-jwe-pbes2:crashed
    dos-jwe-zip:crashed dos-jwe-invalid-curve:crashed
  `,
  'jwe-password-tried': 'dos-jwe-pbes2:hung',
  'jwe-inflated': 'dos-jwe-zip:hung',
  'base64-padded': 'b64-sig-padded b64-header-padded',
  'base64-spaced': 'b64-sig-spaced',
  'base64-as-node-reads-it': `
    b64-sig-padded b64-sig-spaced b64-sig-trailing-bits b64-standard-alphabet b64-illegal-character
    b64-header-padded b64-payload-trailing-bits seg-nul
  `,
  'base64-both-alphabets': 'b64-standard-alphabet',
  'token-trimmed': 'b64-sig-newline',
  'segments-further-ignored': 'seg-four seg-trailing-dot',
  'segments-empty-dropped': 'seg-trailing-dot seg-leading-dot',
  'segments-missing-fall-over': `
    sig-empty:crashed sig-segment-dropped:crashed alg-none:crashed alg-none-case:crashed alg-none-padded:crashed
    seg-one:crashed seg-empty-all:crashed seg-percent-dots:crashed seg-fullwidth-dots:crashed seg-detached:crashed
    ser-flattened:crashed ser-general:crashed ser-unprotected-alg:crashed json-payload-empty:crashed
    dos-dots:crashed http-error-leak:crashed http-401-shape:crashed life-cached-by-text:crashed
  `,
  'token-percent-decoded': 'seg-percent-dots',
  'token-normalized': 'seg-fullwidth-dots',
  'token-unquoted': 'seg-quoted',
  'token-cut-at-nul': 'seg-nul',
  'payload-elsewhere': 'seg-detached json-payload-empty',
  'json-form-accepted': 'ser-flattened ser-general ser-polyglot',
  'json-form-read-twice': 'ser-polyglot',
  'json-form-unprotected': 'ser-unprotected-alg',
  'dots-keep-it-busy': 'dos-dots:hung',
  'names-twice-first-wins': 'json-duplicate-claim:watch json-duplicate-exp:watch json-escaped-duplicate:watch',
  'names-twice-fall-over': 'json-duplicate-header:crashed',
  'claims-deep-fall-over': 'json-deep-claims:crashed',
  'claims-in-a-list': 'json-payload-array',
  'claims-must-be-json': `
    exp-infinite:crashed json-duplicate-claim:crashed json-duplicate-exp:crashed json-escaped-duplicate:crashed
    json-proto-claim:crashed json-deep-claims:crashed json-payload-empty:crashed json-payload-not-json:crashed
    json-trailing-garbage:crashed json-comments:crashed json-nan:crashed json-bom:crashed json-utf16:crashed
    json-invalid-utf8:crashed json-lone-surrogate:crashed json-big-number:crashed
  `,
  'claims-must-be-an-object': 'json-payload-array:crashed json-payload-scalar:crashed',
  'header-must-be-json': `
    json-duplicate-header:crashed json-header-bom:crashed json-header-array:crashed json-header-not-json:crashed
  `,
  'json-end-ignored': 'json-trailing-garbage',
  'json5-accepted': 'json-comments',
  'json-words-of-javascript': 'json-nan',
  'mark-before-claims': 'json-bom',
  'mark-before-header': 'json-header-bom',
  'utf16-guessed': 'json-utf16',
  'utf8-repaired': 'json-invalid-utf8',
  'numbers-rounded': 'json-big-number',
  'replay-unnoticed': 'life-replay life-replay-respelled life-replay-flood life-replay-parallel',
  'replay-by-text': 'life-replay-respelled',
  'replay-little-memory': 'life-replay-flood',
  'replay-race': 'life-replay-parallel',
  'revocation-unasked': 'life-revoked life-revoked-cached',
  'revocation-asked-once': 'life-revoked-cached',
  'keys-kept': `
    life-retired-key life-retired-key-stale-cache life-same-kid-new-key life-jwks-empty ok-kid-missing-single
  `,
  'keys-kept-when-none-come': 'life-jwks-empty',
  'keys-read-for-every-unknown-id': 'dos-kid-flood:watch dos-jwks-down-flood:watch',
  'keys-read-again-while-down': 'dos-jwks-down-flood:watch',
  'keys-must-be-readable': 'dos-jwks-down-flood:crashed life-jwks-not-json:crashed life-jwks-redirect:crashed',
  'keys-fetched-elsewhere': 'life-jwks-redirect',
}
