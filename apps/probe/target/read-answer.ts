import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Answer } from '../answer.ts'
import { decodeBody } from './decode-body.ts'

/** A body is read as far as this. Bytes. */
const MOST_OF_TARGET_BODY = 65_536

/** A body that is being read. */
export interface TargetBody {
  /** Rejects when the connection ends in the middle of it. */
  readonly whole: Promise<Buffer>
  readonly soFar: () => Buffer
}

/** Reads the first 64 KB of a body; whoever sends more is not listened to any longer. */
export function readTargetBody(message: IncomingMessage): TargetBody {
  let body = Buffer.alloc(0)
  const whole = new Promise<Buffer>((resolve, reject) => {
    const finish = () => resolve(body)
    message.on('data', (piece: Buffer) => {
      body = Buffer.concat([body, piece.subarray(0, MOST_OF_TARGET_BODY - body.length)])
      if (body.length < MOST_OF_TARGET_BODY) return
      finish()
      message.destroy()
    })
    message.once('end', finish)
    message.once('error', reject)
    message.once('close', () => reject(new Error('the connection ended in the middle of the answer')))
  })
  return { whole, soFar: () => body }
}

/** An answer of what came: its body is decoded, where that can be done. */
export function answerFrom(message: IncomingMessage, bytes: Buffer, milliseconds: number): Answer {
  const { statusCode: status = 0, rawHeaders, rawTrailers } = message
  const headers = nameValuePairs(rawHeaders)
  const encoding = headers.flatMap(([name, value]) => (name === 'content-encoding' ? [value] : [])).join()
  const decoded = encoding === '' || bytes.length === 0 ? bytes : decodeBody(bytes, encoding)
  return {
    status,
    headers,
    body: (decoded ?? bytes).subarray(0, MOST_OF_TARGET_BODY).toString(),
    ...(!decoded && { undecoded: encoding.slice(0, 40) }),
    ...(rawTrailers.length > 0 && { trailers: nameValuePairs(rawTrailers) }),
    milliseconds,
  }
}

/** In the order in which they came. A value is kept as it is, byte by byte. */
function nameValuePairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as [string, string]] : [],
  )
}
