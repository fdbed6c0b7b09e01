/**
 * What an error says, for a log line or a message. A refused connection to a name with two addresses has a code, and no
 * message. It stands by itself, for rooms that share no other door.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}
