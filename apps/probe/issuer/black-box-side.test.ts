import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CannotBeMade, makeToken } from '#attacks'
import { openBlackBoxSide, type BlackBoxOptions } from './black-box-side.ts'
import { issuerFacts } from './issuer.fixture.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const TOKEN = `${part({ alg: 'ES256', kid: 'k' })}.${part({ sub: 'somebody', exp: 1 })}.${'A'.repeat(86)}`

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'probe-black-box-'))))
afterAll(() => rm(folder, { recursive: true }))

const open = (more: Partial<BlackBoxOptions> = {}) =>
  openBlackBoxSide({ ...issuerFacts(), token: TOKEN, places: { folder, keysFolder: folder }, ...more })

test('a black box has one good token, and says which option gives more', async () => {
  const side = await open({ also: new Set(['scope', 'issuer-key', 'revocation']) })
  expect([...side.has].sort()).toEqual(['good-token', 'listener', 'raw-socket', 'scope'])
  const world = side.world()
  expect(await makeToken(world)).toBe(TOKEN)
  expect(world.good()).toEqual({ header: { alg: 'ES256', kid: 'k' }, claims: { sub: 'somebody', exp: 1 } })
  expect(() => world.good('RS256')).toThrow(CannotBeMade)
  expect(world.issuer).toBeUndefined()
  expect(side.world().listener).not.toBe(world.listener)
  expect([side.publish, side.moveClock, side.revoke, side.ask]).toEqual([undefined, undefined, undefined, undefined])
  expect(side.whyNot('published-keys')).toContain('--jwks')
  expect(side.whyNot('issuer-key')).toContain('--factory')
  await side.close()
})

test('it has the keys that the person shows', async () => {
  const keys = [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }]
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys }))
  const side = await open({ jwks: 'keys.json' })
  expect(side.has).toContain('published-keys')
  expect(side.world().keySet).toEqual(keys)
  await side.close()
})

test('a target on another machine would not find the listener of this one', async () => {
  const side = await open({ targetUrl: new URL('https://api.example.com/') })
  expect(side.has).not.toContain('listener')
  expect(side.whyNot('listener')).toContain('another machine')
  await side.close()
})

test.each([
  [{ token: 'a.b.c' }, 'What was given is no signed token'],
  [{ token: '' }, 'What was given is no signed token'],
  [{ jwks: 'absent.json' }, 'absent.json cannot be read: there is no such file.'],
  [{ jwks: 'http://example.com/jwks' }, 'Keys come from'],
])('it does not begin with %j', async (more, why) => {
  await expect(open(more)).rejects.toThrow(why)
})
