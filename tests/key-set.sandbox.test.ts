import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MAX_WAITING } from '#core/key-sources/fetch-pace'
import { systemClock, type ManualClock } from '#core/clock'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** Longer than every test moves the clock, so that nothing expires by the way. */
const A_DAY = '86400'

let clock: ManualClock
let sandbox: TestSandbox
beforeEach(async () => {
  clock = movedClock()
  sandbox = await openTestSandbox({ clock, env: { FACTORY_TOKEN_LIFETIME: A_DAY } })
})
afterEach(() => sandbox.close())

const issueToken = async () =>
  (await sandbox.post('jwt-factory', '/issueToken/servicea', { body: { aud: 'serviceb' } })).text

/** As A gets it, with its secret. */
async function accessToken(): Promise<string> {
  const secret = await readFile(join(sandbox.keysFolder, 'servicea', 'client-secret'), 'utf8')
  const form = { grant_type: 'client_credentials', audience: 'serviceb', client_id: 'servicea', client_secret: secret }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { body } = await sandbox.post('jwt-factory', '/token', { headers, body: new URLSearchParams(form).toString() })
  return body.access_token
}

const present = (token: string, path = '/scenario5-server') =>
  sandbox.get('serviceb', path, { headers: { authorization: `Bearer ${token}` } })

async function verdictOn(token: string): Promise<string> {
  const { status, body } = await present(token)
  return status === 200 ? 'believed' : `${status} ${body.reason ?? body.type}`
}

/** The same token under another key id. */
function rename(token: string, kid: string): string {
  const [, payload, signature] = token.split('.')
  return `${Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid })).toString('base64url')}.${payload}.${signature}`
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid

const fetches = () => sandbox.logs.filter((line) => line.includes('"key-set-asked-for"')).length

test('a revoked key is believed until max-age at the latest, a minute, although nobody brings a new key', async () => {
  const token = await issueToken()
  expect(await verdictOn(token)).toBe('believed')
  await sandbox.plain('jwt-factory', `/keys/servicea/${kidOf(token)}`, { method: 'DELETE' })
  clock.advance({ seconds: 59 })
  expect(await verdictOn(token)).toBe('believed')
  clock.advance({ seconds: 1 })
  expect(await verdictOn(token)).toBe('401 revoked-key')
  clock.advance({ seconds: 1 })
  expect(await verdictOn(rename(token, 'never-seen'))).toBe('401 unknown-key')
})

test('a key that nobody has seen yet is fetched at once: no token is refused for being the first', async () => {
  expect(await verdictOn(await issueToken())).toBe('believed')
  clock.advance({ seconds: 1 })
  await sandbox.post('jwt-factory', '/keys/servicea')
  expect(await verdictOn(await issueToken())).toBe('believed')
  expect(fetches()).toBe(2)
})

test('a flood of random key ids costs a fetch a second, few wait for it, and a good token passes meanwhile', async () => {
  const token = await issueToken()
  await verdictOn(token)
  const begin = systemClock.now()
  // Each on a connection of its own, of which a port takes 512.
  const flood = Array.from({ length: 300 }, (_, index) => verdictOn(rename(token, `random-${index}`)))
  expect(await verdictOn(token)).toBe('believed')
  const verdicts = await Promise.all(flood)
  const unknown = verdicts.filter((verdict) => verdict === '401 unknown-key')
  expect(unknown.length).toBeGreaterThanOrEqual(MAX_WAITING)
  const others = verdicts.filter((verdict) => verdict !== '401 unknown-key')
  expect(new Set(others).difference(new Set(['503 urn:jwt-sandbox:problem:cannot-decide']))).toEqual(new Set())
  const seconds = Math.ceil((systemClock.now() - begin) / 1000) // as long as the flood takes on this machine
  expect(fetches()).toBeLessThanOrEqual(1 + 1 + seconds)
})

describe('while the factory is down', () => {
  test('known keys work for an hour, and then nobody can decide', async () => {
    const token = await issueToken()
    await verdictOn(token)
    await sandbox.factory.close()
    clock.advance({ minutes: 59 })
    expect(await verdictOn(token)).toBe('believed')
    clock.advance({ minutes: 1 })
    expect(await verdictOn(token)).toBe('503 urn:jwt-sandbox:problem:cannot-decide')
  })

  test('a token with an unknown key cannot be decided, and B says who is missing', async () => {
    const token = await issueToken()
    await verdictOn(token)
    await sandbox.factory.close()
    clock.advance({ seconds: 2 })
    const { status, body } = await present(rename(token, 'never-seen'))
    expect(status).toBe(503)
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' })
  })

  test('nobody can introspect: B does not decide, although it finds the token good by itself', async () => {
    const token = await accessToken()
    expect((await present(token, '/scenario10-server')).body).toMatchObject({ valid: true, locally: { valid: true } })
    await sandbox.factory.close()
    const { status, body } = await present(token, '/scenario10-server')
    expect(status).toBe(503)
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' })
    expect((await present(token, '/scenario7-server')).status).toBe(200)
  })
})
