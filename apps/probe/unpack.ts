import type { Buffer } from 'node:buffer'
import { constants, inflateRawSync, unzipSync } from 'node:zlib'

/**
 * What bytes are when they are taken for gzip or zlib, and for bare deflate: as much of it as is there, for a text may be cut. Nothing where
 * they are none of these; most are plainly not by their first bytes, and then nothing is opened, which is what takes the time.
 */
export function unpacked(bytes: Buffer): Buffer[] {
  return [
    ...(isGzip(bytes) || isZlib(bytes) ? opened(unzipSync, bytes) : []),
    ...(mayBeDeflated(bytes) ? opened(inflateRawSync, bytes) : []),
  ]
}

function opened(unpack: typeof unzipSync, bytes: Buffer): Buffer[] {
  try {
    return [unpack(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 100_000 })]
  } catch {
    return []
  }
}

/** RFC 1952 §2.3.1. */
const isGzip = ([first, second]: Buffer) => first === 0x1f && second === 0x8b

/** Deflate, and a check over both bytes (RFC 1950 §2.2). */
const isZlib = ([first = 0, second = 0]: Buffer) => (first & 15) === 8 && (first * 256 + second) % 31 === 0

/** More symbols than these a block cannot have, less 257 and less 1 (RFC 1951 §3.2.7). */
const MOST_LENGTHS = 29
const MOST_DISTANCES = 29

/** Whether the first block is one of the three kinds, and what it says of itself can be (RFC 1951 §3.2.3). */
function mayBeDeflated([first = 0, second = 0, third = 0, fourth = 0, fifth = 0]: Buffer): boolean {
  const kind = (first >> 1) & 3
  if (kind === 0) return (second ^ fourth) === 255 && (third ^ fifth) === 255
  if (kind === 2) return first >> 3 <= MOST_LENGTHS && (second & 31) <= MOST_DISTANCES
  return kind === 1
}
