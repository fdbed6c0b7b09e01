import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate as ParsedCertificate,
} from '@peculiar/x509'
import mkcert from 'mkcert'
import { beforeAll, describe, expect, test } from 'vitest'
import { completeAuthority, completeLeaf } from './complete.ts'
import type { CertificatePair } from './pair.ts'

const PLACE = { countryCode: 'NP', state: 'Local', locality: 'Local' }
const NAMES = ['serviceb', '127.0.0.1', '::1']

let authority: CertificatePair
let made: CertificatePair
beforeAll(async () => {
  const ca = await mkcert.createCA({ organization: 'x', ...PLACE, validity: 20 })
  authority = { key: ca.key, cert: await completeAuthority(ca) }
  made = await mkcert.createCert({ ca: authority, domains: NAMES, validity: 397 })
})

const leaf = () => completeLeaf(made.cert, NAMES, authority)

const facts = (pem: string) => {
  const parsed = new ParsedCertificate(pem)
  const [constraints, usage] = [parsed.getExtension(BasicConstraintsExtension), parsed.getExtension(KeyUsagesExtension)]
  return {
    critical: parsed.extensions
      .filter(({ critical }) => critical)
      .map(({ type }) => type)
      .sort(),
    authority: [constraints?.ca, constraints?.pathLength],
    usages: usage?.usages,
    purposes: parsed.getExtension(ExtendedKeyUsageExtension)?.usages,
    subject: parsed.getExtension(SubjectKeyIdentifierExtension)?.keyId,
    issuer: parsed.getExtension(AuthorityKeyIdentifierExtension)?.keyId,
  }
}

describe('has what strict verifiers ask for (RFC 5280 §4.2.1)', () => {
  const CRITICAL = ['2.5.29.15', '2.5.29.19']

  test('an authority', async () => {
    const { subject, issuer, ...rest } = facts(authority.cert)
    expect(rest).toEqual({
      critical: CRITICAL,
      authority: [true, 0],
      usages: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
      purposes: undefined,
    })
    expect(subject).toMatch(/^[\da-f]{40}$/)
    expect(issuer).toBe(subject)
  })

  test('a certificate of a process', async () => {
    const { subject, issuer, ...rest } = facts(await leaf())
    expect(rest).toEqual({
      critical: CRITICAL,
      authority: [false, undefined],
      usages: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
      purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    })
    expect(issuer).toBe(facts(authority.cert).subject)
    expect(subject).not.toBe(issuer)
  })
})

test('serial numbers are positive, random, and never the same (RFC 5280 §4.1.2.2)', async () => {
  const serials = await Promise.all(
    Array.from({ length: 40 }, async () => new X509Certificate(await leaf()).serialNumber),
  )
  expect(new Set(serials).size).toBe(40)
  for (const serial of serials) expect(serial).toMatch(/^[4-7][\dA-F]{31}$/)
  for (let digit = 1; digit < 32; digit++)
    expect(new Set(serials.map((serial) => serial[digit])).size).toBeGreaterThan(4)
})

test('each authority has a name that nobody else has, by which its key can be told', async () => {
  const other = await mkcert.createCA({ organization: 'x', ...PLACE, validity: 20 })
  const subjects = [authority.cert, await completeAuthority(other)].map((pem) => new X509Certificate(pem).subject)
  expect(new Set(subjects).size).toBe(2)
  const keyId = new ParsedCertificate(authority.cert).getExtension(SubjectKeyIdentifierExtension)?.keyId ?? ''
  expect(subjects[0]).toContain(`CN=jwt-sandbox CA ${keyId.slice(0, 8)}\n`)
})

test('a certificate begins an hour before it was made, for clocks differ, and ends with its authority', async () => {
  const [signed, first, ca] = [await leaf(), made.cert, authority.cert].map((pem) => new X509Certificate(pem))
  expect(signed?.validFromDate.getTime()).toBe(Number(first?.validFromDate.getTime()) - 3_600_000)
  expect(signed?.validTo).toBe(ca?.validTo)
})
