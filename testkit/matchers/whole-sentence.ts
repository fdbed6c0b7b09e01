/**
 * What may stand around the reason in a sentence of a refusal. Any other word could turn it into one about something else ("refresh token expired",
 * "if your token has expired", "invalid or expired"), so a sentence that has one gives no reason.
 */
const FRAME_WORDS: ReadonlySet<string> = new Set(
  `a an the this that your our its it is are was be has have been of in with at by for to from on since and
  access id bearer json web oidc auth authentication authorization oauth token tokens jwt jws jwe jose credential credentials claim claims
  invalid_token invalidtoken invalidtokenerror jsonwebtokenerror unauthorizederror unauthorized unauthenticated forbidden denied request error
  failed failure invalid rejected signed incoming given provided supplied presented received expected got value
  occurred while attempting decode decoding verify verifying validate validating validation verification parse parsing
  crypto ecdsa rsa ed25519 hmac utc gmt z t expiry now current time please log login sign again obtain new one get
  header param parameter payload could base64 illegal data input byte contains specified`.split(/\s+/),
)

/** What stands for itself: values, addresses, times. */
const ANY_VALUE =
  /"[^"]{0,500}"|'[^']{0,500}'|\[[^\]]{0,500}\]|https?:\/\/[^\s,;)]{1,500}|\bexpected: \S{1,500}(?: or \S{1,500}){0,9}$|\b\d[\d:.+\-/tz]{0,40}\b|\bnot expired\b/g

const ANY_WORD = /[\p{L}_][\p{L}\p{N}_']*/gu

/** Of the sentence of a refusal, in small letters, without the reason: does what is left change nothing? */
export const isOnlyFrame = (rest: string): boolean =>
  !/[?]/.test(rest) && (rest.replaceAll(ANY_VALUE, ' ').match(ANY_WORD) ?? []).every((word) => FRAME_WORDS.has(word))
