import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { useTlsFolder } from '../../tests/support/tls-folder.ts'
import { manualClock, systemClock } from '../clock.ts'
import { spiffeIdIn } from './certificates/spiffe-id.ts'
import { openWorkloadIdentity } from './workload-identity.ts'

const { told, openLater, path, folder } = useTlsFolder()

const DAY = 86_400_000
const WEB_UI = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'webui' }
const tell = (file: string, why: string) => told.push(`${file}: ${why}`)
const open = (workload = WEB_UI, at = systemClock.now()) =>
  openWorkloadIdentity(folder(), workload, manualClock(at), { tell })

describe('the certificate of a workload', () => {
  test('says its id and nothing else, is signed by the CA of the sandbox, and is made once', async () => {
    const { ca } = await openLater()
    const first = await open()
    const certificate = new X509Certificate(first.cert)
    expect(first.ca).toBe(ca)
    expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true)
    expect(certificate.subjectAltName).toBe('URI:spiffe://cluster.local/ns/default/sa/webui')
    expect(spiffeIdIn(certificate)).toBe('spiffe://cluster.local/ns/default/sa/webui')
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
    expect(await open()).toEqual(first)
    expect((await stat(path('mesh.default.webui.key.pem'))).mode & 0o777).toBe(0o600)
    expect(told).toEqual([])
  })

  test('is one for each namespace and service account', async () => {
    await openLater()
    const others = [WEB_UI, { ...WEB_UI, namespace: 'other' }, { ...WEB_UI, serviceAccount: 'a.b' }]
    const certs = await Promise.all(others.map((each) => open(each)))
    expect(new Set(certs.map(({ cert }) => cert)).size).toBe(3)
    expect((await readdir(folder())).filter((name) => /^mesh.*(?<!key)\.pem$/.test(name))).toHaveLength(3)
  })

  test('is made anew before it ends, and when the trust domain has another name', async () => {
    await openLater()
    const first = await open()
    const end = new X509Certificate(first.cert).validToDate.getTime()
    expect(await open(WEB_UI, end - 31 * DAY)).toEqual(first)
    const second = await open(WEB_UI, end - 29 * DAY)
    expect(second.cert).not.toBe(first.cert)
    const third = await open({ ...WEB_UI, trustDomain: 'td' })
    expect(new X509Certificate(third.cert).subjectAltName).toBe('URI:spiffe://td/ns/default/sa/webui')
    expect(await readFile(path('mesh.default.webui.pem'), 'utf8')).toBe(third.cert)
    expect(told).toEqual([
      expect.stringMatching(/^mesh\.default\.webui\.pem: it ends on .*, within 30 days$/),
      'mesh.default.webui.pem: it lacks the name spiffe://td/ns/default/sa/webui',
    ])
  })
})

describe('the id in a certificate', () => {
  const ID = 'spiffe://cluster.local/ns/default/sa/webui'
  test.each([
    [`URI:${ID}`, ID],
    [`DNS:localhost, URI:${ID}`, ID],
    [`URI:${ID}, URI:${ID}`, undefined],
    ['DNS:localhost', undefined],
    ['', undefined],
    [`DNS:"x, URI:${ID}, y"`, undefined],
    [`URI:"${ID}, DNS:x"`, undefined],
    ['URI:https://cluster.local/ns/default/sa/webui', undefined],
    ['URI:spiffe://cluster.local/ns/default/sa/webui/x', undefined],
    ['URI:spiffe://cluster.local/ns/default/sa/', undefined],
    ['URI:spiffe://cluster.local/ns/Default/sa/webui', undefined],
    ['URI:spiffe://cluster.local/ns/a/ns/b/sa/webui', undefined],
    ['URI:spiffe:///ns/default/sa/webui', undefined],
  ])('%j is %j', (subjectAltName, id) => {
    expect(spiffeIdIn({ subjectAltName })).toBe(id)
  })
})
