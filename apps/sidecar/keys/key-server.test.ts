import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { openKeyServer, type KeyServer } from './key-server.ts'

const key = await generateSigningKey('ES256', 0)
const clock = manualClock('2026-11-22T12:00:00Z')
const silentLog = { info: () => {}, warn: () => {} }
const parts = { issuers: ['svc', 'another'], algorithms: ['ES256'] as const, clock, log: silentLog }
const folder = await mkdtemp(join(tmpdir(), 'key-server-'))
afterAll(() => rm(folder, { recursive: true }))

async function serve(answer: { status: number; text: string }) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(answer.status, { 'cache-control': 'max-age=60' }).end(answer.text)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => (server.closeAllConnections(), server.close()))
  return { asked, answer, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } // it listens
}

const outcome = async (server: KeyServer, kid: string, issuer = 'svc') => {
  try {
    return (await server.keysOf(issuer).select({ kid, alg: 'ES256' })).kid
  } catch (error) {
    return error instanceof Error && 'reason' in error ? error.reason : (error as Error).name
  }
}

test('a preshared key is of one issuer and has one name, letter by letter', async () => {
  const path = join(folder, 'a.pub')
  await writeFile(path, key.publicPem)
  const server = await openKeyServer({ type: 'preshared', issuer: 'svc', keyId: 'k', path }, parts)
  expect(await outcome(server, 'k')).toBe('k')
  for (const [kid, issuer] of [
    ['K', 'svc'],
    ['k', 'SVC'],
    ['k', 'another'],
    ['', 'svc'],
  ] as const) {
    expect(await outcome(server, kid, issuer)).toBe('unknown-key')
  }
  expect(server.state()).toEqual({ type: 'preshared', keys: 1 })
  await server.close()
})

test('a preshared key that is not there is a fault at the start', async () => {
  const config = { type: 'preshared', issuer: 'svc', keyId: 'k', path: join(folder, 'none') } as const
  await expect(openKeyServer(config, parts)).rejects.toThrow(/^public_key_path: /)
})

test('a key set at a URL has the keys of the issuers on the list', async () => {
  const { address, asked, answer } = await serve({ status: 200, text: JSON.stringify({ keys: [key.publicJwk] }) })
  const server = await openKeyServer({ type: 'jwks', url: `${address}/a/jwks/?x=1` }, parts)
  expect(await outcome(server, key.kid)).toBe(key.kid)
  expect(await outcome(server, key.kid, 'another')).toBe(key.kid)
  expect(await outcome(server, key.kid, 'a-third')).toBe('unknown-key')
  expect(asked).toEqual(['GET /a/jwks/?x=1'])
  expect(server.state()).toEqual({ type: 'jwks', keys: 1 })
  answer.status = 302
  clock.advance({ seconds: 61 })
  expect(await outcome(server, key.kid)).toBe(key.kid)
  expect(server.state()).toMatchObject({ keys: 1, trouble: { what: 'the key server answered 302' } })
  await server.close()
})

test('a key set that is no key set decides nothing', async () => {
  const { address, answer } = await serve({ status: 200, text: '{"keys":[],"keys":[]}' })
  const server = await openKeyServer({ type: 'jwks', url: address }, parts)
  expect(await outcome(server, key.kid)).toBe('KeysUnavailable')
  expect(server.state().trouble?.what).toContain('appears twice')
  answer.text = '{"keys":[]}'
  await server.close()
})

test('a registry is asked below its address', async () => {
  const { address, asked } = await serve({ status: 200, text: JSON.stringify(key.publicJwk) })
  const server = await openKeyServer({ type: 'keyregistry', registry: `${address}/registry/` }, parts)
  expect(await outcome(server, key.kid)).toBe(key.kid)
  expect(asked).toEqual([`GET /registry/services/svc/keys/${key.kid}`])
  await server.close()
})
