const frameWords = (list: string): readonly string[] => list.trim().split(/\s+/)

/** What may stand right before the reason: any other word could make it that of another token ("refresh token expired", "verification token expired"). */
const RIGHT_BEFORE: ReadonlySet<string> = new Set(
  frameWords(`a an the this that your our its it is are was be has have been of in with on by for from
    access id bearer json web oidc oauth auth authentication authorization token jwt jws claims claim signed given incoming provided supplied presented specified contains`),
)

/**
 * What else may stand around it. With another word it could be one of several reasons, a hint, or about something else ("invalid or expired",
 * "if your token has expired"), so a sentence that has one gives no reason.
 */
const AROUND_REASON: ReadonlySet<string> = new Set([
  ...RIGHT_BEFORE,
  ...frameWords(`at to since and now one then tokens jwe jose credential credentials value got expected header payload param parameter
    unauthorized unauthenticated forbidden denied error failed failure invalid rejected invalid_token invalidtoken invalidtokenerror jsonwebtokenerror unauthorizederror
    occurred while attempting decode decoding verify verifying validate validating validation verification parse parsing
    crypto ecdsa rsa ed25519 hmac illegal base64 data input byte utc gmt expiry current time please log login sign again obtain get new`),
])

/** Where a reason stood. */
export const REASON_MARK = '\u0000'

/** What stands for itself: values, addresses, times. A word in quotes right before the reason says of what it is. */
const ANY_VALUE =
  /"[^"]{0,500}"(?!\s?\0)|(?<![\p{L}\p{N}])'[^']{0,500}'(?![\p{L}\p{N}])(?!\s?\0)|\[[^\]]{0,500}\]|https?:\/\/[^\s,;)]{1,500}|\bexpected: \S{1,500}(?: or \S{1,500}){0,9}$|\b\d[\d:.+\-/tz]{0,40}\b/gu

const ANY_WORD = /[\p{L}_][\p{L}\p{N}_']*/gu

/** Of the sentence of a refusal, in small letters, with marks in place of its one reason: does what is left change nothing? */
export function isOnlyFrame(rest: string): boolean {
  if (rest.includes('?')) return false
  const parts = rest.replaceAll(ANY_VALUE, ' ').split(REASON_MARK)
  return parts.every((part, at) => {
    const before = at === parts.length - 1 ? '' : (/[^.:;,()!\n]*$/.exec(part)?.[0] ?? '')
    const around = part.slice(0, part.length - before.length)
    return areIn(before, RIGHT_BEFORE) && areIn(around, AROUND_REASON)
  })
}

const areIn = (text: string, words: ReadonlySet<string>): boolean =>
  (text.match(ANY_WORD) ?? []).every((word) => words.has(word))
