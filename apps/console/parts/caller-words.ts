import { titleOf } from '#core/trace/step'

/** As whom a console asks the processes; the token bench sends tokens as `console`. */
export const CONSOLE_NAME = 'jwt-sandbox-console'
const NAMES_OF_CONSOLE = new Set([CONSOLE_NAME, 'console'])

/** What people call it, and may write where they look for its requests. */
const THIS_CONSOLE = 'this console'

/** Who has asked, for a person. @param from by the User-Agent; absent: nobody knows */
export function callerWords(from: string | undefined): string {
  if (from === undefined) return 'somebody'
  return NAMES_OF_CONSOLE.has(from) ? THIS_CONSOLE : titleOf(from)
}

/** As a list offers it: what `callerNamed` understands. */
export const callerListed = (from: string): string => (NAMES_OF_CONSOLE.has(from) ? THIS_CONSOLE : from)

/** The name by which requests are looked for, from what a person writes. */
export const callerNamed = (written: string): string =>
  written.trim().toLowerCase() === THIS_CONSOLE ? CONSOLE_NAME : written.trim()
