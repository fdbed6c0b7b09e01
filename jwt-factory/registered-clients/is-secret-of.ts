import { hash, timingSafeEqual } from 'node:crypto'
import type { Client } from './clients.ts'

/**
 * Whether a text is a secret of that client: the one in use, or the other one while it is being changed. Both are looked
 * at in any case, and as much is done where there is no such client, so the time tells nothing.
 */
export function isSecretOf(client: Pick<Client, 'secret' | 'otherSecret'> | undefined, given: string): boolean {
  const { secret = '', otherSecret = '' } = client ?? {}
  const isFirst = isEqual(given, secret)
  const isSecond = isEqual(given, otherSecret)
  return given !== '' && (isFirst || isSecond)
}

/** In a time that tells nothing about either text; the hashes have one length. */
function isEqual(given: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'))
}
