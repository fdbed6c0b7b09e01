import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { berElements, GarbledAnswer, readBerHeader } from './ber.ts'
import { LDAP_ANSWERS, lengthOfAnswer, readLdapAnswer } from './ldap-answer.ts'

/** What one connection may bring: a person and their groups are some thousand bytes. */
const MOST_LDAP_BYTES = 1024 * 1024
const MOST_ANSWERS = 2000
const MOST_PIECES = 4000
/** Of a thousand groups, each with some names. */
const MOST_LDAP_VALUES = 20_000

/** What may come after a request, by its tag (RFC 4511 §4.2, §4.5). */
const ANSWERS_TO: Readonly<Record<number, readonly number[]>> = {
  0x60: [LDAP_ANSWERS.bound],
  0x63: [LDAP_ANSWERS.entry, LDAP_ANSWERS.searched, LDAP_ANSWERS.reference],
}

/**
 * Stands between a connection and the library that reads it. It hands on whole answers, one at a time, each read to its end before, and
 * each an answer to what was asked last. The library (ldapts 9.2.0) would read on without end in a value that is longer than its message,
 * call itself once for each message that comes with others, and take an answer without a result for a success. Anything else ends the
 * connection.
 */
export class GuardedWire extends Duplex {
  /** How the last answer ended (RFC 4511 §4.1.9). */
  resultCode: number | undefined
  /** Why we ended the connection, where we did. */
  fault: Error | undefined
  readonly #socket: Socket
  #asked: { id: number; answers: readonly number[] } | undefined
  #pending = Buffer.alloc(0)
  #bytes = 0
  #answers = 0
  #pieces = 0
  #values = 0

  constructor(socket: Socket) {
    super({ readableObjectMode: true, decodeStrings: true })
    this.#socket = socket
    for (const event of ['connect', 'secureConnect']) socket.once(event, () => this.emit(event))
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy(new Error('the directory has closed the connection')))
  }

  get connecting(): boolean {
    return this.#socket.connecting
  }

  /** Ends the connection, whatever either side still wants to say. */
  giveUp(fault: Error): void {
    this.fault ??= fault
    this.destroy(fault)
  }

  override _read(): void {} // it comes when it comes: there is a bound for all of it

  override _write(request: Buffer, _encoding: unknown, done: (error?: Error | null) => void): void {
    const [id, operation] = berElements(request, { start: readBerHeader(request, 0, request.length)?.start ?? 0, end: request.length }) // prettier-ignore
    this.#asked = id && operation && { id: request.readIntBE(id.start, id.end - id.start), answers: ANSWERS_TO[operation.tag] ?? [] } // prettier-ignore
    this.#socket.write(request, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  #take(piece: Buffer): void {
    if (this.destroyed) return
    try {
      if ((this.#bytes += piece.length) > MOST_LDAP_BYTES || ++this.#pieces > MOST_PIECES)
        throw new GarbledAnswer('they do not end')
      this.#pending = Buffer.concat([this.#pending, piece])
      for (;;) {
        const length = lengthOfAnswer(this.#pending)
        if (length === undefined || length > this.#pending.length) return
        const message = this.#pending.subarray(0, length)
        this.#pending = this.#pending.subarray(length)
        this.#handOn(message)
      }
    } catch (error) {
      this.giveUp(error instanceof Error ? error : new GarbledAnswer(String(error)))
    }
  }

  #handOn(message: Buffer): void {
    if (++this.#answers > MOST_ANSWERS) throw new GarbledAnswer('they do not end')
    const { operation, messageId, resultCode, values, bytes } = readLdapAnswer(message)
    if ((this.#values += values) > MOST_LDAP_VALUES) throw new GarbledAnswer('they have too many values')
    if (this.#asked?.id !== messageId || !this.#asked.answers.includes(operation))
      throw new GarbledAnswer('one is to what nobody has asked')
    if (resultCode !== undefined) [this.resultCode, this.#asked] = [resultCode, undefined]
    this.push(bytes)
  }
}
