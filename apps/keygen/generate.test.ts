import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PEER_NAMES } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import { holdFolder } from '#core/files/held-folder'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { onUnix } from '../../tests/support/needs.ts'
import { openKeyRings } from '#core/rings/open-key-rings'
import { keygenSettings } from './config.ts'
import { generateMissingKeys } from './generate.ts'

const settingsOf = (env: Record<string, string> = {}) => readConfig(keygenSettings, { ...env, KEYS_FOLDER: keysFolder })

const RINGS = { firstRings: [], keepSeconds: 3600, clock: systemClock }

let keysFolder: string
let made: string[]
beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  made = await generateMissingKeys(settingsOf(), systemClock)
})
afterAll(() => rm(keysFolder, { recursive: true }))

/** Where a test is not about certificates, those of another folder will do: they are most of the work. */
async function folderWithCertificates(): Promise<string> {
  const folder = await certifiedFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function contents(): Promise<Record<string, string>> {
  const files = (await readdir(keysFolder, { recursive: true })).filter((file) => /\.(?:pem|json)$/.test(file)).sort()
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(keysFolder, file), 'utf8')])),
  )
}

test('makes certificates, the first keys of the factory and a pair for each service', async () => {
  const files = Object.keys(await contents())
  for (const name of PEER_NAMES) {
    expect(files).toContain(`tls/${name}.pem`)
    expect(files).toContain(`tls/${name}.key.pem`)
  }
  expect(files).toContain('tls/ca.pem')
  for (const role of ['servicea', 'serviceb', 'servicec']) {
    expect(files.filter((file) => file.startsWith(`jwt-factory/${role}.`))).toHaveLength(1)
    expect(files.filter((file) => file.startsWith(`${role}/${role}.`))).toHaveLength(1)
    expect(files).toContain(`${role}/jwks.json`)
  }
})

test('makes all that the page about keys promises to whoever starts anew, but what comes with the first login', async () => {
  const there = (await readdir(keysFolder, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
  const page = await readFile(join(import.meta.dirname, '../../keys/README.md'), 'utf8')
  const rows = [...page.matchAll(/^\| (`[^|]+?) +\|(?!.*when somebody logs in +\|$)/gm)].flatMap(
    ([, cell = '']) => cell.match(/[\w./-]{4,}/g) ?? [],
  )
  const promised = rows.filter((name) => name !== 'and' && name !== 'dump/').map((name) => name.replace(/\/$/, ''))
  expect(promised.length).toBeGreaterThan(6)
  expect(there).toEqual(expect.arrayContaining(promised))
  for (const role of ['servicea', 'serviceb', 'servicec']) expect(there).toContain(`${role}/client-secret`)
})

test('says of each file that it was made, and at the next call that it was there', async () => {
  const files = (await readdir(keysFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/^\.lock|-(?:wal|shm)$/.test(entry.name))
    .map((entry) => relative(keysFolder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  expect(made.sort()).toEqual(files.map((file) => `made        ${file}`).sort())
  const again = await generateMissingKeys(settingsOf(), systemClock)
  expect(again.sort()).toEqual(files.map((file) => `was there   ${file}`).sort())
})

test('every certificate says the name of its process, and the CA vouches for it', async () => {
  const files = await contents()
  const ca = new X509Certificate(files['tls/ca.pem'] ?? '')
  for (const name of PEER_NAMES) {
    const certificate = new X509Certificate(files[`tls/${name}.pem`] ?? '')
    expect(certificate.verify(ca.publicKey)).toBe(true)
    expect(certificate.checkHost(name)).toBe(name)
    expect(certificate.checkHost('localhost')).toBe('localhost')
  }
})

onUnix.test('private files are for their owner only', async () => {
  for (const [file, text] of Object.entries(await contents())) {
    const { mode } = await stat(join(keysFolder, file))
    if (text.includes('PRIVATE KEY')) expect(`${file} ${(mode & 0o777).toString(8)}`).toBe(`${file} 600`)
  }
})

test('what is there already stays as it is', async () => {
  const before = await contents()
  await generateMissingKeys(settingsOf(), systemClock)
  expect(await contents()).toEqual(before)
})

test.each([
  ['redis://localhost', 'Redis'],
  ['postgres://u@localhost/d', 'PostgreSQL'],
])('with STORE=%s the keys of the factory are left to the factory', async (STORE, server) => {
  const folder = await folderWithCertificates()
  const lines = await generateMissingKeys({ ...settingsOf({ STORE }), keysFolder: folder }, systemClock)
  expect(lines.filter((line) => line.includes('jwt-factory/'))).toEqual(['made        jwt-factory/clients.json'])
  expect(lines.at(-1)).toBe(`jwt-factory keeps its signing keys in ${server}, and makes them when it starts`)
})

test('another ALGORITHM renews no key: it is for what is missing, and the output says who keeps which', async () => {
  const before = await contents()
  const lines = await generateMissingKeys(settingsOf({ ALGORITHM: 'EdDSA' }), systemClock)
  expect(await contents()).toEqual(before)
  const kept = ['jwt-factory/ ring "@"', ...['a', 'b', 'c'].map((letter) => `jwt-factory/ ring "service${letter}"`)]
  for (const ring of [...kept, 'servicea/ ring "servicea"', 'serviceb/ ring "serviceb"', 'servicec/ ring "servicec"']) {
    expect(lines.filter((line) => line.startsWith(`${ring} keeps its key for ES256`))).toHaveLength(1)
  }
  expect(lines.filter((line) => line.includes(' keeps its key '))).toHaveLength(7)
})

test('a further ring of an issuer is there for its algorithm: no advice is given to change it', async () => {
  const folder = await folderWithCertificates()
  const config = readConfig(keygenSettings, { KEYS_FOLDER: folder })
  const rings = await openKeyRings({ folder: join(folder, 'jwt-factory'), algorithm: 'ES256', ...RINGS })
  for (const ringId of ['@@RS256', '@demo', '@demo@EdDSA']) await rings.ensure(ringId)
  expect((await generateMissingKeys(config, systemClock)).filter((line) => line.includes(' ring '))).toEqual([])
  const other = await generateMissingKeys({ ...config, algorithm: 'EdDSA' }, systemClock)
  const named = other.flatMap((line) => /^jwt-factory\/ ring "(.+)" keeps its key for ES256/.exec(line)?.[1] ?? [])
  expect(named.sort()).toEqual(['@', '@demo', 'servicea', 'serviceb', 'servicec'])
  expect(other.join()).not.toMatch(/"@(?:demo)?@/)
})

test('what is missing is made for ALGORITHM, beside the others', async () => {
  for (const file of Object.keys(await contents())) {
    if (/^serviceb\/.*\.json$/.test(file)) await rm(join(keysFolder, file))
  }
  const before = await contents()
  await generateMissingKeys(settingsOf({ ALGORITHM: 'EdDSA' }), systemClock)
  const after = await contents()
  expect(after).toMatchObject(before)
  expect(JSON.parse(after['serviceb/jwks.json'] ?? '')).toMatchObject({ keys: [{ alg: 'EdDSA' }] })
})

test('a certificate that does not fit is made again, and the list says why', async () => {
  const lines = await generateMissingKeys(settingsOf({ TLS_NAMES: 'issuer.test' }), systemClock)
  expect(lines).toContain('made again  tls/servicea.pem: it lacks the name issuer.test')
  expect(lines).toContain('was there   tls/ca.pem')
})

test('a service that is using its keys is left alone, for it would not hear of a change', async () => {
  const folder = await folderWithCertificates()
  const held = await holdFolder(join(folder, 'serviceb'), { holder: 'serviceb (process 7)' }, systemClock)
  onTestFinished(held.release)
  const lines = await generateMissingKeys(readConfig(keygenSettings, { KEYS_FOLDER: folder }), systemClock)
  expect(lines).toContain('serviceb/ is left as it is: serviceb (process 7) is using it')
  expect(await readdir(join(folder, 'servicea'))).toContain('jwks.json')
  expect(await readdir(join(folder, 'serviceb'))).not.toContain('jwks.json')
})

test('a key of which the file has gone is named: a start that comes later finds keys that agree again', async () => {
  const folder = await folderWithCertificates()
  const config = readConfig(keygenSettings, { KEYS_FOLDER: folder })
  await generateMissingKeys(config, systemClock)
  const gone = await Promise.all(
    ['servicea', 'jwt-factory'].map(async (owner) => {
      const file = (await readdir(join(folder, owner))).find((name) => /^servicea\..*\.json$/.test(name)) ?? ''
      await rm(join(folder, owner, file))
      return `${owner}/${file}: it is gone`
    }),
  )
  const lines = await generateMissingKeys(config, systemClock)
  for (const line of gone) expect(lines).toContainEqual(expect.stringContaining(line))
  expect((await generateMissingKeys(config, systemClock)).filter((line) => line.includes('it is gone'))).toEqual([])
})

test('makes the key of the signer, of a kind that signers have, and leaves one that is there', async () => {
  const file = join(keysFolder, 'neighbours/signer/servicea.jwk')
  const { kid, kty, use } = JSON.parse(await readFile(file, 'utf8'))
  expect({ kid, kty, use }).toEqual({ kid: expect.stringMatching(/^[\w-]{43}$/), kty: 'EC', use: 'sig' })
  expect((await generateMissingKeys(settingsOf(), systemClock)).join('\n')).toContain(
    'was there   neighbours/signer/servicea.jwk',
  )
  expect(JSON.parse(await readFile(file, 'utf8')).kid).toBe(kid)
})
