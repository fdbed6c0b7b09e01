/** Cases by their ids, with spaces between them, or by how their ids begin (`aud-*`), and what to change. */
export type RemedyRow = readonly [cases: string, rule: string]

/** The rule of the first row that is meant for a case; undefined where none is. */
export const rowFor = (rows: readonly RemedyRow[], id: string): string | undefined =>
  rows.find(([cases]) => cases.split(' ').some((each) => fitsCase(each, id)))?.[1]

const fitsCase = (pattern: string, id: string) =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id

const ONE_KIND_OF_TOKEN =
  'Require the one typ of your access tokens (at+jwt, by RFC 9068), and take no other kind of token for one'
const OBJECT_READ_STRICTLY =
  'Read header and claims with a strict JSON reader: each is one object, no name comes twice, and nothing stands around it'
const PLAIN_SUBJECT = 'Require sub to be a text that is not empty, of plain signs alone'
const UTF8 = 'Read header and claims as UTF-8 without a byte-order mark, and refuse bytes that are none (RFC 8259 §8.1)'
const SOUND_KEY =
  'Take no key that is too weak: RSA has 2048 bits and a usual exponent, and a point is none of small order'
const KEY_FOR_SIGNING =
  'Take only keys that are published for signing: use is sig, key_ops has verify, and kty is none that is secret'
const KEY_ID_IS_A_NAME =
  'Take a key id for a name that is looked up in the key set, and for nothing else: refuse it when it is not there'
const SIGNED_ALONE =
  'Take a signed token alone: nothing that is encrypted, or wrapped, without a signature of the issuer'
const SEEN_BEFORE =
  'Remember the id of a token until it ends, in one step with asking for it, and refuse it the second time'
const KEYS_GO = 'Remember no key for longer than it is published: read the key set again, and forget what is not in it'
const SELDOM_FETCHED = 'Let some seconds lie between two reads of the key set, whatever key ids come'
const BY_TOKEN_ALONE = 'Take who asks from the token alone, and from no header that a caller can write'
const OWN_HEADER_ALONE = 'Take a token from the header Authorization alone, under Bearer, and from no other place'
const ONE_TOKEN = 'Take one token, from one Authorization header, as RFC 6750 §2.1 spells it, and refuse what has two'
const ON_EVERY_PATH = 'Check the token in one place, before paths and methods are told apart, for each of them'
const KNOWN_CLIENT = 'Check how each client proves itself: one way, its own assertion, for this issuer, once'
const CAREFUL_FORM =
  'Take a request to the issuer as RFC 6749 §3.2 has it alone: POST, no parameter twice, no secret in the address'
const ITS_OWN_RIGHTS =
  'Issue a token for no more than its client may have, and say which scope it has where that is less'
const NO_MORE_THAN_BEFORE = 'Exchange a token for no more than it says and its client may have'
const SUBJECT_TOKEN =
  'Verify the subject token of an exchange like any other: its end, its kind, for whom it is, and who may act'
const IDS_AFTER_SIGNATURE = 'Remember an id when the signature has held, under its issuer, and not before'
const TOKEN_STAYS = 'Hand no token on to the service behind you'
const NO_TOKEN_WHILE_UNSURE = 'Refuse, and soon, while the keys cannot be read: ask for no longer than a call may wait'
const NO_GUESTS =
  'Refuse a bad token, also where a request without one is let in, and a method or a preflight is none that goes unchecked'

/**
 * What refuses a case, by its id: the first row that fits counts. Cases that break one rule get the same words, so that they stand
 * together in a report.
 */
export const REMEDY_RULES: readonly RemedyRow[] = [
  ['sig-rsa-e3-cube-root sig-eddsa-small-order-key key-weak-1024 key-exponent-one', SOUND_KEY],
  ['sig-ecdsa-high-s', 'Take each signature that holds, or refuse the larger s always: both are safe where no signature is an id'],
  ['sig-ecdsa-* sig-eddsa-* sig-pss-* sig-rsa-*', 'Verify with a library that keeps to RFC 7518 and RFC 8032 to the letter, and bring it up to date'],
  ['sig-*', 'Verify the signature over the text as it came, before anything else is read'],
  ['alg-*', 'Allow the algorithms that you use, by name, and use each key with its own algorithm alone'],
  ['key-use-enc key-ops-* key-symmetric-* key-spiffe-*', KEY_FOR_SIGNING],
  ['key-kid-other-issuer', 'Keep the keys of each issuer apart: look for a key by issuer and key id'],
  ['key-kid-oversized', 'Bound what is read by its size before it is parsed'],
  ['key-kid-*', KEY_ID_IS_A_NAME],
  ['key-duplicate-kid', 'Try each key that has the id, or refuse them all'],
  ['key-*', 'Take keys from the configured issuer alone, and never from what a token says'],
  ['crit-*', 'Refuse a token with a critical header (crit) that you do not understand, or that is not as RFC 7515 §4.1.11 has it'],
  ['b64-false b64-false-no-crit', 'Refuse a token with b64 in its header, unless you have made it (RFC 7797): a JWT has none (§7)'],
  ['b64-*', 'Take one spelling of a token alone: canonical base64url without padding'],
  ['exp-just-past-leeway exp-at-now', 'Allow no more leeway than you say, and refuse a token from the second of its end on'],
  ['exp-*', 'Require exp as a number in a sane range, and refuse the token from then on'],
  ['nbf-*', 'Require nbf, where it is there, to be a number, and refuse the token before it'],
  ['iat-string', 'Require iat, where it is there, to be a number (RFC 7519 §4.1.6)'],
  ['iat-*', 'Require iat to be there, and neither in the future nor too old: no standard asks for it, best practice does'],
  ['aud-*', 'Require aud, and compare it exactly with your own name'],
  ['iss-*', 'Require iss, and compare it exactly with the one issuer that you trust'],
  ['sub-other-trust-domain sub-not-spiffe', 'Require sub to be a SPIFFE id of your own trust domain'],
  ['sub-* json-big-number', PLAIN_SUBJECT],
  ['jti-*', 'Require jti to be a text that is not empty'],
  ['client-*', 'Require client_id, so that it is known who asked for the token'],
  ['act-*', 'Look at the one who acts now (act), as an object, and at nobody who acted before'],
  ['scope-*', 'Require the scope that is needed, in a text with spaces between whole words, and compare it exactly'],
  ['type-nested-jws', SIGNED_ALONE],
  ['type-*', ONE_KIND_OF_TOKEN],
  ['seg-*', 'Take three segments with two dots, and nothing else'],
  ['json-bom json-header-bom json-utf16 json-invalid-utf8', UTF8],
  ['json-lone-surrogate', PLAIN_SUBJECT],
  ['json-deep-claims json-many-claims', 'Bound the size and the depth of claims before they are read'],
  ['json-proto-claim', 'Take a claim that is called __proto__ for one of no meaning: read claims by own names alone'],
  ['json-*', OBJECT_READ_STRICTLY],
  ['dos-kid-flood dos-jwks-down-flood', SELDOM_FETCHED],
  ['dos-jwe-*', SIGNED_ALONE],
  ['dos-huge-rsa', 'Take no RSA key of more than 8192 bits'],
  ['dos-*', 'Bound what is read by its size before it is parsed'],
  ['life-replay*', SEEN_BEFORE],
  ['life-revoked*', 'Ask whether a token is revoked, and remember the answer for no longer than you promise'],
  ['life-cached-after-exp', 'Look at the end of a token each time that it comes, also where it is remembered as good'],
  ['life-cache-collision', 'Remember a token under all of its text, or a SHA-256 of that, and never under a part'],
  ['life-clock-jump', 'Keep the clock of the service right (NTP), and refuse while it is known to be wrong'],
  ['life-jwks-redirect', 'Follow no redirect when the key set is read: it comes from the configured address alone'],
  ['life-jwks-not-json', 'Refuse a token whose key is not known, whatever the issuer answers'],
  ['life-jwks-private', 'Refuse a key set that holds a private key, and tell your operators: the key is known to everybody'],
  ['life-*', KEYS_GO],
  ['http-none http-empty', 'Refuse whoever brings no token, with 401 and a bare challenge (RFC 6750 §3.1)'],
  ['http-identity-* http-hop-by-hop', BY_TOKEN_ALONE],
  ['http-path-variants http-method-variants', ON_EVERY_PATH],
  ['http-error-leak', 'Say in a refusal no more than its reason: no stack, no key, no secret and no token'],
  ['http-401-shape', 'Answer 401 with one Bearer challenge (RFC 6750 §3), and with Cache-Control: no-store'],
  ['http-wrong-scheme http-query http-body http-cookie http-forwarded-*', OWN_HEADER_ALONE],
  ['http-*', ONE_TOKEN],
  ['pop-mtls-header-spoof', 'Take a certificate from the TLS connection, or from a header that your proxy always writes over'],
  ['pop-*', 'Refuse a token that is bound to a key when it comes without its proof'],
  ['jwe-*', SIGNED_ALONE],
  ['ser-*', 'Take the compact form of a token alone, and none of its forms in JSON'],
  ['te-get te-duplicate-param te-secret-in-query', CAREFUL_FORM],
  ['te-scope-wide te-audience-unknown', ITS_OWN_RIGHTS],
  ['te-*', KNOWN_CLIENT],
  ['xc-scope-wide xc-other-audience', NO_MORE_THAN_BEFORE],
  ['xc-actor-type-missing', 'Require a type beside each token of an exchange, and none without one (RFC 8693 §2.1)'],
  ['xc-*', SUBJECT_TOKEN],
  ['rv-garbage', 'Answer 200 to whoever revokes what is no token: it is no longer valid (RFC 7009 §2.2)'],
  ['rv-*', 'Revoke what belongs to the client that asks, and say nothing of other tokens'],
  ['in-garbage', 'Answer {"active":false}, and nothing more, about what is no good token (RFC 7662 §2.2)'],
  ['in-*', 'Tell nobody but your clients whether a token is good'],
  ['dialect-jwtproxy-w2-* dialect-jwtproxy-w3-* dialect-jwtproxy-w6-* dialect-jwtproxy-w7-*', IDS_AFTER_SIGNATURE],
  ['dialect-jwtproxy-w4-* dialect-jwtproxy-w5-*', 'Ask for keys of the issuers that you have named, and of nobody else'],
  ['dialect-jwtproxy-w15-*', NO_TOKEN_WHILE_UNSURE],
  ['dialect-jwtproxy-w1-*', ON_EVERY_PATH],
  ['dialect-jwtproxy-w10-* dialect-jwtproxy-w11-*', 'Sign for callers of this machine, and for hosts that you have named, alone'],
  ['dialect-jwtproxy-w13-*', 'Check the certificate of whoever gets a signed request, also of a web socket'],
  ['dialect-kong-token-in-query', OWN_HEADER_ALONE],
  ['dialect-kong-forged-* dialect-kong-options-* dialect-mesh-preflight-*', NO_GUESTS],
  ['dialect-mesh-one-rule-*', ONE_TOKEN],
  ['dialect-jwtproxy-w12-* dialect-kong-token-goes-on dialect-mesh-cookie-goes-on dialect-piko-token-goes-on', TOKEN_STAYS],
  ['dialect-piko-*', 'Let nobody listen, or reach an endpoint, whose token does not name that right'],
  ['dialect-stoke-a92-*', 'Take what renews a token once, and give another each time'],
  ['dialect-stoke-*', 'Let nobody give away, by claims or by passwords, more than what is their own'],
] // prettier-ignore
