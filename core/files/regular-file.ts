import { Buffer } from 'node:buffer'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'

/** Opening what is no file must not wait: a named pipe is opened only when somebody writes to it. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) // Windows has no such flag

/**
 * Reads a text from a file, and from nothing else: a pipe or a device may never end, or never answer. What is no UTF-8 is
 * replaced.
 * @param maxBytes the largest file that is read; 20 million by itself
 * @throws the platform's error; one with the code EFTYPE or EISDIR for what is no file, and EFBIG for one that is too large
 */
export const readRegularFile = async (path: string, maxBytes?: number): Promise<string> =>
  (await readBytesOf(path, maxBytes)).toString()

/**
 * The same for a text that is UTF-8 and nothing else, as JSON is (RFC 8259 §8.1): two texts that differ never become one. A
 * byte-order mark stays in it.
 * @throws the same; one with the code EILSEQ for what is not UTF-8
 */
export async function readUtf8File(path: string, maxBytes?: number): Promise<string> {
  const bytes = await readBytesOf(path, maxBytes)
  try {
    return wholeUtf8.decode(bytes)
  } catch {
    throw fault('EILSEQ', 'this is not UTF-8', path)
  }
}

const wholeUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Nothing that is read whole is nearly so large: keys, certificates, secrets, settings. */
const LARGEST_FILE = 20_000_000

async function readBytesOf(path: string, maxBytes = LARGEST_FILE): Promise<Buffer> {
  const file = await open(path, READ_AT_ONCE)
  try {
    const found = await file.stat()
    // The platform refuses a folder by itself, and does not say which one.
    if (found.isDirectory()) throw fault('EISDIR', 'this is a folder', path)
    if (!found.isFile()) throw fault('EFTYPE', 'this is not a file', path)
    if (found.size > maxBytes) throw fault('EFBIG', `more than ${maxBytes} bytes`, path)
    return await readAtMost(file, found.size, maxBytes, path)
  } finally {
    await file.close()
  }
}

/** The size is what the system says: a file that grows meanwhile, or one of /proc, may have any number of bytes more. */
async function readAtMost(file: FileHandle, size: number, maxBytes: number, path: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let total = 0, piece = size + 1; ; piece = FURTHER_PIECE) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(piece, maxBytes - total + 1)))
    if (bytesRead === 0) return Buffer.concat(pieces, total)
    pieces.push(buffer.subarray(0, bytesRead))
    total += bytesRead
    if (total > maxBytes) throw fault('EFBIG', `more than ${maxBytes} bytes`, path)
  }
}

/** Bytes. */
const FURTHER_PIECE = 65_536

/** In the form of the platform's own errors, so that it is explained as they are. */
const fault = (code: string, what: string, path: string) =>
  Object.assign(new Error(`${code}: ${what}, read '${path}'`), { code, syscall: 'read', path })
