import type { ServerResponse } from 'node:http'
import { NOTHING } from './flow.ts'

/** The way of an answer back to the client. */
export interface AnswerBack {
  /** The client takes no more at the moment. */
  isHeldUp: boolean
  bytes: number
  /** @returns false: no more for now, until it is told that there may be */
  piece(piece: Buffer): boolean
  end(trailers: [name: string, value: string][] | undefined): void
  /** Somebody else has the last word: nothing goes back any more. */
  drop(): void
}

/** The head of an answer that goes back. */
export interface HeadBack {
  status: number
  reason: string
  headers: string[]
  hasBody: boolean
}

/** What is told of the way back. */
export interface ToldOnTheWay {
  /** The head goes now. */
  begins(status: number): void
  /** The head cannot be written down; nothing of it has gone. */
  unwritable(error: unknown): void
  /** What is missing of the answer does not come any more, which is told soon. */
  isBroken(): boolean
  /** A piece has come, or the client takes more. */
  moved(): void
  /** The client takes more. */
  takesMore(): void
}

/** An answer of one piece that is no longer goes back as one text with its head, which is cheaper to write. Bytes. */
const SHORT_BODY = 8192

/** No more of a body waits for what else has come with the head: one look at a connection brings no more. Bytes. */
const MUCH_WITH_HEAD = 65_536

const inOnePiece = (pieces: Buffer[]): Buffer => (pieces.length > 1 ? Buffer.concat(pieces) : (pieces[0] ?? NOTHING))

/** A reason means nothing (RFC 9112 §4): one that cannot be written is left out. */
const UNWRITABLE_REASON = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Sends the head of an answer back, and then what comes of the body. The head goes as soon as all that has come with it has been looked
 * at, whenever the body comes: what is wrong there can be answered yet.
 */
export function sendBack(
  response: ServerResponse,
  { status, reason, headers, hasBody }: HeadBack,
  { begins, unwritable, isBroken, moved, takesMore }: ToldOnTheWay,
): AnswerBack {
  /** What has come with the head. */
  let withHead: Buffer[] = []
  let isSent = false
  let isDropped = false
  let waits = false

  const back: AnswerBack = {
    isHeldUp: false,
    bytes: 0,
    piece(piece) {
      if (!hasBody || isDropped) return true
      back.bytes += piece.length
      moved()
      if (isSent) return write(piece)
      withHead.push(piece)
      return back.bytes < MUCH_WITH_HEAD || flush()
    },
    end(trailers) {
      if (!sayHead()) return
      if (trailers && response.chunkedEncoding) {
        flush()
        response.addTrailers(trailers)
      }
      const piece = isSent ? NOTHING : inOnePiece(withHead)
      if (piece.length === 0) response.end()
      else if (piece.length > SHORT_BODY) response.end(piece)
      else response.end(piece.toString('latin1'), 'latin1')
      isSent = true
    },
    drop: () => void (isDropped = true),
  }

  /** @returns whether it has gone */
  function sayHead(): boolean {
    if (isDropped) return false
    if (response.headersSent) return true
    try {
      begins(status)
      response.writeHead(status, UNWRITABLE_REASON.test(reason) ? '' : reason, headers)
      return true
    } catch (error) {
      response.statusMessage = '' // Node keeps it for whatever is answered then
      unwritable(error)
      return false
    }
  }

  function flush(): boolean {
    if (isSent || response.writableEnded || response.destroyed || !sayHead()) return true
    isSent = true
    const piece = inOnePiece(withHead)
    withHead = []
    return write(piece)
  }

  function write(piece: Buffer): boolean {
    if (isDropped) return true
    if (response.write(piece)) return true
    back.isHeldUp = true
    if (!waits) response.on('drain', goOn)
    waits = true
    return false
  }

  function goOn(): void {
    back.isHeldUp = false
    moved()
    takesMore()
  }

  process.nextTick(() => isBroken() || flush())
  return back
}
