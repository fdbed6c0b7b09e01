import { X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { faultOfHandshake } from './certificates/handshake.ts'
import { FOR_CLIENTS, FOR_SERVERS, ODD_LEAVES, signOddLeaf, type OddLeaf } from './certificates/odd-leaf.fixture.ts'
import { readCertificatePair, writeCertificatePair, type CertificatePair } from './certificates/pair.ts'
import { startTlsRenewal } from './renew-tls.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'
import { certifiedFolder } from '../../tests/support/folders.ts'

// Certificates with the right names, dates, extensions and authority, which nobody who calls would take all the same.

async function setUp() {
  const keysFolder = await certifiedFolder() // it is not about the making of the first
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  const folder = join(keysFolder, 'tls')
  const told: string[] = []
  const tell = (file: string, why: string) => told.push(`${file}: ${why}`)
  const open = () => openTlsIdentity(folder, 'serviceb', systemClock, { tell })
  const first = await open()
  const authority = (await readCertificatePair(folder, 'ca')) as CertificatePair // it is in that folder
  const put = async (odd: OddLeaf) => {
    const pair = await signOddLeaf(odd, 'serviceb', authority)
    await writeCertificatePair(folder, 'serviceb', pair)
    return pair
  }
  return { folder, told, open, first, put }
}

/** Looks as a process that runs does, and says what it uses then, and what it said. */
async function look(folder: string, tls: TlsIdentity) {
  const used = [tls]
  const lines: [string, string][] = []
  const write = (fields: { why?: string }, event: string) => void lines.push([event, fields.why ?? ''])
  const use = (renewed: TlsIdentity) => void used.unshift(renewed)
  const parts = { folder, name: 'serviceb', furtherNames: [], clock: systemClock }
  await startTlsRenewal({ ...parts, tls, use, log: { info: write, warn: write } }).look()
  return { used: used[0], lines }
}

test('one that another authority of this kind could have signed is taken: the test is about what is odd', async () => {
  const { open, put } = await setUp()
  const pair = await put({})
  expect(await open()).toMatchObject(pair)
})

test('one for servers alone, as earlier versions made them, is made anew: a process may prove itself with it', async () => {
  const { told, open, put } = await setUp()
  const { cert } = await put({ purposes: [FOR_SERVERS] })
  const { cert: second } = await open()
  expect(second).not.toBe(cert)
  expect(new X509Certificate(second).keyUsage).toEqual([FOR_SERVERS, FOR_CLIENTS])
  expect(told).toEqual(['serviceb.pem: it is for servers alone, and not for clients'])
})

describe.each(Object.entries(ODD_LEAVES))('a certificate %s', (_what, odd) => {
  test('is made anew at a start', async () => {
    const { told, open, first, put } = await setUp()
    const { cert } = await put(odd)
    const second = await open()
    expect([first.cert, cert]).not.toContain(second.cert)
    expect(await faultOfHandshake(second, second.ca, 'serviceb')).toBeUndefined()
    expect(told).toEqual([expect.stringMatching(/^serviceb\.pem: peers refuse it \([A-Z_]+\)$/)])
  })

  test('is made anew while its process runs, and is not shown to anybody', async () => {
    const { folder, first, put } = await setUp()
    const { cert } = await put(odd)
    const { used, lines } = await look(folder, first)
    expect([first.cert, cert]).not.toContain(used?.cert)
    expect(lines).toEqual([['certificate-renewed', expect.stringContaining('serviceb.pem: peers refuse it')]])
  })

  test('does not take the place of the one in use where none can be made, and that is told', async () => {
    const { folder, first, put } = await setUp()
    await put(odd)
    await rm(join(folder, 'ca.key.pem'))
    const { used, lines } = await look(folder, first)
    expect(used).toBe(first)
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(first.ca)
    expect(lines).toEqual([
      ['certificate-not-renewed', expect.stringMatching(/^peers refuse it .* the one in use stays/)],
    ])
  })
})

test('so it is with one that is missing, for a new CA would be believed by nobody who runs', async () => {
  const { folder, first } = await setUp()
  for (const name of ['ca.key.pem', 'serviceb.pem']) await rm(join(folder, name))
  const { used, lines } = await look(folder, first)
  expect(used).toBe(first)
  expect(lines).toEqual([['certificate-not-renewed', expect.stringContaining('is missing; the one in use stays')]])
})
