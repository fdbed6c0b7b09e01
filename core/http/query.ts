/** The value of a query parameter; of several, the first. */
export function queryText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}

/** `?expired=1` and every other value mean yes; only 0, false, no and nothing mean no. */
export function isYes(value: unknown): boolean {
  const text = queryText(value)
  return text !== undefined && !['', '0', 'false', 'no'].includes(text.toLowerCase())
}
