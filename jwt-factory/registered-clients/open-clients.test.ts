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
const open = () => openClients(keys, join(keys, 'jwt-factory'), manualClock(0))
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

test.each([
  ['{', 'the text is not JSON, at character 2'],
  ['{"a":{"secret":"short",}}', 'the text is not JSON, at character 24'],
  ['{"a":1,"a":2}', 'a member name appears twice'],
  ['[]', 'must be an object'],
  [{ 'a b': CLIENT }, 'a b  is not a client id'],
  [{ a: null }, 'a  must be an object'],
  [{ a: { ...CLIENT, audiance: [] } }, 'a.audiance  has an unknown member'],
  [{ a: { ...CLIENT, audience: [] } }, 'a.audience  must be a text'],
  [{ a: { audience: 'https://a b' } }, 'a.audience  must be a name or an address'],
  [{ a: { audience: 'urn:x' }, b: { audience: 'urn:x' } }, 'b.audience  is that of a, too'],
  [{ a: { audience: 'b' }, b: CLIENT }, 'a.audience  is the id of another client'],
  [{ b: CLIENT, a: { audience: 'b' } }, 'a.audience  is the id of another client'],
  [
    { a: { ...CLIENT, audiences: ['b'] }, b: { audience: 'urn:x' } },
    'a.audiences.0  is a client whose audience is another one: write urn:x',
  ],
  [{ a: { ...CLIENT, audiences: 'serviceb' } }, 'a.audiences  must be a list'],
  [{ a: { ...CLIENT, audiences: [''] } }, 'a.audiences.0  must be a name'],
  [{ a: { ...CLIENT, scopes: ['orders read'] } }, 'a.scopes.0  must be one word'],
  [{ a: { ...CLIENT, scopes: ['"'] } }, 'a.scopes.0  must be one word'],
  [{ a: { ...CLIENT, secret: 'short' } }, 'a.secret  must have 16 characters'],
  [{ a: { ...CLIENT, secret: 'x'.repeat(15) } }, 'a.secret  must have 16 characters'],
  [{ a: { ...CLIENT, publicKeys: '../jwt-factory/x.json' } }, 'a.publicKeys  must be a file below'],
  [{ a: { ...CLIENT, publicKeys: '/etc/passwd' } }, 'a.publicKeys  must be a file below'],
  [{ a: { ...CLIENT, publicKeys: 'a/../../b' } }, 'a.publicKeys  must be a file below'],
  [{ a: { ...CLIENT, publicKeys: 'a/x.json', jwks: { keys: [] } } }, 'a  has both publicKeys and jwks'],
  [{ a: { ...CLIENT, trustedIssuers: ['https://other.test'] } }, 'a.trustedIssuers.0  must be the name of an issuer'],
  [{ a: { audiences: [], scopes: [] } }, 'a  needs a secret, publicKeys or jwks'],
  [{ a: { ...CLIENT, jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } } }, 'a.jwks  keys.0: the key is symmetric'],
  [{ a: { ...CLIENT, jwks: { keys: [{ kty: 'EC' }] } } }, 'a.jwks  '],
])('a faulty file stops the start with the client and the member, and is left as it is: %j', async (value, message) => {
  await declare(value)
  const text = await read(file())
  const error = await open().catch((error: unknown) => error)
  expect(error).toMatchObject({ name: 'ClientsFault', message: expect.stringContaining(message) })
  expect(String(error)).not.toContain('short')
  expect(await read(file())).toBe(text)
})

test('where no key of a set can be used, each is named with what is wrong, for every such client at once', async () => {
  const keys = [{ kty: 'EC' }, { kty: 'NEW', kid: 'mine' }, null]
  await declare({ a: { ...CLIENT, jwks: { keys } }, b: CLIENT, c: { ...CLIENT, jwks: { keys: [{ kty: 'oct' }] } } })
  const { message } = (await open().catch((error: unknown) => error)) as Error
  expect(message).toContain('a.jwks  keys.0: the curve (crv) is none of')
  expect(message).toContain('a.jwks  keys.1 ("mine"): the key type (kty) is none of')
  expect(message).toContain('a.jwks  keys.2: the key is not an object')
  expect(message).toContain('c.jwks  keys.0: the key is symmetric')
})

test('a secret of 16 characters is long enough', async () => {
  await declare({ a: { ...CLIENT, secret: 'x'.repeat(16) } })
  expect((await open()).get('a')?.secret).toBe('x'.repeat(16))
})

test('every fault is named at once', async () => {
  await declare({
    a: { foo: 1, bar: 2, audiences: 1, scopes: [] },
    b: { publicKeys: 'x', jwks: { keys: [] }, scopes: 3 },
  })
  const { message } = (await open().catch((error: unknown) => error)) as Error
  for (const place of [
    'a.foo  has',
    'a.bar  has',
    'a.audiences  must',
    'a  needs a secret',
    'b  has both',
    'b.scopes  must',
  ]) {
    expect(message).toContain(`  ${place}`)
  }
  await declare({ a: { ...CLIENT, scopes: 1, audiences: 2 }, b: { ...CLIENT, secret: '' } })
  await expect(open()).rejects.toThrow(/a\.audiences[^]*a\.scopes[^]*b\.secret/)
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
