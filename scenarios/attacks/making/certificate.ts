import { Buffer } from 'node:buffer'
import type { StrangerKey } from './strangers.ts'

/** A certificate in DER that a key signs for itself (RFC 5280 §4.1): all that `x5c` wants, and no more. */
export function selfSignedCertificate({ publicKeyDer, sign }: StrangerKey, name: string): Buffer {
  const who = sequence(element(SET, sequence(COMMON_NAME, element(UTF8, Buffer.from(name)))))
  const dates = sequence(
    element(UTC_TIME, Buffer.from('250101000000Z')),
    element(UTC_TIME, Buffer.from('490101000000Z')),
  )
  const toSign = sequence(element(INTEGER, Buffer.of(1)), SHA256_WITH_RSA, who, dates, who, publicKeyDer)
  const signature = Buffer.from(sign(toSign.toString('latin1'), 'RS256'))
  return sequence(toSign, SHA256_WITH_RSA, element(BIT_STRING, Buffer.concat([Buffer.of(0), signature])))
}

const [INTEGER, BIT_STRING, UTF8, UTC_TIME, SEQUENCE, SET] = [0x02, 0x03, 0x0c, 0x17, 0x30, 0x31]

/** The object ids of commonName, and of sha256WithRSAEncryption with its empty parameters (RFC 4055 §5). */
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

const sequence = (...parts: Buffer[]) => element(SEQUENCE, Buffer.concat(parts))

/** Tag, length and content (X.690 §8.1). */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
