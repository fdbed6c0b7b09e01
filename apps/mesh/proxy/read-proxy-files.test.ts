import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { makeAuthority } from '#core/http/certificates/authority'
import { FOR_CLIENTS, FOR_SERVERS, signOddLeaf, type OddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import type { CertificatePair } from '#core/http/certificates/pair'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { keySetText } from '../keys/mesh-keys.fixture.ts'
import { readProxyConfig } from './read-proxy-config.ts'
import { readProxyFiles } from './read-proxy-files.ts'

const ID = 'spiffe://cluster.local/ns/default/sa/backend-api'
const uri = (value: string) => ({ type: 'url' as const, value })

let ca: CertificatePair
let folder: string
beforeAll(async () => {
  ca = await makeAuthority()
  folder = await temporaryFolder()
  return () => rm(folder, { recursive: true })
})

const leaf = (odd: OddLeaf = {}, authority = ca) => signOddLeaf({ names: [uri(ID)], ...odd }, 'backend-api', authority)

/** What is said of a workload with these files; with nothing in it, all is well. */
async function said(files: Record<string, string | undefined>, more: object = {}, modes: Record<string, number> = {}) {
  const own = join(folder, String(++made))
  await mkdir(own)
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) continue
    await writeFile(join(own, name), text)
    await chmod(join(own, name), modes[name] ?? 0o600)
  }
  const config = readProxyConfig(
    JSON.stringify({
      workload: { name: 'backend-api', serviceAccount: 'backend-api' },
      listen: ':15006',
      upstream: 'http://localhost:3000',
      policies: ['policies.yaml'],
      certificates: { ca: 'ca.pem', certificate: 'own.pem', key: 'own.key.pem' },
      ...more,
    }),
    'mesh.yaml',
    { folder: own },
  )
  return readProxyFiles(config, systemClock.now()).then(
    ({ remarks }) => remarks,
    (fault: Error) => fault.message.split('\n'),
  )
}
let made = 0

const filesOf = ({ cert, key }: CertificatePair, authority = ca) => ({
  'ca.pem': authority.cert,
  'own.pem': cert,
  'own.key.pem': key,
})

test('certificates of a workload by another authority than that of the sandbox are taken, also where one is between them', async () => {
  expect(await said(filesOf(await leaf()))).toEqual([])
  const between = await signOddLeaf(
    { isAuthority: true, usages: 4 | 32, names: [], subject: 'CN=between' },
    'between',
    ca,
  )
  const own = await leaf({}, between)
  expect(await said({ ...filesOf(own), 'own.pem': `${own.cert}\n${between.cert}` })).toEqual([])
  expect(await said(filesOf(own))).toEqual([
    'own.pem is not signed by ca.pem: certificates between them belong behind it.',
  ])
})

const encrypted = ({ key }: CertificatePair) =>
  String(createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' }))
const anotherKey = () =>
  String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }))

describe('what is wrong with a certificate is said with its file and what to do:', () => {
  test.each<[what: string, odd: OddLeaf, fault: RegExp]>([
    [
      'no id',
      { names: [{ type: 'dns', value: 'backend-api' }] },
      /own\.pem has no id of a workload: it needs the URI spiffe:/,
    ],
    ['two ids', { names: [uri(ID), uri('https://a.example')] }, /own\.pem has 2 URIs, and nobody knows which/],
    ['no id but a URI', { names: [uri('https://a.example')] }, /own\.pem has a URI that is no id of a workload/],
    ['of another workload', { names: [uri(`${ID}-2`)] }, /own\.pem is of spiffe:.*-2, and this workload is spiffe:/],
    ['it has ended', { end: new Date(Date.now() - 1000) }, /own\.pem ended on .*: have it renewed/],
    ['for clients alone', { purposes: [FOR_CLIENTS ?? ''] }, /own\.pem is not for servers/],
    ['of an authority', { isAuthority: true }, /own\.pem is of an authority: a workload speaks for itself/],
  ])('%s', async (_what, odd, fault) => {
    expect(await said(filesOf(await leaf(odd)))).toEqual([expect.stringMatching(fault)])
  })

  test('for servers alone, where the workload calls others', async () => {
    const files = filesOf(await leaf({ purposes: [FOR_SERVERS ?? ''] }))
    expect(await said(files)).toEqual([])
    const outbound = { listen: ':15001', services: [] }
    expect(await said(files, { outbound })).toEqual([expect.stringContaining('own.pem is not for clients')])
  })

  test('of another CA, and a CA that is none', async () => {
    const own = await leaf()
    expect(await said(filesOf(own, await makeAuthority()))).toEqual([
      expect.stringContaining('own.pem is not signed by ca.pem'),
    ])
    expect(await said(filesOf(own, own))).toEqual([
      'ca.pem cannot be believed: it is no authority.',
      expect.stringContaining('own.pem is not signed by ca.pem'),
    ])
  })

  test('keys', async () => {
    const own = await leaf()
    expect(await said({ ...filesOf(own), 'own.key.pem': encrypted(own) })).toEqual([
      expect.stringContaining('own.key.pem is encrypted, and there is nobody to ask for its passphrase'),
    ])
    expect(await said({ ...filesOf(own), 'own.key.pem': anotherKey() })).toEqual([
      'own.key.pem is not the private key of own.pem.',
    ])
    expect(await said({ ...filesOf(own), 'own.key.pem': own.key.slice(0, 300) })).toEqual([
      'own.key.pem has no private key in PEM in it.',
    ])
  })

  test('a key that others can read is told of, and works', async () => {
    const remarks = await said(filesOf(await leaf()), {}, { 'own.key.pem': 0o644 })
    expect(remarks).toEqual(['own.key.pem: others on this machine can read or write it: chmod 600 own.key.pem'])
  })

  test('all of it at once, of every file, and nothing of a key', async () => {
    const { key } = await leaf()
    const jwksSources = { 'http://a/jwks': { file: 'none.json' }, 'http://b/jwks': { file: 'no-set.json' } }
    const faults = await said(
      {
        'ca.pem': 'no certificate',
        'own.pem': `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
        'own.key.pem': key.slice(0, 300),
        'no-set.json': '{"keys": 1}',
      },
      { jwksSources, trustedCertificates: ['gone.pem'] },
    )
    expect(faults).toEqual([
      'ca.pem has no certificate in PEM in it.',
      'own.pem has a certificate in it that is damaged.',
      'own.key.pem has no private key in PEM in it.',
      'gone.pem cannot be read: it is not there.',
      'none.json cannot be read: it is not there.',
      'no-set.json is no key set: this is not a JSON Web Key Set: it has no list "keys".',
    ])
    expect(faults.join()).not.toContain(key.slice(100, 130))
  })
})

test('a key set without a key that can be used is told of, for every token of it will be refused', async () => {
  const good = filesOf(await leaf())
  const jwksSources = { 'http://a/jwks': { file: 'keys.json' } }
  const withKeys = (text: string) => said({ ...good, 'keys.json': text }, { jwksSources })
  expect(await withKeys(keySetText('a'))).toEqual([])
  expect(await withKeys('{"keys": []}')).toEqual([expect.stringContaining('there is no key in it that can be used')])
  expect(await withKeys('{"keys": [')).toEqual([expect.stringContaining('keys.json is no key set: ')])
})
