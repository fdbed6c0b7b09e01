import { Buffer } from 'node:buffer'

/** The few forms of DER that a certificate is made of (ITU-T X.690). */
export const der = {
  sequence: (...parts: Buffer[]) => tagged(0x30, ...parts),
  set: (...parts: Buffer[]) => tagged(0x31, ...parts),
  /** A positive number, its first byte below 0x80. */
  integer: (bytes: Buffer) => tagged(0x02, bytes),
  boolean: (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0])),
  text: (value: string) => tagged(0x0c, Buffer.from(value)),
  octets: (bytes: Buffer) => tagged(0x04, bytes),
  /** @param unused how many bits at its end do not count */
  bits: (bytes: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), bytes),
  /** Until 2049 its year has two digits (RFC 5280 §4.1.2.5). @param time milliseconds since 1970 */
  time(time: number) {
    const digits = new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '')
    return Number(digits.slice(0, 4)) < 2050
      ? tagged(0x17, Buffer.from(digits.slice(2)))
      : tagged(0x18, Buffer.from(digits))
  },
  /** @param id its numbers, with dots between */
  objectId(id: string) {
    const [first = 0, second = 0, ...rest] = id.split('.').map(Number)
    return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(sevenBits)]))
  },
  /** A part that is known by its place, as `[0]`. @param isWhole it is built of others */
  place: (number: number, bytes: Buffer, isWhole = false) => tagged((isWhole ? 0xa0 : 0x80) | number, bytes),
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body])
}

const lengthBytes = (length: number): number[] =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]

function sevenBits(number: number): number[] {
  const digits = [number & 0x7f]
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}
