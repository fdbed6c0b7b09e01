import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import { duplexPair } from 'node:stream'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, TLSSocket, type SecureContext } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock, waitingClock } from '#core/clock'
import { makeInterceptor, makeTargetCertificate } from './make-certificates.ts'
import { MOST_TARGETS, openInterceptionAuthority } from './authority.ts'

const NOW = new Date().setMilliseconds(0) // the other side of a handshake looks at the clock of the machine
const DAY = 86_400_000
let folder: string
let files: { keyFile: string; certificateFile: string }
let told: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interception-'))
  files = { keyFile: join(folder, 'own', 'ca.key'), certificateFile: join(folder, 'own', 'ca.crt') }
  told = []
})
afterEach(() => rm(folder, { recursive: true }))

const tell = (_fields: object, event: string) => void told.push(event)
const open = (clock = manualClock(NOW)) =>
  openInterceptionAuthority(files, { clock, machine: waitingClock(0), log: { info: tell, warn: tell } })

/** Shakes hands as a client that trusts the authority. @returns the certificate that it was shown */
async function handshake(secureContext: SecureContext, ca: string, host: string): Promise<X509Certificate> {
  const [near, far] = duplexPair()
  const server = new TLSSocket(far as never, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] }) // any stream will do
  server.on('error', () => {})
  const client = connect({
    socket: near as Duplex,
    ca,
    servername: /[:\d]$/.test(host) ? '' : host,
    host,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  })
  try {
    await new Promise<void>((resolve, reject) => void client.once('secureConnect', resolve).once('error', reject))
    expect(client.alpnProtocol).toBe('http/1.1')
    return new X509Certificate(client.getPeerX509Certificate()!.raw)
  } finally {
    client.destroy()
    server.destroy()
  }
}

describe('the authority of a signer', () => {
  test('is made at the first use, for a year, with a key that nobody else may read, and is used from then on', async () => {
    const first = await open()
    const authority = new X509Certificate(first.certificate)
    expect(authority.ca).toBe(true)
    expect(authority.subject).toMatch(
      /^CN=jwt-sandbox interception by a signer [\da-f]{8}\nO=trusted by its clients only$/,
    )
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(authority.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(authority.validToDate.getTime()).toBe(NOW + 365 * DAY)
    expect(((await stat(files.keyFile)).mode & 0o777).toString(8)).toBe('600')
    expect(((await stat(files.certificateFile)).mode & 0o777).toString(8)).toBe('644')
    expect(told).toEqual(['interception-authority-made'])
    expect((await open()).certificate).toBe(first.certificate)
    expect(told).toHaveLength(1)
  })

  test('is one, when two start at once', async () => {
    const [one, other] = await Promise.all([open(), open()])
    expect(one.certificate).toBe(other.certificate)
  })

  test('whose certificate was not written any more gets another one for its key', async () => {
    const before = await open()
    await rm(files.certificateFile)
    const after = await open()
    expect(
      new X509Certificate(after.certificate).publicKey.equals(new X509Certificate(before.certificate).publicKey),
    ).toBe(true)
  })

  test.each([
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
  ])('may be one that was given: %s', async (_kind, key) => {
    const certificate = await makeInterceptor(key, NOW)
    files = { keyFile: join(folder, 'k'), certificateFile: join(folder, 'c') }
    await writeFile(files.keyFile, String(key.export({ format: 'pem', type: 'pkcs8' })))
    await writeFile(files.certificateFile, certificate)
    const authority = await open()
    expect(authority.certificate).toBe(certificate)
    await handshake(await authority.contextFor('svc:443'), certificate, 'svc')
  })
})

describe('what is shown for a target', () => {
  test.each([
    ['svc:443', 'svc', 'DNS:svc'],
    ['SVC.Example.:8443', 'svc.example', 'DNS:svc.example'],
    ['127.0.0.1:443', '127.0.0.1', 'IP Address:127.0.0.1'],
    ['[::1]:443', '::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ])('%s is believed by a client that trusts the authority', async (target, host, names) => {
    const authority = await open()
    const leaf = await handshake(await authority.contextFor(target), authority.certificate, host)
    expect(leaf.subjectAltName).toBe(names)
    expect(leaf.ca).toBe(false)
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(leaf.validToDate.getTime()).toBe(NOW + DAY)
  })

  test('is made once, also for many who come at once, and again after half of its life', async () => {
    const clock = manualClock(NOW)
    const { contextFor } = await open(clock)
    const [one, other] = await Promise.all([contextFor('svc:443'), contextFor('SVC:8443')])
    expect(one).toBe(other)
    clock.advance({ hours: 11 })
    expect(await contextFor('svc:443')).toBe(one)
    clock.advance({ hours: 1 })
    expect(await contextFor('svc:443')).not.toBe(one)
  })

  test('has a bound', async () => {
    const { contextFor } = await open()
    const first = await contextFor('svc:443')
    for (let at = 0; at < MOST_TARGETS; at++) await contextFor(`svc-${at}:443`)
    expect(await contextFor('svc:443')).not.toBe(first)
  })

  test('does not outlive the authority', async () => {
    const authority = await open()
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const end = new X509Certificate(authority.certificate).validToDate.getTime()
    const { cert } = await makeTargetCertificate('svc', { certificate: authority.certificate, key }, end - 1000)
    expect(new X509Certificate(cert).validToDate.getTime()).toBe(end)
  })

  test.each([
    'svc',
    ':443',
    '',
    'a b:443',
    'svc:443/x',
    '*.svc:443',
    '[svc]:443',
    '[::1:443',
    '-:443',
    `${'x'.repeat(260)}:443`,
    'svc\n:443',
  ])('%j is no target', async (target) => {
    const { contextFor } = await open()
    await expect(contextFor(target)).rejects.toMatchObject({ name: 'Problem', type: 'invalid-input' })
  })
})
