import { errorText } from '#core/error-text'

const LONGEST_CHAIN = 5

/** What an error says, and what it comes from: a fetch alone says no more than that it has failed. For operators. */
export function errorChain(error: unknown): string {
  const said: string[] = []
  for (let each = error, at = 0; each !== undefined && at < LONGEST_CHAIN; at++) {
    const text = errorText(each)
    const code = each instanceof Error && 'code' in each ? String(each.code) : text
    const whole = text.includes(code) ? text : `${text} (${code})`
    if (!said.some((before) => before.includes(whole))) said.push(whole)
    each = each instanceof Error ? each.cause : undefined
  }
  return said.join(': ')
}
