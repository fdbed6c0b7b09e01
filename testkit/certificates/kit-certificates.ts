import { Buffer } from 'node:buffer'
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { namesOfProcess } from '#core/http/certificates/names'
import type { CertificatePair } from '#core/http/certificates/pair'
import { der } from './der.ts'

/** The authority of one sandbox of a test, and the certificates of its processes. PEM. */
export interface KitCertificates {
  authority: CertificatePair
  /** By the name of the process. */
  leaves: ReadonlyMap<string, CertificatePair>
}

const DAY_OF_KIT = 86_400_000

/**
 * A test is shorter, and one that moves the clocks of processes does not move that of TLS; but a container may have a clock that is late, and
 * a machine may have slept for weeks. Both together are less than the 398 days that strict verifiers take. Days.
 */
const KIT_DAYS = 360
const DAYS_BEFORE = 30

const BY_P256 = der.sequence(der.objectId('1.2.840.10045.4.3.2')) // ecdsa-with-SHA256 (RFC 5758 §3.2)

/**
 * Makes an authority and certificates that it has signed, for this test alone: with keys of P-256, which takes a few milliseconds, where
 * mkcert needs a tenth of a second for each. They have all that strict verifiers ask for (RFC 5280 §4.2.1).
 * @param now milliseconds since 1970
 */
export function makeKitCertificates(processes: readonly string[], now: number): KitCertificates {
  const ca = newKeys()
  const name = distinguishedName(`jwt-sandbox test CA ${ca.id.toString('hex').slice(0, 8)}`)
  const frame = { issuer: name, from: now - DAYS_BEFORE * DAY_OF_KIT, to: now + KIT_DAYS * DAY_OF_KIT, signedBy: ca }
  const authority = certificate({ ...frame, subject: name, keys: ca }, [
    extension('2.5.29.19', der.sequence(der.boolean(true), der.integer(Buffer.from([0]))), true), // basic constraints
    extension('2.5.29.15', der.bits(Buffer.from([0b0000_0110]), 1), true), // key usage: keyCertSign, cRLSign
  ])
  const leaves = processes.map((each) => {
    const keys = newKeys()
    const alternatives = namesOfProcess(each, []).map(alternativeName)
    const cert = certificate({ ...frame, subject: distinguishedName(each), keys }, [
      extension('2.5.29.19', der.sequence(), true),
      extension('2.5.29.15', der.bits(Buffer.from([0b1000_0000]), 7), true), // digitalSignature
      extension('2.5.29.37', der.sequence(der.objectId(FOR_SERVER), der.objectId(FOR_CLIENT))),
      extension('2.5.29.17', der.sequence(...alternatives)),
    ])
    return [each, { cert, key: pemOfKey(keys.privateKey) }] as const
  })
  return { authority: { cert: authority, key: pemOfKey(ca.privateKey) }, leaves: new Map(leaves) }
}

const FOR_SERVER = '1.3.6.1.5.5.7.3.1'
const FOR_CLIENT = '1.3.6.1.5.5.7.3.2'

interface CertificateKeys {
  privateKey: KeyObject
  spki: Buffer
  /** Of the public key (RFC 5280 §4.2.1.2). */
  id: Buffer
}

function newKeys(): CertificateKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const point = spki.subarray(-65) // what stands last, not compressed
  return { privateKey, spki, id: createHash('sha1').update(point).digest() }
}

interface CertificateFacts {
  issuer: Buffer
  subject: Buffer
  from: number
  to: number
  keys: CertificateKeys
  signedBy: CertificateKeys
}

function certificate({ issuer, subject, from, to, keys, signedBy }: CertificateFacts, own: Buffer[]): string {
  const extensions = [
    ...own,
    extension('2.5.29.14', der.octets(keys.id)), // subject key identifier
    extension('2.5.29.35', der.sequence(der.place(0, signedBy.id))), // authority key identifier
  ]
  const body = der.sequence(
    der.place(0, der.integer(Buffer.from([2])), true), // version 3
    der.integer(serialNumber()),
    BY_P256,
    issuer,
    der.sequence(der.time(from), der.time(to)),
    subject,
    keys.spki,
    der.place(3, der.sequence(...extensions), true),
  )
  const whole = der.sequence(body, BY_P256, der.bits(sign('sha256', body, signedBy.privateKey)))
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`
}

/** Positive, and without a zero before it (RFC 5280 §4.1.2.2). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

const extension = (id: string, value: Buffer, isCritical = false) =>
  der.sequence(der.objectId(id), ...(isCritical ? [der.boolean(true)] : []), der.octets(value))

const distinguishedName = (text: string) => der.sequence(der.set(der.sequence(der.objectId('2.5.4.3'), der.text(text))))

/** A name of a host, or an address (RFC 5280 §4.2.1.6). */
const alternativeName = (name: string) =>
  isIP(name) === 0 ? der.place(2, Buffer.from(name)) : der.place(7, addressBytes(name))

const addressBytes = (address: string) =>
  isIP(address) === 4 ? Buffer.from(address.split('.').map(Number)) : LOOPBACK_OF_6

/** The one address of IPv6 that processes of a sandbox have: ::1. */
const LOOPBACK_OF_6 = Buffer.from([...Array(15).fill(0), 1])

const pemOfKey = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }))
