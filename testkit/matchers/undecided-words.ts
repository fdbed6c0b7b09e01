const KEY_SET_WORDS = String.raw`(?:\bjwks?|jwk ?sets?\b|json web key set|\bkey ?sets?\b|\b(?:public|signing|security|remote|verification)? ?keys?\b|\bdiscovery\b|\bmetadata\b|\bopenid|\bcertificates? from\b|\bissuer's? configuration\b)`
const NEVER_CAME = String.raw`(?:\bfetch\w*|\bretriev\w*|\bdownload\w*|\bload(?:ed|ing)?\b|\bobtain\w*|\bunavailable\b|\bnot available\b|\btime(?:d|s)? ?out\b|\btimeout\b|\bunreachable\b|\brefresh(?:ing)? failed\b|\bget keys failed\b|\bhttp response\b|\brate ?limit\w*|\bno security keys were provided\b)`

/** Whoever says so has looked at no token: it has no keys, or its way to them is broken. More than it need be, for it only leads to doubt. */
const KEYS_NOT_HAD = [
  new RegExp(`${KEY_SET_WORDS}.{0,80}${NEVER_CAME}|${NEVER_CAME}.{0,80}${KEY_SET_WORDS}`),
  /\b(?:econnrefused|econnreset|enotfound|etimedout|eai_again|err_jwks_timeout|jwkstimeout|pyjwkclientconnectionerror)\b|\bidx(?:20803|20804|20807)\b/,
  /\bfetch failed\b|\bread timed out\b|\bconnection (?:refused|reset|timed out)\b|\bfail to fetch data\b|\bupstream (?:request|connect)\b/,
]

const MOST_READ_FOR_KEYS = 20_000

/** @returns the text in which an answer says that keys could not be had; undefined where it does not */
export const saysNoKeys = (texts: readonly string[]): string | undefined =>
  texts.find((text) => {
    const small = text.slice(0, MOST_READ_FOR_KEYS).toLowerCase().replaceAll(/\s+/g, ' ')
    return KEYS_NOT_HAD.some((shape) => shape.test(small))
  })
