import type { Buffer } from 'node:buffer'
import { hash, timingSafeEqual } from 'node:crypto'

/** A secret as it is kept for comparing: all are of one length, so that the time to compare tells nothing. */
export const secretDigest = (secret: string): Buffer => hash('sha256', secret, 'buffer')

/** @param wanted the digest of the right one */
export const isSameSecret = (given: string, wanted: Buffer): boolean => timingSafeEqual(secretDigest(given), wanted)
