/** Does an error come of a connection that nobody took? Only then does it help to start something. @param error with its causes */
export function nobodyListens(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'ECONNREFUSED') || nobodyListens(error.cause)
}
