import type { IncomingMessage, ServerResponse } from 'node:http'

/** What comes before the answer may be little, and not read at all by a client: more of it is dropped. */
const MOST_EARLY = 16

/**
 * Passes on what a target says before its answer: 103 with its links (RFC 8297), and 102. Others, also a 100 that nobody has asked
 * for, end here: a client may ignore them, and this proxy cannot write them (RFC 9110 §15.2).
 * @param before how many came before this one
 */
export function passOnEarly(
  status: number,
  link: string | readonly string[] | undefined,
  { httpVersion }: IncomingMessage,
  response: ServerResponse,
  before: number,
): void {
  if (before >= MOST_EARLY || httpVersion === '1.0' || response.headersSent) return
  if (status === 102) response.writeProcessing()
  if (status !== 103 || link === undefined) return
  try {
    response.writeEarlyHints({ link: link as string | string[] }) // Node does not change the list
  } catch {
    // Node writes no link that it cannot read; the answer has it once more (RFC 8297 §2).
  }
}
