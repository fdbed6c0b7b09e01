import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Claims } from '#core/token/claims'
import type { ClaimHint } from './visit.ts'

/** The headers of the sample, and the claims that its gateway writes into them. */
export const HINT_HEADERS = { 'x-name': 'name', 'x-nickname': 'nickname', 'x-picture': 'picture' } as const

/** Letters: what a header says is shown, and no longer than that. */
const LONGEST_HINT = 300

/**
 * What headers beside the tokens say. They are shown to be compared, and never used: only a signature proves a claim.
 * @param person claims that are proven, if any are
 */
export function claimHints(
  { headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>,
  person?: Claims,
): ClaimHint[] {
  return Object.entries(HINT_HEADERS).flatMap(([header, claim]) => {
    const values = headersDistinct[header]
    if (values === undefined) return []
    const said = values.map(hintText).join(', ')
    const isSame = values.length === 1 && person?.[claim] === said
    const outcome = person === undefined ? 'unproven' : isSame ? 'same' : 'differs'
    return [{ header, claim, said: said.slice(0, LONGEST_HINT), outcome } as const]
  })
}

/** Node reads each byte of a field as a letter; who writes names into one most often means UTF-8 (RFC 9110 §5.5). */
function hintText(value: string): string {
  try {
    return UTF_8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })
