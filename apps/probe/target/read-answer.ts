import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/** A body is read as far as this. Bytes. */
const MOST_OF_TARGET_BODY = 65_536

/** A body that is being read. */
export interface TargetBody {
  /** Rejects when the connection ends in the middle of it. */
  readonly whole: Promise<string>
  readonly soFar: () => string
}

/** Reads the first 64 KB of a body; whoever sends more is not listened to any longer. */
export function readTargetBody(message: IncomingMessage): TargetBody {
  let body = Buffer.alloc(0)
  const whole = new Promise<string>((resolve, reject) => {
    const finish = () => resolve(body.toString())
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
  return { whole, soFar: () => body.toString() }
}

/** In the order in which they came. A value is kept as it is, byte by byte. */
export function rawHeadersOf({ rawHeaders }: IncomingMessage): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  )
}
