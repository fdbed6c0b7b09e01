import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openOwnKeys } from '#core/rings/own-keys'
import { lifetime, signToken } from '#core/token/sign'
import { movedClock } from './support/moved-clock.ts'
import { until } from './support/until.ts'
import { openTestSandbox, type Answer, type TestSandbox } from './support/sandbox.ts'

// Keys change while tokens are on their way, and nobody notices.

const clock = movedClock()
let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openTestSandbox({ clock })
})
afterEach(() => sandbox.close())

/** The key id that B saw in a play, from its trace. */
async function kidInPlay(path: string): Promise<string> {
  const { body } = await sandbox.plain('servicea', `${path}?trace=1`)
  expect(body.valid).toBe(true)
  return body.trace.find(({ verb }: { verb: string }) => verb === 'checks').token.header.kid
}

const pinned = () => readFile(join(sandbox.keysFolder, 'servicea', 'jwks.json'), 'utf8')
const issuer = () => `https://localhost:${sandbox.factory.tlsPort}`

const pairsOf = async (role: string) =>
  (await readdir(join(sandbox.keysFolder, role))).filter((name) => name.startsWith(`${role}.`)).sort()

describe('POST /gen-keys on A', () => {
  test('while scenario 3 is played again and again: not one refusal', async () => {
    const plays: Promise<Answer>[] = []
    const played = new Set<string>()
    const play = () => plays.push(sandbox.plain('servicea', '/scenario3'))
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 20; index++) play()
      const changed = sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
      for (let index = 0; index < 20; index++) play()
      expect((await changed).status).toBe(200)
      played.add(await kidInPlay('/scenario3'))
    }
    const answers = await Promise.all(plays)
    expect(answers).toHaveLength(200)
    expect(answers.filter(({ status, body }) => status !== 200 || body.valid !== true)).toEqual([])
    expect(played.size).toBe(5)
  })

  test('B and C know the new key at once, without a restart', async () => {
    const before = await kidInPlay('/scenario3')
    await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    expect(await kidInPlay('/scenario3')).not.toBe(before)
    const { body } = await sandbox.plain('servicea', '/scenario4')
    expect([body.serviceB.valid, body.serviceC.valid]).toEqual([true, true])
  })

  test('a token signed a moment before stays good for its life', async () => {
    const token = await signAsA()
    await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    expect((await send(token)).status).toBe(200)
    clock.advance({ seconds: 9 })
    expect((await send(token)).status).toBe(200)
    clock.advance({ seconds: 1 })
    expect((await send(token)).body.reason).toBe('expired')
  })

  test('the earlier key is believed no longer than its tokens live, once another is made', async () => {
    const key = await activeKeyOfA()
    await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    clock.advance({ minutes: 1 })
    await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    const token = await signToken(claimsForB(), key, 'JWT')
    expect((await send(token)).body.reason).toBe('unknown-key')
    expect(await pairsOf('servicea')).not.toContain(`servicea.${key.kid}.json`)
  })

  test('when the time of the earlier key is over nobody believes it any more, without any other event', async () => {
    const key = await activeKeyOfA()
    await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    const old = async () => signToken(claimsForB(), key, 'JWT')
    expect((await send(await old())).status).toBe(200)
    clock.advance({ minutes: 1 })
    await until('the file that peers pin has the new key alone', async () => !(await pinned()).includes(key.kid))
    clock.advance({ seconds: 1 })
    expect((await send(await old())).body.reason).toBe('unknown-key')
    const proof = { iss: 'servicea', sub: 'servicea', aud: issuer(), jti: 'x', ...lifetime(clock.now(), 60, false) }
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await signToken(proof, key, 'client-authentication+jwt'),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, body } = await sandbox.post('jwt-factory', '/token', { headers, body: form.toString() })
    expect([status, body.error]).toEqual([401, 'invalid_client'])
  })

  test('answers the folder relative to the project', async () => {
    const { body } = await sandbox.plain('servicea', '/gen-keys', { method: 'POST' })
    expect(body.folder).toMatch(/^[^/]+\/servicea$/)
  })
})

test.each(['serviceb', 'servicec'] as const)(
  'POST /gen-keys on %s makes its own pair, and A keeps its own',
  async (role) => {
    const before = { own: await pairsOf(role), a: await pairsOf('servicea'), kid: await kidInPlay('/scenario3') }
    const { status, body } = await sandbox.plain(role, '/gen-keys', { method: 'POST' })
    expect(status).toBe(200)
    expect(body.folder).toMatch(new RegExp(`/${role}$`))
    expect(await pairsOf(role)).toHaveLength(before.own.length + 1)
    expect(await pairsOf('servicea')).toEqual(before.a)
    expect(await kidInPlay('/scenario3')).toBe(before.kid)
  },
)

describe('POST /keys on the factory', () => {
  test('while scenario 1 is played again and again: not one refusal', async () => {
    const plays = Array.from({ length: 40 }, () => sandbox.plain('servicea', '/scenario1'))
    const changes = Array.from({ length: 5 }, () => sandbox.post('jwt-factory', '/keys/servicea'))
    plays.push(...Array.from({ length: 40 }, () => sandbox.plain('servicea', '/scenario1')))
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    const answers = await Promise.all(plays)
    expect(answers.filter(({ status, body }) => status !== 200 || body.valid !== true)).toEqual([])
  })

  test('the earlier key is published for the life of its tokens, then no longer', async () => {
    const kids = async (): Promise<string[]> =>
      (await sandbox.get('jwt-factory', '/keys/servicea/jwks')).body.keys.map(({ kid }: { kid: string }) => kid)
    const { body: earlier } = await sandbox.get('jwt-factory', '/keys/servicea')
    await sandbox.post('jwt-factory', '/keys/servicea')
    clock.advance({ minutes: 59 })
    expect(await kids()).toContain(earlier.kid)
    clock.advance({ minutes: 2 })
    expect(await kids()).not.toContain(earlier.kid)
  })
})

async function activeKeyOfA() {
  // Opened as A opens it, for a private key never leaves its process otherwise.
  const settings = { algorithm: 'ES256', selfSignedLifetimeSeconds: 10, leewaySeconds: 0 } as const
  const rings = await openOwnKeys('servicea', { keysFolder: sandbox.keysFolder, ...settings }, clock)
  return rings.active('servicea') ?? expect.fail('A has no key')
}

const claimsForB = () => ({
  iss: 'https://service-issuer',
  sub: 'servicea',
  aud: 'serviceb',
  jti: 'by-hand',
  ...lifetime(clock.now(), 10, false),
})

const signAsA = async () => signToken(claimsForB(), await activeKeyOfA(), 'JWT')

const send = (token: string) =>
  sandbox.get('serviceb', '/scenario3-server', { headers: { authorization: `Bearer ${token}` } })
