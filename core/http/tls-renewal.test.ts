import { X509Certificate } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { makeOldKind, useTlsFolder } from '../../tests/support/tls-folder.ts'

const DAY = 86_400_000

const { told, open, openLater, path, folder } = useTlsFolder()

const LEAF_ENDS = expect.stringMatching(/^serviceb\.pem: it ended on 20\d\d-\d\d-\d\d$/)
const START_AGAIN =
  'running processes follow within a day, or at once after a restart; whoever else trusts the old CA needs the new file'
const JWK = { format: 'jwk' } as const
const endOf = (cert: string) => new X509Certificate(cert).validToDate.getTime()

describe('a CA', () => {
  test('with less than thirty days to live is signed anew: whoever trusts the earlier one trusts what the new one signs', async () => {
    const first = await openLater()
    const lastGoodMoment = endOf(first.ca) - 30 * DAY - 1
    expect((await open('serviceb', lastGoodMoment)).ca).toBe(first.ca)
    told.length = 0
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
    const first = await openLater()
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
    const old = await makeOldKind(folder(), 'serviceb')
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
    const old = await makeOldKind(folder(), 'serviceb')
    await rm(path('ca.key.pem'))
    expect(await open()).toMatchObject(old)
    expect(told).toEqual([expect.stringContaining('it stays, because the key of the CA is not here')])
  })
})

const namesOf = ({ cert }: { cert: string }) => new X509Certificate(cert).subjectAltName
const openWith = (...furtherNames: string[]) => open('serviceb', undefined, furtherNames)

describe('the names in a certificate', () => {
  test('are those that are asked for, each once; the certificate is made again when they change', async () => {
    await openLater()
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
