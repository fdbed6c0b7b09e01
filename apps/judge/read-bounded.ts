import { Buffer } from 'node:buffer'
import { UsageFault } from '#core/process/command-line'

/** Longer than any token that a server takes. Bytes. */
export const MOST_INPUT = 100_000

/** All that comes, up to a bound. @throws UsageFault beyond it */
export async function readBounded(input: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of input) {
    const bytes = Buffer.from(part as Uint8Array | string) // a stream without an encoding has bytes
    size += bytes.length
    if (size > MOST_INPUT) throw new UsageFault(`There are more than ${MOST_INPUT} bytes on standard input: no token is so long.`) // prettier-ignore
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString()
}
