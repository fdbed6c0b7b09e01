import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PROCESSES } from '#core/config/processes'
import { holdFolder } from '#core/files/held-folder'
import { onUnix } from '../../tests/support/needs.ts'
import { generateMissingKeys } from './generate.ts'

let keysFolder: string
let made: string[]
beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  made = await generateMissingKeys({ keysFolder, algorithm: 'ES256' }, systemClock)
})
afterAll(() => rm(keysFolder, { recursive: true }))

async function contents(): Promise<Record<string, string>> {
  const files = (await readdir(keysFolder, { recursive: true })).filter((file) => /\.(?:pem|json)$/.test(file)).sort()
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(keysFolder, file), 'utf8')])),
  )
}

test('makes certificates, the first keys of the factory and a pair for each service', async () => {
  const files = Object.keys(await contents())
  for (const name of Object.keys(PROCESSES)) {
    expect(files).toContain(`tls/${name}.pem`)
    expect(files).toContain(`tls/${name}.key.pem`)
  }
  expect(files).toContain('tls/ca.pem')
  for (const role of ['servicea', 'serviceb', 'servicec']) {
    expect(files.filter((file) => file.startsWith(`jwt-factory/${role}.`))).toHaveLength(1)
    expect(files.filter((file) => file.startsWith(`${role}/${role}.`))).toHaveLength(1)
    expect(files).toContain(`${role}/jwks.json`)
  }
  expect(made.map((line) => line.split(' ')[0])).toEqual([
    'tls/',
    'jwt-factory/',
    'servicea/',
    'serviceb/',
    'servicec/',
  ])
})

test('every certificate says the name of its process, and the CA vouches for it', async () => {
  const files = await contents()
  const ca = new X509Certificate(files['tls/ca.pem'] ?? '')
  for (const name of Object.keys(PROCESSES)) {
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
  await generateMissingKeys({ keysFolder, algorithm: 'ES256' }, systemClock)
  expect(await contents()).toEqual(before)
})

test('another ALGORITHM renews no key: it is for what is missing, and the output says who keeps which', async () => {
  const before = await contents()
  const lines = await generateMissingKeys({ keysFolder, algorithm: 'EdDSA' }, systemClock)
  expect(await contents()).toEqual(before)
  const kept = ['jwt-factory/ ring "@"', ...['a', 'b', 'c'].map((letter) => `jwt-factory/ ring "service${letter}"`)]
  for (const ring of [...kept, 'servicea/ ring "servicea"', 'serviceb/ ring "serviceb"', 'servicec/ ring "servicec"']) {
    expect(lines.filter((line) => line.startsWith(`${ring} keeps its key for ES256`))).toHaveLength(1)
  }
  expect(lines).toHaveLength(5 + 7)
})

test('what is missing is made for ALGORITHM, beside the others', async () => {
  for (const file of Object.keys(await contents())) {
    if (/^serviceb\/.*\.json$/.test(file)) await rm(join(keysFolder, file))
  }
  const before = await contents()
  await generateMissingKeys({ keysFolder, algorithm: 'EdDSA' }, systemClock)
  const after = await contents()
  expect(after).toMatchObject(before)
  expect(JSON.parse(after['serviceb/jwks.json'] ?? '')).toMatchObject({ keys: [{ alg: 'EdDSA' }] })
})

test('a service that works with its keys is left alone, for it would not hear of a change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const held = await holdFolder(join(folder, 'serviceb'), { holder: 'serviceb (process 7)' }, systemClock)
  onTestFinished(held.release)
  const lines = await generateMissingKeys({ keysFolder: folder, algorithm: 'ES256' }, systemClock)
  expect(lines).toContain('serviceb/ is left as it is: serviceb (process 7) works with it')
  expect(await readdir(join(folder, 'servicea'))).toContain('jwks.json')
  expect(await readdir(join(folder, 'serviceb'))).not.toContain('jwks.json')
})
