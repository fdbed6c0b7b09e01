import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { askRelay, IN_TIME, openBehindRelay, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts'
import type { RelayDialect } from '../config/relay-config.ts'

// PK-7: keys that an issuer publishes, as a port of the relay has them.

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function newKey(kid?: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', ...(kid !== undefined && { kid }) },
  }
}

function tokenBy(privateKey: KeyObject, kid?: string): string {
  const claims = { ...IN_TIME, exp: IN_TIME.exp + 86_400, piko: { endpoints: ['b'] } }
  const text = `${coded({ alg: 'ES256', typ: 'JWT', ...(kid !== undefined && { kid }) })}.${coded(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** An issuer, what it publishes, and how often it was asked; and a relay that believes it. Who is let in hears that nobody listens. */
async function openWithIssuer(dialect: RelayDialect, keys: { jwk: object }[], cacheTtl?: number) {
  const issuer = { keys, asked: 0, isAway: false }
  const port = await openBehindRelay((_asked, answer) => {
    issuer.asked++
    if (issuer.isAway) return void answer.writeHead(500).end()
    answer
      .writeHead(200, { 'cache-control': 'max-age=600' })
      .end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }))
  })
  const set = {
    kind: 'jwks',
    endpoint: `http://127.0.0.1:${port}/jwks`,
    timeout: 5000,
    ...(cacheTtl && { cacheTtl }),
  } as const
  const auth = { keys: set, disableDisconnectOnExpiry: false }
  const { ports, clock } = await openTestRelay(relayConfig(dialect, { proxy: { auth } }))
  const by = async (token: string) => {
    const { status } = await askRelay({
      port: ports.proxy,
      headers: { authorization: `Bearer ${token}`, host: 'b.relay' },
    })
    return status === 502 ? 'believed' : status
  }
  return { issuer, by, clock }
}

test('piko: a key id means its key, an unknown one has the set fetched once in five minutes', async () => {
  const [old, next] = [newKey('old'), newKey('next')]
  const { issuer, by, clock } = await openWithIssuer('piko', [old])
  expect(await by(tokenBy(old.privateKey, 'old'))).toBe('believed')
  expect(await by(tokenBy(old.privateKey, 'next'))).toBe(401)
  expect(issuer.asked).toBe(2)
  issuer.keys = [old, next]
  for (let times = 0; times < 10; times++) expect(await by(tokenBy(next.privateKey, 'next'))).toBe(401)
  expect(issuer.asked).toBe(2)
  clock.advance({ minutes: 5 })
  expect(await by(tokenBy(next.privateKey, 'next'))).toBe('believed')
  for (let times = 0; times < 10; times++) expect(await by(tokenBy(next.privateKey, 'next'))).toBe('believed')
  expect(issuer.asked).toBe(3)
  expect(await by(tokenBy(next.privateKey, 'old'))).toBe(401)
})

test('piko: without a key id each key is tried, and the algorithm of a key counts', async () => {
  const [one, other, third] = [newKey('a'), newKey(), newKey('c')]
  const { by } = await openWithIssuer('piko', [one, other, { jwk: { ...third.jwk, alg: 'RS256' } }])
  expect(await by(tokenBy(one.privateKey))).toBe('believed')
  expect(await by(tokenBy(other.privateKey))).toBe('believed')
  expect(await by(tokenBy(third.privateKey, 'c'))).toBe(401)
  expect(await by(tokenBy(newKey().privateKey))).toBe(401)
  expect(await by(relayToken({}, { secret: 'x' }))).toBe(401)
})

test('piko: an issuer that is away at first stops nobody later, and known keys outlive it and their time', async () => {
  const key = newKey('a')
  const { issuer, by, clock } = await openWithIssuer('piko', [key], 60_000)
  issuer.isAway = true
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe(401)
  issuer.isAway = false
  clock.advance({ minutes: 1 })
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe('believed')
  issuer.isAway = true
  clock.advance({ minutes: 1 })
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe('believed')
})

test('strict: an unknown key is asked for, an issuer that is away decides nothing, and a key that is withdrawn is no key', async () => {
  const [key, next] = [newKey('a'), newKey('next')]
  const { issuer, by, clock } = await openWithIssuer('strict', [key], 30_000)
  issuer.isAway = true
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe(503)
  issuer.isAway = false
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe('believed')
  const before = issuer.asked
  for (let times = 0; times < 5; times++) expect(await by(tokenBy(key.privateKey, 'a'))).toBe('believed')
  expect(issuer.asked).toBe(before)
  issuer.keys = [next]
  expect(await by(tokenBy(next.privateKey, 'next'))).toBe('believed')
  clock.advance({ seconds: 30 })
  expect(await by(tokenBy(key.privateKey, 'a'))).toBe(401)
})

test.each(['strict', 'piko'] as const)('%s: a key set may be a file', async (dialect) => {
  const key = newKey('a')
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'keys.json')
  await writeFile(file, JSON.stringify({ keys: [key.jwk] }))
  const keys = { kind: 'jwks', endpoint: pathToFileURL(file).href, timeout: 1000 } as const
  const { ports } = await openTestRelay(
    relayConfig(dialect, { proxy: { auth: { keys, disableDisconnectOnExpiry: false } } }),
  )
  const headers = { authorization: `Bearer ${tokenBy(key.privateKey, 'a')}`, host: 'b.relay' }
  expect((await askRelay({ port: ports.proxy, headers })).status).toBe(502)
})

test('strict: a key of the configuration has no id, and is good for no other algorithm than its own', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = { kind: 'static', ecdsaPublicKey: String(publicKey.export({ type: 'spki', format: 'pem' })) } as const
  const { ports } = await openTestRelay(
    relayConfig('strict', { proxy: { auth: { keys, disableDisconnectOnExpiry: false } } }),
  )
  const by = async (token: string) =>
    (await askRelay({ port: ports.proxy, headers: { authorization: `Bearer ${token}`, host: 'b.relay' } })).status
  expect(await by(tokenBy(privateKey, 'whatever'))).toBe(502)
  expect(await by(tokenBy(privateKey))).toBe(502)
  expect(await by(relayToken({ ...IN_TIME, piko: { endpoints: ['b'] } }, { secret: keys.ecdsaPublicKey }))).toBe(401)
})
