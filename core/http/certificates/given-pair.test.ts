import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certifiedTemplate } from '../../../tests/support/folders.ts'
import { systemClock } from '../../clock.ts'
import { readCertificatePair, type CertificatePair } from './pair.ts'
import { FOR_CLIENTS, FOR_SERVERS, signOddLeaf, type OddLeaf } from './odd-leaf.fixture.ts'
import { readGivenPair } from './given-pair.ts'

const now = systemClock.now()
const DAY_IN_MS = 86_400_000

let folder: string
let authority: CertificatePair
let good: CertificatePair
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'given-pair-'))
  authority = (await readCertificatePair(join(await certifiedTemplate(), 'tls'), 'ca')) as CertificatePair // it is whole
  good = await signOddLeaf({ names: [{ type: 'dns', value: 'people.example' }] }, 'people', authority)
})
afterAll(() => rm(folder, { recursive: true }))

const files = () => ({
  certificate: { setting: 'tls.cert', path: join(folder, 'c.pem') },
  key: { setting: 'tls.key', path: join(folder, 'k.pem') },
})

async function readWith({ cert, key }: CertificatePair, at = now) {
  await writeFile(join(folder, 'c.pem'), cert)
  await writeFile(join(folder, 'k.pem'), key, { mode: 0o600 })
  return readGivenPair(files(), at)
}

/** What is told, without the folder. */
const faultsWith = (pair: CertificatePair, at?: number) =>
  readWith(pair, at).then(
    () => [],
    ({ message }: Error) => message.replaceAll(`${folder}/`, '').split('\n'),
  )

const signed = (odd: OddLeaf) => signOddLeaf(odd, 'people', authority)

test('a pair that works is read, with its names and its end; so is one with the chain behind it', async () => {
  const read = await readWith(good)
  expect(read).toMatchObject({ ...good, names: ['people.example'] })
  expect(read.ends.getTime()).toBeGreaterThan(now)
  expect(await readWith({ ...good, cert: `${good.cert}\n${authority.cert}` })).toMatchObject({
    names: ['people.example'],
  })
  expect((await readWith(await signed({}))).names).toContain('people')
})

test('what is wrong is told with the setting and the file, and nothing of the key', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const key = String(other.export({ type: 'pkcs8', format: 'pem' }))
  const locked = String(other.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }))
  expect(await faultsWith({ ...good, key })).toEqual(['tls.cert: c.pem belongs to another key than that of tls.key.'])
  expect(await faultsWith({ ...good, key: locked })).toEqual([
    'tls.key: k.pem is encrypted: write it without a passphrase (openssl pkey).',
  ])
  expect(await faultsWith({ cert: key, key: good.cert })).toEqual([
    'tls.key: k.pem has no private key in PEM.',
    'tls.cert: c.pem has no certificate in PEM.',
  ])
  expect(await faultsWith({ ...good, key: key.slice(0, 120) })).toEqual(['tls.key: k.pem has no private key in PEM.'])
})

test('a certificate is for today, and for servers', async () => {
  const end = new Date(now + DAY_IN_MS)
  const short = await signed({ end })
  expect(await faultsWith(short)).toEqual([])
  expect(await faultsWith(short, now + 2 * DAY_IN_MS)).toEqual([
    `tls.cert: c.pem ended on ${end.toISOString().slice(0, 10)}.`,
  ])
  expect(await faultsWith(good, 0)).toEqual([expect.stringMatching(/c\.pem begins on \d{4}-\d\d-\d\d, in the future/)])
  expect(await faultsWith(await signed({ purposes: [FOR_CLIENTS] }))).toEqual([
    expect.stringMatching(/not for servers/),
  ])
  expect(await faultsWith(await signed({ purposes: [FOR_SERVERS] }))).toEqual([])
  expect(await faultsWith(await signed({ purposes: [] }))).toEqual([])
})

test('a key that no client takes is found before one does', async () => {
  expect(await faultsWith(await signed({ bits: 1024 }))).toEqual([expect.stringMatching(/are too weak for TLS/)])
})

test('both files are looked at, and whatever cannot be read is told', async () => {
  await rm(join(folder, 'c.pem'), { force: true })
  await rm(join(folder, 'k.pem'), { force: true })
  const told = await readGivenPair(files(), now).catch(({ message }: Error) => message)
  expect(told).toMatch(/tls\.cert: \S+ cannot be read: there is no such file\.\ntls\.key: .*no such file\./)
  const isFolder = { ...files(), key: { setting: 'tls.key', path: folder } }
  await expect(readGivenPair(isFolder, now)).rejects.toThrow(/tls\.key: \S+ cannot be read: it is a folder/)
})
