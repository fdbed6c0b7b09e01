import { KeyObject, X509Certificate } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import mkcert from 'mkcert'
import { describe, expect, test, vi } from 'vitest'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { useTlsFolder } from '../../tests/support/tls-folder.ts'
import { systemClock } from '../clock.ts'
import { loadX509 } from './certificates/x509.ts'

const DAY = 86_400_000

const { told, open, openLater, path, folder } = useTlsFolder()

const days = (pem: string) => Math.round((endOf(pem) - systemClock.now()) / DAY)
const endOf = (cert: string) => new X509Certificate(cert).validToDate.getTime()

describe('a certificate', () => {
  test('is made once, signed by the CA of the sandbox, and says the name of its process and localhost', async () => {
    const first = await open()
    const { cert, ca } = first
    const certificate = new X509Certificate(cert)
    expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true)
    for (const name of ['serviceb', 'localhost']) expect(certificate.checkHost(name)).toBe(name)
    expect(certificate.checkHost('servicec')).toBeUndefined()
    for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address)
    expect(await open()).toEqual(first)
    expect((await stat(path('serviceb.key.pem'))).mode & 0o777).toBe(0o600)
  })

  test('is replaced at the next start once it has less than thirty days to live, and the CA stays', async () => {
    const first = await openLater()
    const lastGoodMoment = endOf(first.cert) - 30 * DAY - 1
    expect((await open('serviceb', lastGoodMoment)).cert).toBe(first.cert)
    const second = await open('serviceb', lastGoodMoment + 1)
    expect(second.cert).not.toBe(first.cert)
    expect(second.key).not.toBe(first.key)
    expect(second.ca).toBe(first.ca)
    expect(await readFile(path('serviceb.pem'), 'utf8')).toBe(second.cert)
  })

  test('lives for a year and a month, its CA for ten years', async () => {
    const { cert, ca } = await openLater()
    expect([days(cert), days(ca)]).toEqual([397, 3650])
  })
})

/** Does something while the clock of the machine, by which certificates are made, is so many days ahead. */
async function daysAhead<Result>(days: number, task: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['Date'], now: systemClock.now() + days * DAY })
  return task().finally(() => vi.useRealTimers())
}

describe('what was made by a clock that ran ahead', () => {
  test('is made again, the CA too, once the clock is right', async () => {
    const first = await daysAhead(60, () => open())
    const second = await open()
    expect(second.ca).not.toBe(first.ca)
    expect(second.cert).not.toBe(first.cert)
    expect(await open('serviceb')).toEqual(second)
    expect(told).toEqual([
      expect.stringMatching(/^ca\.pem: it begins on 20\d\d-\d\d-\d\d, in the future; running processes follow/),
      'serviceb.pem: it is of another CA',
    ])
  })

  test('is made again where only the certificate of the process is', async () => {
    await open('servicea')
    const first = await daysAhead(60, () => open())
    const second = await open()
    expect(second.ca).toBe(first.ca)
    expect(second.cert).not.toBe(first.cert)
    expect(told).toEqual([expect.stringMatching(/^serviceb\.pem: it begins on 20\d\d-\d\d-\d\d, in the future$/)])
  })

  test('is good when that was less than an hour: clocks differ', async () => {
    const first = await daysAhead(59 / 24 / 60, () => open())
    expect(await open()).toEqual(first)
  })
})

describe('a CA', () => {
  test('of which the key is damaged is replaced when it is needed, and that is told', async () => {
    const first = await openLater()
    await writeFile(path('ca.key.pem'), 'garbage')
    expect(await open()).toEqual(first)
    expect(told).toEqual([])
    const other = await open('servicec')
    expect(other.ca).not.toBe(first.ca)
    expect(told).toEqual([expect.stringMatching(/^ca\.pem: .* is damaged; running processes follow within a day/)])
  })

  test('of which the key is gone goes on, as long as nobody needs a certificate', async () => {
    const first = await openLater()
    await rm(path('ca.key.pem'))
    expect(await open()).toEqual(first)
    await open('servicec')
    expect(told).toEqual([expect.stringMatching(/^ca\.pem: the key is missing; /)])
  })

  test('that cannot be read is not replaced', async () => {
    const { ca } = await openLater()
    await rm(path('ca.key.pem'))
    await mkdir(path('ca.key.pem'))
    await expect(open('servicec')).rejects.toThrow('EISDIR')
    expect(await readFile(path('ca.pem'), 'utf8')).toBe(ca)
  })

  test('that was never there is made without a word', async () => {
    await open()
    expect(told).toEqual([])
  })
})

test('mkcert makes the keys and the first certificates', async () => {
  const [createCA, createCert] = [vi.spyOn(mkcert, 'createCA'), vi.spyOn(mkcert, 'createCert')]
  const { cert, ca, key } = await open()
  const [madeCa, made] = [await createCA.mock.results[0]?.value, await createCert.mock.results[0]?.value]
  expect([await readFile(path('ca.key.pem'), 'utf8'), key]).toEqual([madeCa.key, made.key])
  for (const [ours, theirs] of [
    [ca, madeCa.cert],
    [cert, made.cert],
  ]) {
    const [end, first] = [ours, theirs].map((pem) => new X509Certificate(pem).validTo)
    expect(end).toBe(first)
  }
})

describe('what cannot be used is made again', () => {
  test.each(['serviceb.pem', 'serviceb.key.pem'])('%s is garbage, or missing', async (name) => {
    const first = await openLater()
    await writeFile(path(name), 'garbage')
    const second = await open()
    await rm(path(name))
    const third = await open()
    expect(new Set([first, second, third].map(({ cert }) => cert)).size).toBe(3)
    expect(third.ca).toBe(first.ca)
  })

  test('the key of another process', async () => {
    const first = await openLater()
    await open('servicec')
    await copyFile(path('servicec.key.pem'), path('serviceb.key.pem'))
    expect((await open()).cert).not.toBe(first.cert)
  })

  test('a certificate of another CA', async () => {
    const first = await openLater()
    for (const name of ['ca.pem', 'ca.key.pem']) await rm(path(name))
    const { ca } = await open('servicec')
    expect(ca).not.toBe(first.ca)
    const second = await open()
    expect(second.ca).toBe(ca)
    expect(second.cert).not.toBe(first.cert)
  })
})

test('a start that was cut short has left a key without its certificate: nothing is told of that', async () => {
  await openLater()
  for (const name of ['ca.pem', 'serviceb.pem']) await rm(path(name))
  await open()
  expect(told).toEqual([])
})

test('of several processes that start at once, one makes the CA', async () => {
  const identities = await Promise.all(['servicea', 'serviceb', 'servicec'].map((name) => open(name)))
  expect(new Set(identities.map(({ ca }) => ca)).size).toBe(1)
})

test('what earlier starts left unfinished is removed, also when nothing is to be made', async () => {
  await openLater()
  const left = await leaveBehind(folder(), 'serviceb.pem', systemClock, DAY)
  await open()
  expect(await readdir(folder())).not.toContain(left)
})

test('an authority of a key that is not RSA cannot sign here: the start says so, and leaves it', async () => {
  const x509 = await loadX509()
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  for (const isComplete of [true, false]) {
    const identifier = await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
    const made = await x509.X509CertificateGenerator.createSelfSigned({
      keys,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      notAfter: new Date(systemClock.now() + 1000 * DAY),
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        ...(isComplete ? [identifier, new x509.AuthorityKeyIdentifierExtension(identifier.keyId)] : []),
      ],
    })
    await writeFile(path('ca.pem'), made.toString('pem'))
    await writeFile(path('ca.key.pem'), KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }))
    await expect(open('serviceb')).rejects.toThrow(
      /\/ca\.key\.pem is a key of the type ec, and only RSA can sign here\. Remove ca\.pem and ca\.key\.pem, and a new CA is made\.$/,
    )
    expect(await readFile(path('ca.pem'), 'utf8')).toBe(made.toString('pem'))
  }
})
