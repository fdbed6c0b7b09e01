import { constants, type ClientHttp2Stream, type ServerHttp2Stream } from 'node:http2'
import { Duplex } from 'node:stream'

/**
 * A stream of a tunnel as a connection: who speaks HTTP/1.1 on it, or TCP, takes it for one. It ends with an error where the stream is
 * cut, so that half of an answer is not taken for the whole.
 */
export class TunnelConnection extends Duplex {
  readonly #stream: Stream
  #goOn: (() => void) | undefined

  constructor(stream: Stream) {
    super({ allowHalfOpen: true })
    this.#stream = stream
    stream.on('data', (piece: Buffer) => void (this.push(piece) || stream.pause()))
    stream.on('end', () => void (isCut(stream) ? this.destroy(new TunnelCut()) : this.push(null)))
    stream.on('drain', () => this.#passOn())
    stream.on('error', (error) => this.destroy(error))
    stream.on('close', () => void (hasEndedWell(stream) || this.destroy(new TunnelCut())))
  }

  override _read(): void {
    this.#stream.resume()
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#stream.write(piece)) done()
    else this.#goOn = done
  }

  override _final(done: () => void): void {
    this.#stream.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // With its `close`, Node says a plain end first, and the other end takes that for all that there is.
    this.#stream.destroy(hasEndedWell(this.#stream) ? undefined : new TunnelCut())
    this.#passOn()
    done(error)
  }

  #passOn(): void {
    const goOn = this.#goOn
    this.#goOn = undefined
    goOn?.()
  }

  // What a client of HTTP asks of a connection that it keeps; a tunnel sees to it for all of its streams.
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

type Stream = ClientHttp2Stream | ServerHttp2Stream

/** Node says of a stream that was cut that it has ended. */
const isCut = ({ aborted, rstCode }: Stream) => aborted || (rstCode ?? 0) !== constants.NGHTTP2_NO_ERROR

const hasEndedWell = (stream: Stream) => stream.readableEnded && stream.writableFinished && !isCut(stream)

/** The tunnel is over, or the other end has cut this connection. */
export class TunnelCut extends Error {
  override readonly name = 'TunnelCut'
  readonly code = 'ECONNRESET'

  constructor() {
    super('the tunnel was cut')
  }
}
