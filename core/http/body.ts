import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, unzip } from 'node:zlib'
import type { RequestHandler } from 'express'
import { headersNamed } from './guard.ts'
import { Problem } from './problem.ts'

/** The body of a request: too large when it has more than 100 kB, gone when the sender hung up before its end. */
export type Body = Uint8Array | 'too-large' | 'gone'

export const MAX_BODY = 102_400

/** Each piece is work, however small it is. */
const MAX_PIECES = 4000

/** What all senders may have sent of bodies that are not complete yet. Bytes, for the process. */
export const MAX_RECEIVING = 4_000_000

/** Begins with room for this much; most bodies have less, and are not copied. */
const FIRST_ROOM = 1024

const bodies = new WeakMap<IncomingMessage, Promise<Body>>()

/** Those that are being received, the oldest first, with the bytes that are kept for each. */
const receiving = new Map<IncomingMessage, number>()
let received = 0

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

export const isPacked = ({ headers }: IncomingMessage): boolean => headers['content-encoding'] !== undefined

/** The body, bounded; received once, whoever asks first. */
export function receiveBody(request: IncomingMessage): Promise<Body> {
  const known = bodies.get(request)
  if (known) return known
  const body = Number(request.headers['content-length']) > MAX_BODY ? Promise.resolve<Body>('too-large') : read(request)
  bodies.set(request, body)
  return body
}

/** When it has been used, nobody needs it any longer; whoever does not read the answer would keep it alive. */
export function dropBody(request: IncomingMessage): void {
  // What is being unpacked is read by another thread.
  if (!isPacked(request)) void bodies.get(request)?.then((body) => typeof body !== 'string' && free(body))
  bodies.delete(request)
  if ('body' in request) request.body = undefined
}

/** Below this, the garbage collector is in time. Bytes. */
const LARGE = 8000

/** Gives large memory back at once: the collector counts it as little, and lets tens of megabytes of it stand. */
function free({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= LARGE && buffer.byteLength === byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** Collects into one buffer: a body may come in as many pieces as it has bytes. */
function read(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0)
    let length = 0
    let pieces = 0
    receiving.set(request, 0)
    const finish = (body: Body) => {
      received -= receiving.get(request) ?? 0
      receiving.delete(request)
      request.off('data', take).off('end', complete).off('close', giveUp)
      if (typeof body === 'string') free(bytes)
      resolve(body)
    }
    const take = (chunk: Buffer) => {
      if (++pieces > MAX_PIECES) return void request.socket.destroy()
      if (length + chunk.length > MAX_BODY) {
        finish('too-large')
        return void request.resume()
      }
      if (length === 0 && chunk.length === Number(request.headers['content-length'])) bytes = chunk
      else {
        if (length + chunk.length > bytes.length) bytes = grown(bytes, length + chunk.length)
        chunk.copy(bytes, length)
      }
      length += chunk.length
      if (bytes !== chunk) free(chunk)
      keep(request, bytes.length)
    }
    const complete = () => finish(shrunk(bytes, length))
    const giveUp = () => finish('gone')
    request.on('data', take).on('end', complete).on('close', giveUp)
  })
}

/** So that its memory is all its own. */
function shrunk(bytes: Buffer, length: number): Buffer {
  const { buffer } = bytes
  if (length === bytes.length || !(buffer instanceof ArrayBuffer)) return bytes.subarray(0, length)
  return Buffer.from(buffer.transfer(length))
}

function grown(bytes: Buffer, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_ROOM, needed, Math.min(2 * bytes.length, MAX_BODY)))
  bytes.copy(larger)
  free(bytes)
  return larger
}

/** When all together have sent too much, the oldest goes: an honest one is complete after a moment. */
function keep(request: IncomingMessage, bytes: number): void {
  received += bytes - (receiving.get(request) ?? 0)
  receiving.set(request, bytes)
  for (const oldest of receiving.keys()) {
    if (received <= MAX_RECEIVING) return
    received -= receiving.get(oldest) ?? 0
    receiving.delete(oldest)
    oldest.socket.destroy()
  }
}

/** Puts the bytes of the body into `request.body`, unpacked. Of two types, readers disagree about which of them counts. */
export const readBytes: RequestHandler = (request, _response, next) => {
  if (headersNamed(request, 'content-type').length > 1)
    return next(new Problem('invalid-input', 'The header Content-Type must come only once.'))
  receiveBody(request)
    .then((body) => (typeof body === 'string' ? body : unpack(body, request.headers['content-encoding'])))
    .then((body) => {
      if (body === 'too-large') return next(new Problem('too-large', 'The body must not be larger than 100 kB.'))
      if (body === 'gone') return // nobody waits for an answer
      request.body = body
      next()
    }, next)
}

const UNPACK: Record<string, (bytes: Uint8Array) => Promise<Uint8Array>> = {
  gzip: (bytes) => unzipped(bytes, LIMIT),
  deflate: (bytes) => unzipped(bytes, LIMIT),
  br: (bytes) => unbrotlied(bytes, LIMIT),
}

const unzipped = promisify<Uint8Array, typeof LIMIT, Uint8Array>(unzip)
const unbrotlied = promisify<Uint8Array, typeof LIMIT, Uint8Array>(brotliDecompress)
const LIMIT = { maxOutputLength: MAX_BODY }

async function unpack(bytes: Uint8Array, encoding = 'identity'): Promise<Body> {
  if (encoding === 'identity' || bytes.length === 0) return bytes
  const unpacked = Object.hasOwn(UNPACK, encoding) && UNPACK[encoding]
  if (!unpacked) throw new Problem('unsupported-media-type', 'The content encoding of the body is not supported here.')
  try {
    return await unpacked(bytes)
  } catch (error) {
    if (error instanceof RangeError) return 'too-large'
    throw new Problem('invalid-input', 'The body cannot be decompressed.', { cause: error })
  }
}
