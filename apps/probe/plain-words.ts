/** What stands between words, and is no letter or digit. */
const RUN_OF_LETTERS = /[\p{L}\p{M}\p{N}\p{Cf}\p{Cc}\u{FFFD}]+/gu

/** A word of people, or several in one as programs have them: orders, Orders, ORDERS, orderId. */
const PLAIN_WORD = /^(?:\p{Lu}?\p{Ll}{2,}(?:\p{Lu}\p{Ll}+){0,4}|\p{Lu}{2,20})$/u
const VOWEL = /[aeiouy\P{ASCII}]/iu
const SHORT_PLAIN_WORDS = new Set('a an as at be by do go he if in is it me my no of ok on or so to up us we id iss sub aud exp nbf iat jti alg kid typ jwt jwk http https www null true false html tls'.split(' ')) // prettier-ignore
const LONGEST_PLAIN_WORD = 24

/** So many numbers say something of an order; more may spell something. */
const MOST_NUMBERS = 8
const SHORT_NUMBER = /^\d{1,10}$/

/** Several signs in a row say no more than one. */
const MASKED_IN_A_ROW = /…(?:[^\p{L}\p{N}…]{0,12}…)+/gu

/**
 * Of a text only what people read: plain words and a few numbers. Anything else is a sign that something stood there: so
 * no signature is told, however it is written, but one that is written as words.
 */
export function plainWords(text: string): string {
  let numbers = 0
  const shown = text.replace(RUN_OF_LETTERS, (run) => {
    if (SHORT_NUMBER.test(run)) return ++numbers > MOST_NUMBERS ? '…' : run
    return isWord(run) ? run : '…'
  })
  const few = numbers > MOST_NUMBERS ? shown.replace(/\d+/g, '…') : shown
  return few.replace(MASKED_IN_A_ROW, '…')
}

function isWord(run: string): boolean {
  if (SHORT_PLAIN_WORDS.has(run.toLowerCase())) return run.length > 1 || run === 'a'
  if (run.length < 3 || run.length > LONGEST_PLAIN_WORD || run !== run.normalize('NFKC')) return false
  return PLAIN_WORD.test(run) ? VOWEL.test(run) : /^\p{Lo}+$/u.test(run)
}
