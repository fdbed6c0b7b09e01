import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { needs } from '../../tests/support/needs.ts'
import { openClients } from './open-clients.ts'

let keys: string
beforeEach(async () => {
  keys = await mkdtemp(join(tmpdir(), 'clients-'))
})
afterEach(() => rm(keys, { recursive: true, force: true }))

const file = () => join(keys, 'jwt-factory', 'clients.json')
const open = async () => (await openClients(keys, join(keys, 'jwt-factory'), manualClock(0))).clients
const read = (path: string) => readFile(path, 'utf8')
const put = async (path: string, text: string) => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
const declare = (value: unknown) => put(file(), typeof value === 'string' ? value : JSON.stringify(value))
const CLIENT = { secret: 'long enough to be one', audiences: [], scopes: [] }

test('the first start makes three clients, each with a secret of 256 bits and what the scenarios need', async () => {
  const clients = await open()
  const shown = [...clients.values()].map(({ id, audiences, scopes, keys }) => [id, audiences, scopes, Boolean(keys)])
  expect(shown).toEqual([
    ['servicea', ['serviceb'], ['orders.read'], true],
    ['serviceb', ['servicec'], ['orders.read'], true],
    ['servicec', [], [], true],
  ])
  const secrets = [...clients.values()].map(({ secret = '' }) => secret)
  expect(new Set(secrets).size).toBe(3)
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
})

test('nobody else can read the file or the secrets, and each service finds its own', async () => {
  const clients = await open()
  for (const path of [file(), join(keys, 'servicea', 'client-secret')]) {
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  }
  for (const id of ['servicea', 'serviceb', 'servicec']) {
    expect(await read(join(keys, id, 'client-secret'))).toBe(clients.get(id)?.secret)
  }
})

test('a second start changes nothing, and two at once agree', async () => {
  const [first, second] = await Promise.all([open(), open()])
  const text = await read(file())
  expect((await open()).get('servicea')?.secret).toBe(first.get('servicea')?.secret)
  expect(second.get('servicea')?.secret).toBe(first.get('servicea')?.secret)
  expect(await read(file())).toBe(text)
})

test('a secret that a service has already is taken over, and never replaced', async () => {
  await put(join(keys, 'servicea', 'client-secret'), 'from an earlier life\n')
  expect((await open()).get('servicea')?.secret).toBe('from an earlier life')
  expect(await read(join(keys, 'servicea', 'client-secret'))).toBe('from an earlier life\n')
})

test('a service finds the first secret of the file, whatever it had before', async () => {
  await put(join(keys, 'servicea', 'client-secret'), 'from an earlier life')
  await declare({ servicea: { ...CLIENT, secret: ['the one in use now', 'the one from before'] }, serviceb: CLIENT })
  const client = (await open()).get('servicea')
  expect(client).toMatchObject({ secret: 'the one in use now', otherSecret: 'the one from before' })
  expect(await read(join(keys, 'servicea', 'client-secret'))).toBe('the one in use now')
  expect(await read(join(keys, 'serviceb', 'client-secret'))).toBe(CLIENT.secret)
  await expect(stat(join(keys, 'servicec'))).rejects.toThrow('ENOENT')
})

test('a file of more than a million bytes is not read', async () => {
  await declare(`{}${' '.repeat(999_998)}`)
  expect([...(await open()).keys()]).toEqual([])
  await declare(`{}${' '.repeat(999_999)}`)
  await expect(open()).rejects.toThrow('(file)  has more than 1000000 bytes')
})

test('a service whose folder was deleted finds its secret again after the next start', async () => {
  const secret = (await open()).get('servicea')?.secret
  await rm(join(keys, 'servicea'), { recursive: true })
  await open()
  expect(await read(join(keys, 'servicea', 'client-secret'))).toBe(secret)
})

test('clients that an operator declares are there: with keys in the file, without a secret', async () => {
  const key = await generateSigningKey('ES256', 0)
  await declare({
    batch: {
      jwks: { keys: [key.publicJwk] },
      audiences: ['https://x.test/'],
      scopes: [],
      trustedIssuers: ['@', 'far'],
    },
  })
  const batch = (await open()).get('batch')
  expect(batch).not.toHaveProperty('secret')
  expect(await batch?.keys?.select({ kid: key.kid, alg: 'ES256' })).toMatchObject({ kid: key.kid })
})

needs(process.getuid?.() === 0 && 'root may read every file').test(
  'a file that cannot be read is no missing file',
  async () => {
    await open()
    const text = await read(file())
    await chmod(file(), 0o000)
    await expect(open()).rejects.toThrow(/EACCES/)
    await chmod(file(), 0o600)
    expect(await read(file())).toBe(text)
  },
)

test('what earlier starts left unfinished is removed, here and beside the secrets of the services', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const left = [
    join(keys, 'jwt-factory', await leaveBehind(join(keys, 'jwt-factory'), 'clients.json', clock)),
    join(keys, 'servicec', await leaveBehind(join(keys, 'servicec'), 'client-secret', clock)),
  ]
  await openClients(keys, join(keys, 'jwt-factory'), clock)
  for (const path of left) await expect(stat(path)).rejects.toThrow('ENOENT')
})
