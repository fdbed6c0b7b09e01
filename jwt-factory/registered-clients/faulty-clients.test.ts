import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openClients } from './open-clients.ts'

let keys: string
beforeEach(async () => {
  keys = await mkdtemp(join(tmpdir(), 'clients-'))
})
afterEach(() => rm(keys, { recursive: true, force: true }))

const file = () => join(keys, 'jwt-factory', 'clients.json')
const LIMITS = { tokenLifetimeSeconds: 3600 }
const open = async () => (await openClients(keys, join(keys, 'jwt-factory'), manualClock(0), LIMITS)).clients
const read = (path: string) => readFile(path, 'utf8')
const declare = async (value: unknown) => {
  await mkdir(dirname(file()), { recursive: true })
  await writeFile(file(), typeof value === 'string' ? value : JSON.stringify(value))
}
const SECRET = 'long enough to be one'
const CLIENT = { secret: SECRET, audiences: [], scopes: [] }

test.each([
  ['{', 'the text is not JSON, at character 2'],
  ['{"a":{"secret":"short",}}', 'the text is not JSON, at character 24'],
  ['{"a":1,"a":2}', 'a member name appears twice'],
  ['[]', 'must be an object'],
  [{ 'a b': CLIENT }, 'a b  is not a client id'],
  [{ a: null }, 'a  must be an object'],
  [{ a: { ...CLIENT, audiance: [] } }, 'a.audiance  is no member of a client'],
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
  ...[` ${SECRET}`, `${SECRET}\n`, `${SECRET}\u00a0`, `a\0${SECRET}`, `\ufffd${SECRET}`].map(
    (secret): [unknown, string] => [{ a: { ...CLIENT, secret } }, 'a.secret  must have no space at its ends'],
  ),
  [{ a: { ...CLIENT, secret: [SECRET, `${SECRET} `] } }, 'a.secret.1  must have no space at its ends'],
  [{ a: { ...CLIENT, secret: [] } }, 'a.secret  must be a text, or a list of one or two'],
  [{ a: { ...CLIENT, secret: 1 } }, 'a.secret  must be a text, or a list of one or two'],
  [{ a: { ...CLIENT, secret: [CLIENT.secret, 'short'] } }, 'a.secret.1  must have 16 characters'],
  [{ a: { ...CLIENT, secret: Array(3).fill(CLIENT.secret) } }, 'a.secret  must be a text, or a list of one or two'],
  [{ a: { ...CLIENT, algorithm: 'HS256' } }, 'a.algorithm  must be one of RS256, '],
  [{ a: { ...CLIENT, algorithm: 'none' } }, 'a.algorithm  must be one of RS256, '],
  [{ a: { ...CLIENT, tokenType: 'jwt' } }, 'a.tokenType  must be one of at+jwt, JWT'],
  [{ a: { ...CLIENT, lifetime: 0 } }, 'a.lifetime  must be 1 or more'],
  [{ a: { ...CLIENT, lifetime: 1.5 } }, 'a.lifetime  must be a whole number of seconds'],
  [{ a: { ...CLIENT, lifetime: '60' } }, 'a.lifetime  must be a whole number of seconds'],
  ['{"a":{"audience":"x","lifetime":1e400}}', 'a number cannot be read exactly as it is written'],
  [{ a: { ...CLIENT, lifetime: 3601 } }, 'a.lifetime  must be 3600 or less: that is FACTORY_TOKEN_LIFETIME'],
  [{ a: { ...CLIENT, claims: { exp: 1 } } }, 'a.claims.exp  is said by the issuer'],
  [{ a: { ...CLIENT, claims: { x: ['${assertion}'] } } }, 'a.claims.x.0  would show the parameter assertion'],
  ['{"a":{"audience":"x","claims":{"b":"\\ud800"}}}', 'a string has half of a surrogate pair'],
  ['{"a":{"audience":"x","claims":{"b":1e400}}}', 'a number cannot be read exactly as it is written'],
  [{ a: { ...CLIENT, claims: { sub: 'b' } }, b: CLIENT }, 'a.claims.sub  is another client'],
  [{ '@': { claims: { sub: 'b' } }, b: CLIENT }, '@.claims.sub  is another client'],
  [{ '@': { claims: { iss: 'x' } } }, '@.claims.iss  is said by the issuer'],
  [{ '@': { lifetime: 60 } }, '@.lifetime  is no member of an issuer'],
  [{ '@': { algorithm: 'constructor' } }, '@.algorithm  must be one of RS256, '],
  [{ '@demo': { audience: 'x' } }, '@demo.audience  is no member of an issuer; the known ones are algorithm'],
  [{ '@demo': 'RS256' }, '@demo  must be an object'],
  [{ '@@RS256': {} }, '@@RS256  is not an issuer'],
  [{ '@__proto__': {} }, '@__proto__  is not an issuer'],
  [{ '@login': {} }, '@login  is not an issuer'],
  [{ '@.x': {}, 'a b': {} }, '@.x  is not an issuer'],
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

test('a file that is not UTF-8 stops the start: two names would be one', async () => {
  await declare('{}')
  await writeFile(file(), Buffer.from('{"a":{"secret":"long enough to be \xe4","audiences":[],"scopes":[]}}', 'latin1'))
  await expect(open()).rejects.toThrow('(file)  is not UTF-8: save it as that')
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

test('a name that is as long as the file is cut where it is named', async () => {
  await declare({ ['x'.repeat(400_000)]: CLIENT, a: { ...CLIENT, ['y'.repeat(400_000)]: 1 } })
  const { message } = (await open().catch((error: unknown) => error)) as Error
  expect(message).toMatch(/^ {2}a\.y{100}/m)
  expect(message.length).toBeLessThan(2000)
})

test('a secret of 16 characters is long enough', async () => {
  await declare({ a: { ...CLIENT, secret: 'x'.repeat(16) } })
  expect((await open()).get('a')?.secret).toBe('x'.repeat(16))
})

test('what is declared for the issuers stands beside the clients', async () => {
  await declare({ '@': { algorithm: 'RS256' }, '@demo': { tokenType: 'JWT' }, a: { ...CLIENT, algorithm: 'EdDSA' } })
  const { clients, issuers } = await openClients(keys, join(keys, 'jwt-factory'), manualClock(0))
  expect([...issuers]).toEqual([
    ['@', { algorithm: 'RS256' }],
    ['@demo', { tokenType: 'JWT' }],
  ])
  expect([...clients.values()]).toMatchObject([{ id: 'a', algorithm: 'EdDSA', tokenType: undefined }])
})

test('every fault is named at once', async () => {
  await declare({
    a: { foo: 1, bar: 2, audiences: 1, scopes: [] },
    b: { publicKeys: 'x', jwks: { keys: [] }, scopes: 3 },
  })
  const { message } = (await open().catch((error: unknown) => error)) as Error
  for (const place of [
    'a.foo  is no',
    'a.bar  is no',
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
