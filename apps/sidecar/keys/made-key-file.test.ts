import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { openMadeKeyFile } from './made-key-file.ts'
import { makeKey } from './made-key.ts'

const clock = waitingClock('2026-11-22T12:00:00Z')
let folder: string
let events: string[]

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'made-key-')), 'keys')
  events = []
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

let reasons: unknown[] = []
const tell = (fields: { reason?: string }, event: string) => {
  events.push(event)
  reasons.push(fields.reason)
}
const open = (issuer = 'svc') => openMadeKeyFile({ folder, issuer, clock, log: { info: tell, warn: tell } })
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const path = () => join(folder, 'svc.jwk')

test('a key comes back as it was, dates too, from a file that nobody else may read', async () => {
  const file = await open()
  expect(await file.read()).toBeUndefined()
  const key = await makeKey('ES256', { createdAt: clock.now(), expires: clock.now() + 5000 })
  expect(await file.write(key)).toBe(true)
  const { secret, privateKey, ...rest } = key
  const read = await file.read()
  expect(read).toMatchObject(rest)
  expect(read?.secret.equals(secret)).toBe(true)
  expect(privateKey).toBeDefined()
  expect(await mode(path())).toBe('600')
  expect(await mode(folder)).toBe('700')
  expect((await readdir(folder)).sort()).toEqual(['.svc.held', 'svc.jwk'])
  file.release()
})

test('the key that is to follow lies beside it, and is gone when there is none', async () => {
  const file = await open()
  expect(await file.readNext()).toBeUndefined()
  const [key, next] = [
    await makeKey('ES256', { createdAt: 1000 }),
    await makeKey('ES256', { createdAt: 2000, expires: 9000 }),
  ]
  await file.write(key)
  await file.writeNext(next)
  expect([(await file.read())?.kid, (await file.readNext())?.kid]).toEqual([key.kid, next.kid])
  expect(await file.readNext()).toMatchObject({ algorithm: 'ES256', createdAt: 2000, expires: 9000 })
  expect(await mode(join(folder, '.svc.next'))).toBe('600')
  await file.writeNext(undefined)
  expect((await readdir(folder)).sort()).toEqual(['.svc.held', 'svc.jwk'])
  file.release()
})

test('a damaged key that was to follow is none, and a folder that takes none does not stop the signer', async () => {
  const file = await open()
  await writeFile(join(folder, '.svc.next'), '{"kty":')
  expect(await file.readNext()).toBeUndefined()
  await rm(folder, { recursive: true })
  await file.writeNext(await makeKey('ES256', { createdAt: 0 }))
  await file.writeNext(undefined)
  expect(await file.readNext()).toBeUndefined()
  file.release()
})

test('what a kill left of a write is removed', async () => {
  await mkdir(folder)
  const left = join(folder, `svc.jwk.${randomUUID()}.tmp`)
  await writeFile(left, 'half')
  await utimes(left, 0, 0)
  const file = await open()
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  file.release()
})

test('a file of the original is read: its key id stays padded, and its age is that of the file', async () => {
  const file = await open()
  const { kty, n, e, d, p, q } = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    format: 'jwk',
  })
  await writeFile(path(), JSON.stringify({ kty, kid: 'x=', alg: 'rsa', n, e, d, p, q }))
  const read = await file.read()
  expect(read).toMatchObject({ kid: 'x=', algorithm: 'RS256', createdAt: (await stat(path())).mtimeMs })
  expect(read?.expires).toBeUndefined()
  file.release()
})

test.each(['', '{', '[]', '{"kty":"EC"}', '{"kty":"oct","kid":"a","k":"c2VjcmV0"}', '\u0000'])(
  'a damaged file is no key, and no reason not to start: %j',
  async (text) => {
    const file = await open()
    await writeFile(path(), text)
    expect(await file.read()).toBeUndefined()
    expect(events).toEqual(['kept-key-damaged'])
    file.release()
  },
)

test('a file that may not be read is a fault: the key in it may be good', async () => {
  const file = await open()
  await mkdir(path())
  await expect(file.read()).rejects.toThrow(/key_folder: .*svc\.jwk cannot be read: it is a folder/)
  expect(await file.write(await makeKey('EdDSA', { createdAt: 0 }))).toBe(false)
  expect(events).toEqual(['key-not-kept'])
  file.release()
})

describe('one key is of one process', () => {
  test('another signer with the same issuer is refused, until the first one has ended', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(/key_folder: another process uses the key of this issuer/)
    first.release()
    const second = await open()
    second.release()
  })

  test('signers with different issuers share a folder', async () => {
    const files = [await open('a'), await open('b'), await open('a:b')]
    for (const file of files) await file.write(await makeKey('EdDSA', { createdAt: 0 }))
    expect((await readdir(folder)).filter((name) => name.endsWith('.jwk')).sort()).toEqual([
      'a%3Ab.jwk',
      'a.jwk',
      'b.jwk',
    ])
    for (const file of files) file.release()
  })
})

test.each(['', '.', '..', '../evil', 'a/b', 'a\\b', 'we ird', 'größe', '%2e%2e', 'a\n', 'x'.repeat(129)])(
  'an issuer that could lead out of the folder is refused: %j',
  async (issuer) => {
    await expect(open(issuer)).rejects.toThrow(/^issuer: .* cannot publish keys of its own/)
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  },
)

test('a folder that cannot be made is no reason not to start: the key is not kept', async () => {
  await writeFile(folder, 'a file')
  const file = await open()
  expect(events).toEqual(['key-folder-cannot-be-used'])
  expect(await file.write(await makeKey('EdDSA', { createdAt: 0 }))).toBe(false)
  await rm(folder)
  reasons = []
  expect(await file.write(await makeKey('EdDSA', { createdAt: 0 }))).toBe(false)
  expect(reasons).toEqual(['something else is in its place']) // it was, and nothing is gone
})

test('what the file holds is read by others as a key of its kind', async () => {
  const file = await open()
  await file.write(await makeKey('RS256', { createdAt: 0 }))
  expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', iat: 0 })
  file.release()
})
