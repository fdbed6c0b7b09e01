import { randomBytes } from 'node:crypto'

/** Only needed when something is made: it takes longer to load than all checks of a start. */
export async function loadX509() {
  await import('reflect-metadata') // the library asks for it
  return import('@peculiar/x509')
}

/** As it stands in a file. */
export const pemOf = (certificate: { toString(format: 'pem'): string }) => `${certificate.toString('pem')}\n`

/** Positive, not zero, of 16 bytes without a leading zero, and random but for two bits (RFC 5280 §4.1.2.2). */
export function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}
