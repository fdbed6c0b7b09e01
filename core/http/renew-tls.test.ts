import { X509Certificate } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { until } from '../../tests/support/until.ts'
import { manualClock, systemClock, type ManualClock } from '../clock.ts'
import { openPorts } from './listen.ts'
import { startTlsRenewal } from './renew-tls.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

const DAY = 86_400_000

let folder: string
let clock: ManualClock
let lines: { event: string; fields: object }[]
beforeEach(async () => {
  folder = join(await certifiedFolder(), 'tls')
  clock = manualClock(systemClock.now()) // certificates are made with the date of the machine
  lines = []
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const path = (name: string) => join(folder, name)
const write = (fields: object, event: string) => void lines.push({ event, fields })
const log = { info: write, warn: write }
const endOf = (cert = '') => new X509Certificate(cert).validToDate
const dayOf = (cert = '') => endOf(cert).toISOString().slice(0, 10)

/** What a process uses that has been started: the latest first. */
async function start(furtherNames: string[] = []) {
  const tls = await openTlsIdentity(folder, 'serviceb', clock, { furtherNames })
  const used = [tls]
  const use = (renewed: TlsIdentity) => void used.unshift(renewed)
  const renewal = startTlsRenewal({ folder, name: 'serviceb', furtherNames, tls, use, clock, log })
  onTestFinished(() => renewal.stop())
  return { used, renewal }
}

test('a certificate that ends within thirty days is renewed while its process runs, and one line says until when', async () => {
  const { used, renewal } = await start(['issuer.test'])
  const [first] = used
  const lastGoodMoment = endOf(first?.cert).getTime() - 30 * DAY - 1
  clock.set(lastGoodMoment)
  await renewal.look()
  expect([used.length, lines]).toEqual([1, []])
  clock.set(lastGoodMoment + 1)
  await renewal.look()
  const [second] = used
  expect(second?.cert).not.toBe(first?.cert)
  expect(second?.ca).toBe(first?.ca)
  expect(new X509Certificate(second?.cert ?? '').checkHost('issuer.test')).toBe('issuer.test')
  const why = `tls/serviceb.pem: it ends on ${dayOf(first?.cert)}, within 30 days`
  const fields = { files: ['tls/serviceb.pem'], ends: dayOf(second?.cert), why }
  expect(lines).toEqual([{ event: 'certificate-renewed', fields }])
})

test('it looks by itself once a day, and no more once it was stopped', async () => {
  const { used, renewal } = await start()
  await rm(path('serviceb.pem'))
  clock.advance({ milliseconds: DAY - 1 })
  await renewal.stop() // waits for a look, were there one
  expect(used).toHaveLength(1)
  const again = await start()
  await rm(path('serviceb.pem'))
  clock.advance({ days: 1 })
  await until('a look', () => again.used.length === 2)
  expect(used).toHaveLength(1)
})

test.each([
  ['forward', 1],
  ['back', -1],
])('a clock that is set %s by a day is followed within seconds, and no more than once', async (_how, days) => {
  clock.advance({ days: 2 })
  const { used, renewal } = await start()
  await rm(path('serviceb.pem'))
  clock.set(clock.now() + days * DAY)
  clock.advance({ seconds: 10 })
  await until('a look', () => used.length === 2)
  await rm(path('serviceb.pem'))
  clock.advance({ hours: 23 })
  await renewal.stop() // waits for a look, were there one
  expect(used).toHaveLength(2)
})

test('what another process has made anew is taken over: a certificate, or the whole authority', async () => {
  const { used, renewal } = await start()
  await rm(path('serviceb.pem'))
  const elsewhere = await openTlsIdentity(folder, 'serviceb', clock)
  await renewal.look()
  expect(used[0]).toEqual(elsewhere)
  for (const name of ['ca.pem', 'ca.key.pem']) await rm(path(name))
  const { ca } = await openTlsIdentity(folder, 'servicec', clock)
  await renewal.look()
  expect(used[0]?.ca).toBe(ca)
  expect(new X509Certificate(used[0]?.cert ?? '').checkIssued(new X509Certificate(ca))).toBe(true)
  expect(lines).toMatchObject([
    { fields: { files: ['tls/serviceb.pem'], why: 'another process has made it anew' } },
    { fields: { files: ['tls/ca.pem', 'tls/serviceb.pem'], why: 'tls/serviceb.pem: it is of another CA' } },
  ])
})

test('an authority that was signed anew is trusted, and the certificate stays', async () => {
  const { used, renewal } = await start()
  const [first] = used
  const near = manualClock(endOf(first?.ca).getTime() - DAY)
  await openTlsIdentity(folder, 'servicec', near) // as a process that starts by then
  await renewal.look()
  expect(used[0]?.ca).not.toBe(first?.ca)
  expect(used[0]?.cert).toBe(first?.cert)
  expect(lines).toMatchObject([{ event: 'certificate-renewed', fields: { files: ['tls/ca.pem'] } }])
})

test('a look that fails is a warning that says until when the certificate is good; the next one may succeed', async () => {
  const { used, renewal } = await start()
  await rm(path('serviceb.pem'))
  await mkdir(path('serviceb.pem'))
  await renewal.look()
  expect(used).toHaveLength(1)
  const fields = { ends: dayOf(used[0]?.cert), advice: expect.stringContaining('restart') }
  expect(lines).toMatchObject([{ event: 'certificate-not-renewed', fields }])
  await rm(path('serviceb.pem'), { recursive: true })
  await renewal.look()
  expect(used).toHaveLength(2)
})

test('one that ends soon and cannot be renewed goes on, and that is told', async () => {
  const { used, renewal } = await start()
  await rm(path('ca.key.pem'))
  clock.set(endOf(used[0]?.cert).getTime() - DAY)
  await renewal.look()
  expect(used).toHaveLength(1)
  const why = expect.stringContaining('it stays, because the key of the CA is not here')
  expect(lines).toEqual([{ event: 'certificate-not-renewed', fields: { file: 'tls/serviceb.pem', why } }])
})

/** The certificate that is shown to who connects now. */
const shownAt = (port: number, ca: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ port, host: 'localhost', ca }, () => {
      resolve(socket.getPeerX509Certificate()?.toString() ?? '')
      socket.destroy()
    })
    socket.on('error', reject)
  })

test('a port shows the new certificate to who comes from then on, and connections that stand go on', async () => {
  const [first, second] = await Promise.all(
    ['servicea', 'serviceb'].map((name) => openTlsIdentity(folder, name, clock)),
  )
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock: systemClock })
  onTestFinished(() => ports.close())
  if (!first || !second) return expect.fail('there are two')
  ports.serve((_request, response) => response.end('served'), first)
  const standing = connect({ port: ports.tlsPort, host: '127.0.0.1', ca: first.ca, servername: 'servicea' })
  onTestFinished(() => void standing.destroy())
  await new Promise((resolve) => standing.once('secureConnect', resolve))
  expect(await shownAt(ports.tlsPort, first.ca)).toBe(new X509Certificate(first.cert).toString())
  ports.renew(second)
  expect(await shownAt(ports.tlsPort, first.ca)).toBe(new X509Certificate(second.cert).toString())
  standing.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  const answer = await new Promise<string>((resolve) => standing.once('data', (data: Buffer) => resolve(String(data))))
  expect(answer).toContain('200')
})
