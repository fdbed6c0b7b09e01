import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * A connection on which these bytes are sent in place of all that Node's HTTP writes, so that a request can be wrong in any
 * way, and its answer is read by the parser that reads every other. Each end of the connection is an end of what can be
 * read: an answer that came before is not lost. All is handed over at once: who writes piece by piece meets the reset of a
 * connection in his next piece, before he has read what came ahead of it.
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
    socket.write(bytes)
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
