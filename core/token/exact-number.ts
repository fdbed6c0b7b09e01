/** So many digits are exact in every double, and written back as they were. */
const EXACT_DIGITS = 15

/**
 * Does a number in JSON mean the same to everybody? A double rounds what has too many digits, what is too large and what
 * is too small, and others keep it (RFC 8259 §6, RFC 7493 §2.2). So it must be, in decimals, what is written back for
 * it. The minus of -0 is lost there too.
 * @param literal by the grammar of JSON, of any length
 */
export function isExactNumber(literal: string): boolean {
  const number = Number(literal)
  if (number === 0 && literal.startsWith('-')) return false
  if (literal.length <= EXACT_DIGITS && !/e/i.test(literal)) return true
  if (!Number.isFinite(number)) return false
  return digitsOf(literal) === digitsOf(JSON.stringify(number)) // then it is no other power of ten either, so near it is
}

/** The digits that count, without the zeros around them. */
function digitsOf(literal: string): string {
  const [mantissa = ''] = literal.replace(/^-/, '').toLowerCase().split('e')
  const all = mantissa.replace('.', '')
  let [first, end] = [0, all.length]
  while (all[first] === '0') first++
  while (end > first && all[end - 1] === '0') end--
  return all.slice(first, end)
}
