import type { Buffer } from 'node:buffer'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Opening what is no file must not wait: a named pipe is opened only when somebody writes to it. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) // Windows has no such flag

/**
 * Reads a text from a file, and from nothing else: a pipe or a device may never end, or never answer. What is no UTF-8 is
 * replaced.
 * @param maxBytes the largest file that is read
 * @throws the platform's error; one with the code EFTYPE for what is no file, and EFBIG for one that is too large
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

async function readBytesOf(path: string, maxBytes = Infinity): Promise<Buffer> {
  const file = await open(path, READ_AT_ONCE)
  try {
    const found = await file.stat()
    // Reading a folder fails by itself, with a code of its own.
    if (!found.isFile() && !found.isDirectory()) throw fault('EFTYPE', 'this is not a file', path)
    if (found.size > maxBytes && found.isFile()) throw fault('EFBIG', `more than ${maxBytes} bytes`, path)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** In the form of the platform's own errors, so that it is explained as they are. */
const fault = (code: string, what: string, path: string) =>
  Object.assign(new Error(`${code}: ${what}, read '${path}'`), { code, syscall: 'read', path })
