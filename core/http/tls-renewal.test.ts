import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mkcert from 'mkcert'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock, systemClock } from '../clock.ts'
import { openTlsIdentity } from './tls.ts'

const DAY = 86_400_000

let folder: string
let told: string[]
beforeEach(async () => {
  told = []
  folder = await mkdtemp(join(tmpdir(), 'tls-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Certificates are made with the date of the machine, so that is where a test begins. */
const open = (name = 'serviceb', at = systemClock.now()) =>
  openTlsIdentity(folder, name, manualClock(at), { tell: (file, why) => told.push(`${file}: ${why}`) })
const path = (name: string) => join(folder, name)

/** An authority and a certificate as earlier versions of the sandbox made them. */
async function makeOldKind(): Promise<{ ca: string; cert: string }> {
  const name = {
    organization: 'jwt-sandbox CA, for this machine only',
    countryCode: 'NP',
    state: 'Local',
    locality: 'Local',
  }
  const ca = await mkcert.createCA({ ...name, validity: 3650 })
  const leaf = await mkcert.createCert({ ca, domains: ['serviceb', 'localhost', '127.0.0.1', '::1'], validity: 397 })
  await Promise.all([writePair('ca', ca), writePair('serviceb', leaf)])
  return { ca: ca.cert, cert: leaf.cert }
}

const writePair = (name: string, { cert, key }: { cert: string; key: string }) =>
  Promise.all([writeFile(path(`${name}.pem`), cert), writeFile(path(`${name}.key.pem`), key)])

const LEAF_ENDS = expect.stringMatching(/^serviceb\.pem: it ended on 20\d\d-\d\d-\d\d$/)
const START_AGAIN =
  'running processes follow within a day, or at once after a restart; whoever else trusts the old CA needs the new file'
const JWK = { format: 'jwk' } as const
const endOf = (cert: string) => new X509Certificate(cert).validToDate.getTime()

describe('a CA', () => {
  test('with less than thirty days to live is signed anew: whoever trusts the earlier one trusts what the new one signs', async () => {
    const first = await open()
    const lastGoodMoment = endOf(first.ca) - 30 * DAY - 1
    expect((await open('serviceb', lastGoodMoment)).ca).toBe(first.ca)
    told = []
    const second = await open('serviceb', lastGoodMoment + 1)
    expect(second.ca).not.toBe(first.ca)
    expect(told).toEqual([
      expect.stringMatching(/^ca\.pem: it ends on 20\d\d-\d\d-\d\d, within 30 days; it was signed again/),
      LEAF_ENDS,
    ])
    const [earlier, renewed] = [first, second].map(({ ca }) => new X509Certificate(ca))
    expect(renewed?.validToDate.getTime()).toBeGreaterThan(lastGoodMoment + 3649 * DAY)
    expect([renewed?.subject, renewed?.publicKey.export(JWK)]).toEqual([
      earlier?.subject,
      earlier?.publicKey.export(JWK),
    ])
    expect(new X509Certificate(second.cert).checkIssued(new X509Certificate(first.ca))).toBe(true)
  })

  test('that has ended gives way to a new one with another key and name, and that is told with the date', async () => {
    const first = await open()
    const second = await open('servicec', endOf(first.ca))
    const [earlier, renewed] = [first, second].map(({ ca }) => new X509Certificate(ca))
    expect(renewed?.subject).not.toBe(earlier?.subject)
    const day = earlier?.validToDate.toISOString().slice(0, 10)
    expect(told).toEqual([`ca.pem: it ended on ${day}; ${START_AGAIN}`])
  })
})

const facts = (ca?: X509Certificate) => [ca?.subject, ca?.publicKey.export(JWK), ca?.validFrom, ca?.validTo]

describe('of an earlier version, which lacks what strict verifiers ask for,', () => {
  test('a CA is signed anew with its own key, name and dates, and a certificate is made again; both are told', async () => {
    const old = await makeOldKind()
    const now = await open()
    const [earlier, renewed, leaf] = [old.ca, now.ca, now.cert].map((pem) => new X509Certificate(pem))
    expect(facts(renewed)).toEqual(facts(earlier))
    expect(earlier && leaf?.checkIssued(earlier) && leaf.verify(earlier.publicKey), 'by who trusts the old CA').toBe(
      true,
    )
    const lacks = 'it lacks a subject key identifier and an authority key identifier, which strict verifiers require'
    expect(told).toEqual([
      expect.stringContaining(`ca.pem: ${lacks}; it was signed again with its own key`),
      `serviceb.pem: ${lacks}`,
    ])
    expect(await open()).toEqual(now)
  })

  test('both stay where the CA has no key: a new CA would be a stranger to everybody', async () => {
    const old = await makeOldKind()
    await rm(path('ca.key.pem'))
    expect(await open()).toMatchObject(old)
    expect(told).toEqual([expect.stringContaining('it stays, because the key of the CA is not here')])
  })
})

const namesOf = ({ cert }: { cert: string }) => new X509Certificate(cert).subjectAltName
const openWith = (...furtherNames: string[]) =>
  openTlsIdentity(folder, 'serviceb', systemClock, {
    furtherNames,
    tell: (file, why) => told.push(`${file}: ${why}`),
  })

describe('the names in a certificate', () => {
  test('are those that are asked for, each once; the certificate is made again when they change', async () => {
    const first = await openWith('localhost')
    expect(namesOf(first)).toBe('DNS:serviceb, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    const more = ['Host.Docker.internal', 'issuer.test.', 'a_b', '10.0.0.7', '[FD00::0007]', '::1', 'localhost']
    const second = await openWith(...more)
    expect(namesOf(second)).toBe(
      `${namesOf(first)}, DNS:host.docker.internal, DNS:issuer.test, DNS:a_b, IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:0:0:7`,
    )
    expect(await openWith(...more)).toEqual(second)
    const third = await openWith()
    expect(namesOf(third)).toBe(namesOf(first))
    expect([first, second, third].map(({ ca }) => ca)).toEqual([first.ca, first.ca, first.ca])
    expect(told).toEqual([
      'serviceb.pem: it lacks the names host.docker.internal, issuer.test, a_b, 10.0.0.7, fd00::7',
      'serviceb.pem: it has names that are no longer asked for',
    ])
  })
})
