/** What placeholders in documents, examples and answers of others are made of. */
const PLACEHOLDER_WORDS = new Set(
  `a an and any at be by change changeme characters control default dummy example for foo bar here insert is it least long
  me must my of one or our own password placeholder please private put random replace secret some something that the this
  to token use value very with xxx xxxx you your yours yourself`.split(/\s+/),
)

/** Of what is drawn in hexadecimal digits, the letters may happen to be `a` and `be`: a text that says something has a longer word. */
const SAYS_SOMETHING = 3

const IN_ORDER = '0123456789'.repeat(3) + '0123456789abcdef'.repeat(3)

/**
 * Whether this stands for a secret in a text, instead of being one: `a-token-of-your-own`, `changeme-changeme`,
 * sixteen times the same letter, `1234567890123456`. Whoever has read the text knows it, too.
 */
export function isPlaceholder(secret: string): boolean {
  const lower = secret.toLowerCase()
  const words = lower.split(/[^a-z]+/).filter((word) => word !== '')
  return (
    /^(.)\1*$/.test(lower) ||
    IN_ORDER.includes(lower) ||
    (words.some(({ length }) => length >= SAYS_SOMETHING) && words.every((word) => PLACEHOLDER_WORDS.has(word)))
  )
}
