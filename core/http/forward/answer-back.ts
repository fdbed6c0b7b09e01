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
}

/** An answer of one piece that is no longer goes back as one text with its head, which is cheaper to write. Bytes. */
const SHORT_BODY = 8192

/** A reason means nothing (RFC 9112 §4): one that cannot be written is left out. */
const UNWRITABLE_REASON = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Sends the head of an answer back, and then what comes of the body. The head goes now, whenever the body comes; with the first piece of
 * it, where that is here already.
 * @param moved is told of each piece that comes, and whenever the client takes more; `takesMore` of the latter
 * @throws TypeError when the head cannot be written down
 */
export function sendBack(
  response: ServerResponse,
  { status, reason, headers, hasBody }: { status: number; reason: string; headers: string[]; hasBody: boolean },
  moved: () => void,
  takesMore: () => void,
): AnswerBack {
  try {
    response.writeHead(status, UNWRITABLE_REASON.test(reason) ? '' : reason, headers)
  } catch (error) {
    response.statusMessage = '' // Node keeps it for whatever is answered then
    throw error
  }
  let first: Buffer | undefined
  let isSent = false
  let waits = false

  const back: AnswerBack = {
    isHeldUp: false,
    bytes: 0,
    piece(piece) {
      if (!hasBody) return true
      back.bytes += piece.length
      moved()
      if (isSent) return write(piece)
      if (!first) {
        first = piece
        return true
      }
      flush()
      return write(piece)
    },
    end(trailers) {
      if (trailers) {
        flush()
        response.addTrailers(trailers)
      }
      if (isSent || !first) response.end()
      else if (first.length > SHORT_BODY) response.end(first)
      else response.end(first.toString('latin1'), 'latin1')
      isSent = true
    },
  }

  function flush(): void {
    if (isSent || response.writableEnded || response.destroyed) return
    isSent = true
    write(first ?? NOTHING)
    first = undefined
  }

  function write(piece: Buffer): boolean {
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

  process.nextTick(flush)
  return back
}
