import type { Buffer } from 'node:buffer'
import { hash, timingSafeEqual } from 'node:crypto'

/** A secret as it is kept for comparing: all are of one length, so that the time to compare tells nothing. */
export const secretDigest = (secret: string): Buffer => hash('sha256', secret, 'buffer')

/** @param wanted the digest of the right one */
export const isSameSecret = (given: string, wanted: Buffer): boolean => timingSafeEqual(secretDigest(given), wanted)

/** In which a program of this machine says which token it means. */
export const TOKEN_SIGN = 'control-token-sign'

/** Enough to tell another secret by, and far too little to find it: a plain port may be that of somebody else by now. */
export const secretSign = (secret: string): string => hash('sha256', `sign of ${secret}`).slice(0, 8)
