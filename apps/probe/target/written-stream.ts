import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** So much is handed over at once: who refuses a long request may say so before its end. Bytes. */
const PIECE = 16_384

/**
 * A connection on which these bytes are sent in place of all that Node's HTTP writes, so that a request can be wrong in any
 * way, and its answer is read by the parser that reads every other. Each end of the connection is an end of what can be
 * read: an answer that came before is never lost.
 */
export class WrittenStream extends Duplex {
  readonly #socket: Socket
  /** Why the connection ended, where it did not end well. */
  failure: (Error & { code?: string }) | undefined

  constructor(socket: Socket, bytes: Buffer) {
    super({ autoDestroy: false })
    this.#socket = socket
    socket.on('data', (piece) => void (this.push(piece) || socket.pause()))
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => (this.failure = error))
    socket.on('close', () => void (this.readableEnded || this.push(null)))
    this.#write(bytes, 0)
  }

  /** As long as nothing came back: after that nobody listens. */
  #write(bytes: Buffer, from: number): void {
    if (from >= bytes.length || this.#socket.destroyed || this.#socket.bytesRead > 0) return
    this.#socket.write(bytes.subarray(from, from + PIECE), (error) => {
      if (!error) this.#write(bytes, from + PIECE)
    })
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(_piece: unknown, _encoding: unknown, done: () => void): void {
    done()
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(null)
  }
}
