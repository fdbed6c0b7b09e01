import type { IncomingMessage, InformationEvent, ServerResponse } from 'node:http'

/** What comes before the answer may be little, and not read at all by a client: more of it is dropped. */
const MOST_EARLY = 16

/**
 * Passes on what a target says before its answer: 103 with its links (RFC 8297), and 102. Others, also a 100 that nobody has asked
 * for, end here: a client may ignore them, and this proxy cannot write them (RFC 9110 §15.2).
 * @param before how many came before this one
 */
export function passOnEarly(
  { statusCode, headers }: InformationEvent,
  { httpVersion }: IncomingMessage,
  response: ServerResponse,
  before: number,
): void {
  if (before >= MOST_EARLY || httpVersion === '1.0' || response.headersSent) return
  if (statusCode === 102) response.writeProcessing()
  const { link } = headers
  if (statusCode !== 103 || link === undefined) return
  try {
    response.writeEarlyHints({ link })
  } catch {
    // Node writes no link that it cannot read; the answer has it once more (RFC 8297 §2).
  }
}
