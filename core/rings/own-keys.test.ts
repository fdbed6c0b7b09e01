import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { openOwnKeys } from './own-keys.ts'
import { FileUnavailable } from '../files/file-trouble.ts'
import { clientSecretFile, pinnedFile } from '../files/service-folder.ts'
import { plainSocketOf } from '../config/plain-socket.ts'
import { pinnedKeys } from '../key-sources/pinned-keys.ts'
import { signToken } from '../token/sign.ts'
import { ANYONE } from '../token/trust.ts'
import { verifyToken } from '../token/verify.ts'

const SETTINGS = { algorithm: 'ES256', selfSignedLifetimeSeconds: 60, leewaySeconds: 5 } as const

/** Whatever the key has signed. */
const TRUST = {
  issuer: 'https://servicea/',
  audience: ANYONE,
  subject: 'servicea',
  algorithms: ['ES256'],
  type: 'JWT',
  required: [],
  maxLifetimeSeconds: 60,
  leewaySeconds: 0,
} as const

const CLAIMS = { iss: TRUST.issuer, sub: 'servicea' }

async function setUp() {
  const keysFolder = await mkdtemp(join(tmpdir(), 'own-keys-'))
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  const clock = manualClock('2026-11-22T12:00:00Z')
  return {
    keysFolder,
    clock,
    open: () => openOwnKeys('servicea', { ...SETTINGS, keysFolder }, clock),
    peer: pinnedKeys(pinnedFile(keysFolder, 'servicea'), clock),
  }
}

test('a peer that pins the file knows the first key, and a new one at once', async () => {
  const { open, peer } = await setUp()
  const rings = await open()
  const first = await rings.ensure('servicea')
  await expect(peer.select({ kid: first.kid, alg: 'ES256' })).resolves.toMatchObject({ kid: first.kid })
  const second = await rings.renew('servicea')
  await expect(peer.select({ kid: second.kid, alg: 'ES256' })).resolves.toMatchObject({ kid: second.kid })
})

test('an earlier key stays pinned while its last tokens live and are on their way', async () => {
  const { open, clock, peer } = await setUp()
  const rings = await open()
  const first = await rings.ensure('servicea')
  clock.advance({ hours: 1 })
  await rings.renew('servicea')
  clock.advance({ milliseconds: 74_999 })
  await open()
  await expect(peer.select({ kid: first.kid, alg: 'ES256' })).resolves.toMatchObject({ kid: first.kid })
  clock.advance({ seconds: 1 })
  await open()
  await expect(peer.select({ kid: first.kid, alg: 'ES256' })).rejects.toMatchObject({ reason: 'unknown-key' })
})

test('an earlier key is over when its time is, though its owner was killed and writes no file any more', async () => {
  const { open, clock, peer } = await setUp()
  const rings = await open()
  const first = await rings.ensure('servicea')
  const token = await signToken(CLAIMS, first, 'JWT')
  const ask = () => verifyToken(token, { ...TRUST, keys: peer }, clock.now)
  const second = await rings.renew('servicea') // the last that this process does
  clock.advance({ milliseconds: 74_999 })
  await expect(ask()).resolves.toEqual(CLAIMS)
  clock.advance({ milliseconds: 1 })
  await expect(ask()).rejects.toMatchObject({ reason: 'unknown-key' })
  const later = await signToken(CLAIMS, second, 'JWT')
  await expect(verifyToken(later, { ...TRUST, keys: peer }, clock.now)).resolves.toEqual(CLAIMS)
})

test('only an earlier key has an end: the one that signs, and the one that will, are good until further notice', async () => {
  const { open, keysFolder, clock } = await setUp()
  const rings = await open()
  await rings.renew('servicea')
  await rings.prepare('servicea')
  const { keys } = JSON.parse(await readFile(pinnedFile(keysFolder, 'servicea'), 'utf8'))
  expect(keys.map(({ exp }: { exp?: number }) => exp)).toEqual([undefined, undefined, clock.now() / 1000 + 75])
})

test('the pinned file holds public keys only, and stands beside the private ones without being taken for one', async () => {
  const { open, keysFolder } = await setUp()
  await open()
  expect((await open()).leftAlone).toEqual([])
  const { keys } = JSON.parse(await readFile(pinnedFile(keysFolder, 'servicea'), 'utf8'))
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0]).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  expect((await readdir(join(keysFolder, 'servicea'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('keys that cannot be published are a trouble of the disk, and the one before goes on signing', async () => {
  const { open, keysFolder } = await setUp()
  const rings = await open()
  const before = rings.active('servicea')?.kid
  await rm(pinnedFile(keysFolder, 'servicea'))
  await mkdir(pinnedFile(keysFolder, 'servicea'))
  await expect(rings.renew('servicea')).rejects.toThrow(FileUnavailable)
  expect(rings.active('servicea')?.kid).toBe(before)
})

const fileOf = (kid = '') => `servicea.${kid}.json`
const why = 'it is gone, and jwks.json published its key until now: what that has signed is refused'

test('a key that is published and whose file went while its owner was away is named, and published no longer', async () => {
  const { open, keysFolder, clock, peer } = await setUp()
  const [first, second] = [await (await open()).ensure('servicea'), await (await open()).renew('servicea')]
  for (const { kid } of [first, second]) {
    await rm(join(keysFolder, 'servicea', fileOf(kid)))
    const { lost, leftAlone, active } = await open()
    expect([lost, leftAlone]).toEqual([[{ file: fileOf(kid), why }], []])
    expect(active('servicea')).toBeDefined()
    clock.advance({ seconds: 1 }) // the peer looks again
    await expect(peer.select({ kid, alg: 'ES256' })).rejects.toMatchObject({ reason: 'unknown-key' })
    expect((await open()).lost, 'it is named once').toEqual([])
  }
})

test('a key is not lost whose time was over, that was revoked, or whose file is damaged: that is named as such', async () => {
  const { open, clock, keysFolder } = await setUp()
  const rings = await open()
  const [first, second, third] = [
    await rings.ensure('servicea'),
    await rings.renew('servicea'),
    await rings.renew('servicea'),
  ]
  await rings.revoke('servicea', second.kid)
  clock.advance({ seconds: 75 })
  await rm(join(keysFolder, 'servicea', fileOf(first.kid)))
  await writeFile(join(keysFolder, 'servicea', fileOf(third.kid)), '{')
  const { lost, leftAlone } = await open()
  expect(lost).toEqual([])
  expect(leftAlone.map(({ file }) => file)).toEqual([fileOf(third.kid)])
})

test.each(['', '{', '[]', 'null', '{"keys":{}}', '{"keys":[null,{"kid":7},"text"]}'])(
  'a published file that is damaged is written anew: %s',
  async (text) => {
    const { open, keysFolder } = await setUp()
    const { kid } = await (await open()).ensure('servicea')
    await writeFile(pinnedFile(keysFolder, 'servicea'), text)
    expect((await open()).lost).toEqual([])
    expect(await readFile(pinnedFile(keysFolder, 'servicea'), 'utf8')).toContain(kid)
  },
)

test('what a service has in its folder besides its keys is not taken for a stranger, after a kill neither', async () => {
  const { open, keysFolder } = await setUp()
  await open()
  const socket = plainSocketOf(keysFolder, 'servicea', { platform: 'linux', isReadOnly: false })
  for (const file of [clientSecretFile(keysFolder, 'servicea'), socket]) await writeFile(file, 'x')
  expect((await open()).leftAlone).toEqual([])
})
