import { Buffer } from 'node:buffer'
import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'

/** No more comes out of one body, however little went in. Bytes. */
const MOST_DECODED = 2_000_000

/** More than one after the other is rare. */
const MOST_ENCODINGS = 3

const GZIP = { maxOutputLength: MOST_DECODED, finishFlush: constants.Z_SYNC_FLUSH } // what was cut says something, too

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, GZIP),
  'x-gzip': (bytes) => gunzipSync(bytes, GZIP),
  deflate: (bytes) => inflateSync(bytes, GZIP),
  br: (bytes) =>
    brotliDecompressSync(bytes, { maxOutputLength: MOST_DECODED, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: MOST_DECODED, finishFlush: constants.ZSTD_e_flush }),
  identity: (bytes) => bytes,
}

/**
 * Undoes the content encodings of a body, the last one first (RFC 9110 §8.4).
 * @param encoding as `Content-Encoding` says it
 * @returns undefined where one is unknown, the bytes are none of it, or more than 2 MB would come out
 */
export function decodeBody(bytes: Buffer, encoding: string): Buffer | undefined {
  const names = encoding.split(',', MOST_ENCODINGS + 1).map((name) => name.trim().toLowerCase())
  if (names.length > MOST_ENCODINGS) return undefined
  try {
    return names.reduceRight<Buffer | undefined>((decoded, name) => {
      const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined
      return decoded && decoder?.(decoded)
    }, bytes)
  } catch {
    return undefined
  }
}
